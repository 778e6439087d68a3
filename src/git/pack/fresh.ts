// Owns: from what a delta did to the spans of a version that have to be looked at again, and where the rest came from.
// Must not know: rules.
import type { Edits } from './delta.ts'

const LF = 10

/**
 * The lines of the version that were not copied whole, as pairs [from, to): those with insertions, and those where copies
 * meet or the base was cut. Sorted, disjoint.
 */
export function freshLines(edits: Edits, bytes: Buffer, baseSize: number): number[] {
  const { triples, length } = edits
  const spans: number[] = []
  let expected = 0 // where in the base a copy would go on without a gap
  for (let i = 0; i < length; i += 3) {
    const at = triples[i]!
    const source = triples[i + 1]!
    if (source < 0) add(spans, bytes, at, at + triples[i + 2]!)
    else {
      if (source !== expected) add(spans, bytes, at, at)
      expected = source + triples[i + 2]!
    }
  }
  if (expected !== baseSize) add(spans, bytes, bytes.length, bytes.length)
  return spans
}

function add(spans: number[], bytes: Buffer, start: number, end: number): void {
  const last = spans.length - 1
  if (last > 0 && end < spans[last]!) return
  // The last line counts as cut when something behind it is gone.
  const inside = start === bytes.length && start > 0 ? start - 1 : start
  const from = inside === 0 ? 0 : bytes.lastIndexOf(LF, inside - 1) + 1
  const to = lineEnd(bytes, end)
  if (last > 0 && from <= spans[last]!) spans[last] = Math.max(to, spans[last]!)
  else if (to > from) spans.push(from, to)
}

/** Just after the newline that ends the line in which `at` stands. */
function lineEnd(bytes: Buffer, at: number): number {
  if (at >= bytes.length) return bytes.length
  const lf = bytes.indexOf(LF, at)
  return lf === -1 ? bytes.length : lf + 1
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
