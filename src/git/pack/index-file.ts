// Owns: the index of a pack (version 2, with 64-bit offsets): names of its objects and where they stand.
// Must not know: what is in the pack. Format: Documentation/gitformat-pack in git's sources.
//
//   ff 74 4f 63 · version · 256 fan-out counts · names, sorted · CRC32s · offsets (or 1<<31 | n) · 64-bit offsets · checksums
import { readFileSync } from 'node:fs'

const MAGIC = 0xff744f63
const FANOUT = 8
const NAMES = FANOUT + 256 * 4
const BIG = 0x80000000

/** An opened index. Positions are those of the names in sorted order. */
export interface PackIndex {
  readonly count: number
  /** Bytes of a name: 20, or 32 in a SHA-256 repository. */
  readonly hash: number
  /** All names, one after the other, sorted. */
  readonly names: Uint8Array
  /** By position: where the object starts in the pack. */
  readonly offsets: Float64Array
}

/** Reads an index. Throws when it is damaged or of another version: its objects are then read by git. */
export function readPackIndex(file: string, hash: number): PackIndex {
  const bytes = readFileSync(file)
  if (bytes.length < NAMES || bytes.readUInt32BE(0) !== MAGIC || bytes.readUInt32BE(4) !== 2) {
    throw new Error('its index is not of version 2')
  }
  const count = bytes.readUInt32BE(FANOUT + 255 * 4)
  const small = NAMES + count * (hash + 4)
  const big = small + count * 4
  const end = bytes.length - 2 * hash
  if (big > end || (end - big) % 8 !== 0) throw new Error('its index is damaged')
  const offsets = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const offset = bytes.readUInt32BE(small + i * 4)
    offsets[i] = offset < BIG ? offset : bigOffset(bytes, big + (offset - BIG) * 8, end)
  }
  return { count, hash, names: bytes.subarray(NAMES, NAMES + count * hash), offsets }
}

function bigOffset(bytes: Buffer, at: number, end: number): number {
  if (at + 8 > end) throw new Error('its index is damaged')
  return bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)
}

/** The position of a name in hex, -1 when it is not in the pack. */
export function positionOf({ names, hash, count }: PackIndex, oid: string): number {
  const wanted = Buffer.from(oid, 'hex')
  let low = 0
  let high = count - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const order = compare(wanted, names, middle * hash)
    if (order === 0) return middle
    if (order < 0) high = middle - 1
    else low = middle + 1
  }
  return -1
}

/** Names differ in one of their first bytes: that is sooner seen here than by a call. */
function compare(name: Uint8Array, names: Uint8Array, at: number): number {
  for (let i = 0; i < name.length; i++) {
    const difference = name[i]! - names[at + i]!
    if (difference !== 0) return difference
  }
  return 0
}

/** The name at a position, in hex. */
export function nameAt({ names, hash }: Pick<PackIndex, 'names' | 'hash'>, position: number): string {
  const start = position * hash
  return Buffer.from(names.buffer, names.byteOffset + start, hash).toString('hex')
}
