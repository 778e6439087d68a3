// Owns: from what a delta did to the spans of a version that have to be looked at again, and where the rest came from.
// Must not know: rules.
import type { Kernel } from '../../kernel/kernel.ts'
import type { Edits } from './delta.ts'

/** The lines of a version that were not copied whole. */
export interface Fresh {
  /** Pairs [from, to), sorted, disjoint; good until the next call. */
  readonly lines: Int32Array
  /** From the first of them to the last there is nothing but ASCII. */
  readonly ascii: boolean
}

/** The lines with insertions, and those where copies meet or the base was cut. The version is in the kernel's memory, and the edits are those of the last patch. */
export function freshLines(kernel: Kernel, { length }: Pick<Edits, 'length'>, bytes: Buffer, baseSize: number): Fresh {
  const { lists, loops } = kernel
  if (length > lists.room) throw new Error('there is no room for so many lines')
  const told = loops.fresh(bytes.byteOffset, bytes.length, lists.triples, length, baseSize, lists.spans)
  return { lines: kernel.numbers(lists.spans, told & ~1), ascii: (told & 1) === 1 }
}

/** Tells where spans of the base stand in the version, when they were copied whole. */
export class Carrier {
  readonly #edits: Edits
  readonly #ordered: boolean

  constructor(edits: Edits) {
    this.#edits = edits
    this.#ordered = isOrdered(edits)
  }

  /** Every place of the version to which base[start, end) was copied whole. */
  places(start: number, end: number): number[] {
    const { triples, length } = this.#edits
    const found: number[] = []
    for (let i = this.#ordered ? this.#firstEndingAt(end) : 0; i < length; i += 3) {
      const source = triples[i + 1]!
      if (source < 0 || source > start || source + triples[i + 2]! < end) {
        if (this.#ordered && source > start) break
        continue
      }
      found.push(triples[i]! + start - source)
    }
    return found
  }

  /** First copy that ends at `end` or behind it, where copies are in order: insertions take the place of their follower. */
  #firstEndingAt(end: number): number {
    const { triples, length } = this.#edits
    let low = 0
    let high = length / 3
    while (low < high) {
      const middle = (low + high) >> 1
      let copy = middle
      while (copy < high && triples[copy * 3 + 1]! < 0) copy++
      if (copy < high && triples[copy * 3 + 1]! + triples[copy * 3 + 2]! < end) low = copy + 1
      else high = middle
    }
    return low * 3
  }
}

/** Does every copy begin where the one before it ended, or behind that? */
function isOrdered({ triples, length }: Edits): boolean {
  let end = 0
  for (let i = 0; i < length; i += 3) {
    const source = triples[i + 1]!
    if (source < 0) continue
    if (source < end) return false
    end = source + triples[i + 2]!
  }
  return true
}
