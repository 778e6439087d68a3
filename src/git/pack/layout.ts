// Owns: the table of a pack's objects in pack order: kind, size, delta base, and the families that deltas make.
// Must not know: contents. The arrays are shared memory: made once, they cost nothing to hand to a worker.
//
//   object header: 1 bit more · 3 bits type · 4 bits size, then 7 bits of size a byte; OFS_DELTA adds the distance to
//   its base (7 bits a byte, each further byte counts from 1), REF_DELTA the name of its base.
import { nameAt, type PackIndex, positionOf } from './index-file.ts'
import { PackFile } from './pack-file.ts'

export const COMMIT = 1
export const TREE = 2
export const BLOB = 3
export const TAG = 4
const OFS_DELTA = 6
const REF_DELTA = 7

/** No object. */
export const NONE = -1

/** The objects of a pack, numbered by where they stand in it. */
export interface Layout {
  readonly file: string
  readonly count: number
  /** Where each starts; one more entry: where the last ends. */
  readonly offset: Float64Array
  /** Bytes of the header: the compressed data starts behind it. */
  readonly header: Uint8Array
  /** Inflated size: of the object, or of its delta. */
  readonly size: Float64Array
  /** COMMIT, TREE, BLOB or TAG, through all bases; 0 when the base is not in this pack or the chain is broken. */
  readonly kind: Uint8Array
  readonly base: Int32Array
  /** First delta on each, and the next one on the same base; the one with the heaviest family comes last. */
  readonly child: Int32Array
  readonly sibling: Int32Array
  /** Position in the index. */
  readonly position: Int32Array
  /** About what it costs to visit it and everything that builds on it, in bytes. */
  readonly weight: Float64Array
}

/** Reads the headers of all objects. Throws when the pack is damaged. */
export function layoutOf(file: string, index: PackIndex): Layout {
  const { count } = index
  const layout: Layout = {
    file,
    count,
    offset: new Float64Array(new SharedArrayBuffer((count + 1) * 8)),
    header: new Uint8Array(new SharedArrayBuffer(count)),
    size: new Float64Array(new SharedArrayBuffer(count * 8)),
    kind: new Uint8Array(new SharedArrayBuffer(count)),
    base: ints(count),
    child: ints(count),
    sibling: ints(count),
    position: ints(count),
    weight: new Float64Array(new SharedArrayBuffer(count * 8)),
  }
  const pack = new PackFile(file)
  try {
    place(layout, index, pack.size)
    checkHead(pack, count)
    for (let i = 0; i < count; i++) readHeader(layout, index, pack, i)
  } finally {
    pack.close()
  }
  link(layout)
  return layout
}

function ints(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * 4)).fill(NONE)
}

function place({ offset, position }: Layout, index: PackIndex, size: number): void {
  offset.set(index.offsets)
  offset[index.count] = size - index.hash
  offset.subarray(0, index.count).sort()
  if (index.count > 0 && offset[index.count - 1]! >= offset[index.count]!) throw new Error('the pack is cut short')
  for (let p = 0; p < index.count; p++) position[find(offset, index.count, index.offsets[p]!)] = p
}

function checkHead(pack: PackFile, count: number): void {
  const { buffer, start } = pack.at(0, 12)
  if (buffer.toString('latin1', start, start + 4) !== 'PACK') throw new Error('it is not a pack')
  if (buffer.readUInt32BE(start + 8) !== count) throw new Error('pack and index do not belong together')
}

/** The object that starts at an offset, NONE if none does. */
function find(offset: Float64Array, count: number, wanted: number): number {
  let low = 0
  let high = count - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const here = offset[middle]!
    if (here === wanted) return middle
    if (here < wanted) low = middle + 1
    else high = middle - 1
  }
  return NONE
}

const MOST_HEADER = 64

function readHeader(layout: Layout, index: PackIndex, pack: PackFile, i: number): void {
  const at = layout.offset[i]!
  const { buffer, start } = pack.at(at, Math.min(MOST_HEADER, layout.offset[i + 1]! - at))
  let p = start
  let byte = buffer[p++]!
  const type = (byte >> 4) & 7
  let size = byte & 15
  for (let scale = 16; byte & 128; scale *= 128) {
    byte = buffer[p++]!
    size += (byte & 127) * scale
  }
  if (type === OFS_DELTA) {
    byte = buffer[p++]!
    let back = byte & 127
    while (byte & 128) {
      byte = buffer[p++]!
      back = (back + 1) * 128 + (byte & 127)
    }
    layout.base[i] = find(layout.offset, i, at - back)
  } else if (type === REF_DELTA) {
    const position = positionOf(index, nameAt({ names: buffer.subarray(p), hash: index.hash }, 0))
    layout.base[i] = position === NONE ? NONE : find(layout.offset, layout.count, index.offsets[position]!)
    p += index.hash
  } else layout.kind[i] = type
  if (p - start > MOST_HEADER) throw new Error(`the object at ${at} has a bad header`)
  layout.header[i] = p - start
  layout.size[i] = size
}

/** What an object costs beside its bytes. */
const OVERHEAD = 1024

/** Orders the objects from bases to deltas, then makes the lists of deltas and hands the kinds down. */
function link({ count, base, child, sibling, kind, size, weight }: Layout): void {
  const deltas = new Int32Array(count)
  for (let i = 0; i < count; i++) if (base[i] !== NONE) deltas[base[i]!]!++
  const order = new Int32Array(count)
  let filled = 0
  for (let i = 0; i < count; i++) if (deltas[i] === 0) order[filled++] = i
  for (let i = 0; i < count; i++) weight[i] = size[i]! + OVERHEAD
  const heaviest = new Int32Array(count).fill(NONE)
  for (let o = 0; o < filled; o++) {
    const i = order[o]!
    const b = base[i]!
    if (b === NONE) continue
    weight[b]! += weight[i]!
    if (heaviest[b] === NONE || weight[i]! > weight[heaviest[b]!]!) heaviest[b] = i
    if (--deltas[b]! === 0) order[filled++] = b
  }
  child.set(heaviest)
  for (let o = filled - 1; o >= 0; o--) {
    const i = order[o]!
    const b = base[i]!
    if (b === NONE) continue
    kind[i] = kind[b]!
    if (heaviest[b] === i) continue
    sibling[i] = child[b]!
    child[b] = i
  }
}

/** A share of the work: blobs that are no deltas, each with all that builds on it. Large shares come first. */
export function shares(
  { count, base, kind, weight }: Layout,
  bytes: number,
  wanted?: ReadonlySet<number>,
): Int32Array[] {
  const all: { roots: number[]; weight: number }[] = []
  let open: { roots: number[]; weight: number } | undefined
  for (let i = 0; i < count; i++) {
    if (base[i] !== NONE || kind[i] !== BLOB || wanted?.has(i) === false) continue
    if (!open || open.weight > bytes) all.push((open = { roots: [], weight: 0 }))
    open.roots.push(i)
    open.weight += weight[i]!
  }
  return all.sort((a, b) => b.weight - a.weight).map((share) => Int32Array.from(share.roots))
}
