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
  /** By the first byte of a name: how many names begin with it or a smaller one. */
  readonly fanout: Int32Array
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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const offsets = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const offset = view.getUint32(small + i * 4)
    offsets[i] = offset < BIG ? offset : bigOffset(bytes, big + (offset - BIG) * 8, end)
  }
  const fanout = Int32Array.from({ length: 256 }, (_, first) => view.getInt32(FANOUT + 4 * first))
  if (fanout.some((most, first) => most < (fanout[first - 1] ?? 0))) throw new Error('its index is damaged')
  return { count, hash, names: bytes.subarray(NAMES, NAMES + count * hash), offsets, fanout }
}

function bigOffset(bytes: Buffer, at: number, end: number): number {
  if (at + 8 > end) throw new Error('its index is damaged')
  return bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)
}

/** The position of a name in hex, -1 when it is not in the pack. */
export function positionOf({ names, hash, fanout }: PackIndex, oid: string): number {
  if (oid.length !== 2 * hash) return -1
  for (let i = 0; i < hash; i++) wanted[i] = 16 * digit(oid.charCodeAt(2 * i)) + digit(oid.charCodeAt(2 * i + 1))
  const first = wanted[0]!
  let low = first === 0 ? 0 : fanout[first - 1]!
  let high = fanout[first]! - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const order = compare(names, middle * hash, hash)
    if (order === 0) return middle
    if (order < 0) high = middle - 1
    else low = middle + 1
  }
  return -1
}

/** The name that is looked for: there are as many as there are contents. */
const wanted = new Uint8Array(32)

/** The value of a digit of a name, 0..15. */
function digit(code: number): number {
  return code < 0x3a ? code - 0x30 : code - 0x57
}

/** Names differ in one of their first bytes: that is sooner seen here than by a call. */
function compare(names: Uint8Array, at: number, length: number): number {
  for (let i = 0; i < length; i++) {
    const difference = wanted[i]! - names[at + i]!
    if (difference !== 0) return difference
  }
  return 0
}

/** The name at a position, in hex. */
export function nameAt({ names, hash }: Pick<PackIndex, 'names' | 'hash'>, position: number): string {
  const start = position * hash
  return Buffer.from(names.buffer, names.byteOffset + start, hash).toString('hex')
}
