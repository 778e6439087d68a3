// Owns: the layout of an index file: a header in clear, then sealed parts. Nothing in it can be read without the key,
// and where a value lives cannot be read without the value.
// Must not know: files on a disk, or vaults.
//
//   header (96 bytes) | filter part, sealed | table pages, sealed, 4096 bytes each | entries, each sealed on its own
//
// filter part = spaced (1) | shapes, one bit each | Bloom bits.   table row = tag (16) | offset (4) | length (2) | 0 (2).
import { type IndexKey, TAG_BYTES } from './keys.ts'
import { SEAL_BYTES } from './seal.ts'

/** How values are hashed: with the index key on this machine, or by the vault's own HMAC endpoint. */
export type Hashing = 'local' | 'transit'

/** Facts about an index that stand in its header. */
export interface IndexHeader {
  /** Which key it was made with. */
  readonly keyId: Buffer
  readonly salt: Buffer
  readonly hashing: Hashing
  /** Milliseconds since the epoch. */
  readonly created: number
  /** Hashed values: lines, parts and encodings included. */
  readonly count: number
  /** Sealed bytes of the filter part. */
  readonly filterBytes: number
  readonly pages: number
  readonly entryBytes: number
}

const MAGIC = Buffer.from('STANCHV1')
export const HEADER_BYTES = 96
export const SALT_BYTES = 16
/** Sealed size of one table page. */
export const PAGE_BYTES = 4096
export const ROW_BYTES = TAG_BYTES + 8
/** Rows of one table page. */
export const PAGE_ROWS = Math.floor((PAGE_BYTES - SEAL_BYTES) / ROW_BYTES)
/** Kinds of sealed blocks: see seal.ts. */
export const KINDS = { filter: 1, table: 2, entry: 3, journal: 4 } as const
const MAC_AT = 64

/** The header as bytes; its last 32 are a MAC over the rest. */
export function encodeHeader(key: IndexKey, header: IndexHeader): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES)
  MAGIC.copy(bytes, 0)
  header.keyId.copy(bytes, 8)
  header.salt.copy(bytes, 16)
  bytes.writeUInt8(header.hashing === 'transit' ? 1 : 0, 32)
  bytes.writeDoubleLE(header.created, 36)
  bytes.writeUInt32LE(header.count, 44)
  bytes.writeUInt32LE(header.filterBytes, 48)
  bytes.writeUInt32LE(header.pages, 52)
  bytes.writeUInt32LE(header.entryBytes, 56)
  key.mac('header', bytes.subarray(0, MAC_AT)).copy(bytes, MAC_AT)
  return bytes
}

/** What is wrong with a header, or the header. `size` is that of the whole file. */
export function decodeHeader(key: IndexKey, bytes: Buffer, size: number): IndexHeader | 'corrupt' | 'other key' {
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, 8).equals(MAGIC)) return 'corrupt'
  const keyId = bytes.subarray(8, 16)
  if (!keyId.equals(key.id)) return 'other key'
  if (!key.mac('header', bytes.subarray(0, MAC_AT)).equals(bytes.subarray(MAC_AT, HEADER_BYTES))) return 'corrupt'
  const header: IndexHeader = {
    keyId,
    salt: bytes.subarray(16, 32),
    hashing: bytes.readUInt8(32) === 1 ? 'transit' : 'local',
    created: bytes.readDoubleLE(36),
    count: bytes.readUInt32LE(44),
    filterBytes: bytes.readUInt32LE(48),
    pages: bytes.readUInt32LE(52),
    entryBytes: bytes.readUInt32LE(56),
  }
  return entriesAt(header) + header.entryBytes === size ? header : 'corrupt'
}

/** Where the table starts. */
export function tableAt(header: IndexHeader): number {
  return HEADER_BYTES + header.filterBytes
}

/** Where the entries start. */
export function entriesAt(header: IndexHeader): number {
  return tableAt(header) + header.pages * PAGE_BYTES
}
