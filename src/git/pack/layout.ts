// Owns: the table of a pack's objects in pack order: kind, size, delta base, and the families that deltas make.
// Must not know: contents. The arrays are shared memory: made once, they cost nothing to hand to a worker.
//
//   object header: 1 bit more · 3 bits type · 4 bits size, then 7 bits of size a byte; OFS_DELTA adds the distance to
//   its base (7 bits a byte, each further byte counts from 1), REF_DELTA the name of its base.
import type { Kernel } from '../../kernel/kernel.ts'
import type { Memory } from '../../kernel/memory.ts'
import { nameAt, type PackIndex, positionOf } from './index-file.ts'
import { PackFile } from './pack-file.ts'

export const COMMIT = 1
export const TREE = 2
export const BLOB = 3
export const TAG = 4

/** No object. */
export const NONE = -1

/** The objects of a pack, numbered by where they stand in it. */
export interface Layout {
  readonly file: string
  readonly count: number
  readonly blobs: number
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

/** The lists while they are made, in the kernel's memory: where each starts. */
type Lists = Readonly<
  Record<
    'offset' | 'position' | 'header' | 'size' | 'kind' | 'base' | 'weight' | 'child' | 'sibling' | 'order' | 'open',
    number
  >
>

/** Bytes for each object. */
const WIDTHS: Lists = {
  ...{ offset: 8, position: 4, header: 1, size: 8, kind: 1, base: 4, weight: 8, child: 4, sibling: 4 },
  ...{ order: 4, open: 4 },
}

/** Headers are read from pieces of so many bytes. */
const PIECE = 1 << 17

/** Reads the headers of all objects. Throws when the pack is damaged, or the kernel has no memory for so many. */
export function layoutOf(file: string, index: PackIndex, kernel: Kernel): Layout {
  const { count } = index
  const { memory } = kernel
  const sizes = Object.entries(WIDTHS).map(([name, width]) => [name, (count + 1) * width] as const)
  const lists = Object.fromEntries(sizes.map(([name, size]) => [name, memory.take(size)])) as Lists
  const piece = memory.take(PIECE)
  const pack = new PackFile(file)
  try {
    place(kernel, lists, index, pack.size)
    checkHead(pack, count)
    readHeaders(kernel, lists, index, pack, piece)
    const { base, size, weight, kind, child, sibling, order, open } = lists
    const blobs = kernel.loops.link(count, base, size, weight, kind, child, sibling, order, open)
    return { file, count, blobs, ...copied(memory, lists, count) }
  } finally {
    pack.close()
    for (const [name, size] of sizes) memory.give(lists[name as keyof Lists], size)
    memory.give(piece, PIECE)
  }
}

function copied({ bytes: { buffer } }: Memory, lists: Lists, count: number) {
  const bytes = (at: number) => share(new Uint8Array(buffer, at, count))
  const ints = (at: number) => share(new Int32Array(buffer, at, count))
  const doubles = (at: number, more = 0) => share(new Float64Array(buffer, at, count + more))
  return {
    offset: doubles(lists.offset, 1),
    header: bytes(lists.header),
    size: doubles(lists.size),
    kind: bytes(lists.kind),
    base: ints(lists.base),
    child: ints(lists.child),
    sibling: ints(lists.sibling),
    position: ints(lists.position),
    weight: doubles(lists.weight),
  }
}

/** A copy in memory that threads share. */
function share<List extends Uint8Array | Int32Array | Float64Array>(list: List): List {
  const made = new (list.constructor as new (buffer: SharedArrayBuffer) => List)(new SharedArrayBuffer(list.byteLength))
  made.set(list)
  return made
}

/** Sorts the objects by where they stand. */
function place({ loops, memory }: Kernel, lists: Lists, index: PackIndex, size: number): void {
  const { count, offsets } = index
  const { buffer } = memory.bytes
  const sorted = new Float64Array(buffer, lists.offset, count)
  sorted.set(offsets)
  const scale = 2 ** Math.ceil(Math.log2(count + 1))
  // Offsets and positions are sorted together, as one number each, where that is exact: in packs of less than some gigabytes.
  if (size * scale < 2 ** 53) {
    loops.pair(lists.offset, count, scale)
    sorted.sort()
    loops.unpair(lists.offset, count, scale, lists.position)
  } else {
    const positions = new Int32Array(buffer, lists.position, count)
    sorted.sort()
    for (let p = 0; p < count; p++) positions[find(sorted, count, offsets[p]!)] = p
  }
  const end = size - index.hash
  if (count > 0 && sorted[count - 1]! >= end) throw new Error('the pack is cut short')
  new Float64Array(buffer, lists.offset, count + 1)[count] = end
}

function checkHead(pack: PackFile, count: number): void {
  const { buffer, start } = pack.at(0, 12)
  if (buffer.toString('latin1', start, start + 4) !== 'PACK') throw new Error('it is not a pack')
  if (buffer.readUInt32BE(start + 8) !== count) throw new Error('pack and index do not belong together')
}

/** A base that is known by name only: see kernel/assembly/pack.ts. */
const BY_NAME = -2

function readHeaders(kernel: Kernel, lists: Lists, index: PackIndex, pack: PackFile, piece: number): void {
  const { count, hash } = index
  const { buffer } = kernel.memory.bytes
  const { offset, header, size, kind, base } = lists
  const offsets = new Float64Array(buffer, offset, count + 1)
  for (let next = 0; next < count; ) {
    const from = offsets[next]!
    const length = Math.min(PIECE, pack.size - from)
    pack.read(new Uint8Array(buffer, piece, length), length, from)
    next = kernel.loops.headers(piece, from, length, next, count, offset, header, size, kind, base)
    if (next < 0) throw new Error(`an object behind ${from} has a bad header`)
  }
  const bases = new Int32Array(buffer, base, count)
  const headers = new Uint8Array(buffer, header, count)
  for (let i = bases.indexOf(BY_NAME); i !== -1; i = bases.indexOf(BY_NAME, i + 1)) {
    const name = pack.at(offsets[i]! + headers[i]!, hash)
    const position = positionOf(index, nameAt({ names: name.buffer.subarray(name.start), hash }, 0))
    bases[i] = position === NONE ? NONE : find(offsets, count, index.offsets[position]!)
    headers[i]! += hash
  }
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
