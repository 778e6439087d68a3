// Owns: from what a delta did to the spans of a version that have to be looked at again, and where the rest came from.
// Must not know: rules.
import type { Edits } from './delta.ts'

const LF = 10

/**
 * Spans [from, to) of the version around everything that was not copied whole: insertions and the edges where copies
 * meet or the base was cut, each widened by `margin` bytes and then to whole lines. Sorted, disjoint, as pairs.
 */
export function freshSpans(edits: Edits, bytes: Buffer, baseSize: number, margin: number): number[] {
  const { triples, length } = edits
  const spans: number[] = []
  let expected = 0 // where in the base a copy would go on without a gap
  for (let i = 0; i < length; i += 3) {
    const at = triples[i]!
    const source = triples[i + 1]!
    if (source < 0) add(spans, bytes, at, at + triples[i + 2]!, margin)
    else {
      if (source !== expected) add(spans, bytes, at, at, margin)
      expected = source + triples[i + 2]!
    }
  }
  if (expected !== baseSize) add(spans, bytes, bytes.length, bytes.length, margin)
  return spans
}

function add(spans: number[], bytes: Buffer, start: number, end: number, margin: number): void {
  const last = spans.length - 1
  const to = Math.min(bytes.length, end + margin)
  if (last > 0 && to <= spans[last]!) return
  const from = Math.max(0, start - margin)
  if (last > 0 && from <= spans[last]!) {
    spans[last] = lineEnd(bytes, to)
    return
  }
  const begin = from === 0 ? 0 : bytes.lastIndexOf(LF, from - 1) + 1
  const stop = lineEnd(bytes, to)
  if (last > 0 && begin <= spans[last]!) spans[last] = stop
  else spans.push(begin, stop)
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

  constructor(edits: Edits) {
    this.#edits = edits
  }

  /** Every place of the version to which base[start, end) was copied whole. */
  places(start: number, end: number): number[] {
    const { triples, length } = this.#edits
    const found: number[] = []
    for (let i = 0; i < length; i += 3) {
      const source = triples[i + 1]!
      if (source < 0 || source > start || source + triples[i + 2]! < end) continue
      found.push(triples[i]! + start - source)
    }
    return found
  }
}
