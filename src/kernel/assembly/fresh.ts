// Owns: from what a delta did to the lines of a version that have to be looked at again.
// Must not know: how deltas are written, what is looked for.
import { isAscii, lineEnd, lineStart } from './lines'

/**
 * The lines of the version that were not copied whole, as pairs [from, to) at `spans`, sorted and disjoint: those with insertions, and
 * those where copies meet or the base was cut. `triples` are what `apply` noted, `length` numbers; there must be room for
 * two more. Gives how many numbers it wrote, and one more when from the first line to the last all is ASCII.
 */
export function fresh(text: usize, size: u32, triples: usize, length: i32, baseSize: i32, spans: usize): i32 {
  let expected: i32 = 0 // where in the base a copy would go on without a gap
  let next = spans
  const end = triples + ((<usize>length) << 2)
  for (let t = triples; t < end; t += 12) {
    const at = load<u32>(t)
    const source = load<i32>(t, 4)
    if (source < 0) next = add(spans, next, text, size, at, at + load<u32>(t, 8))
    else {
      if (source !== expected) next = add(spans, next, text, size, at, at)
      expected = source + load<i32>(t, 8)
    }
  }
  if (expected !== baseSize) next = add(spans, next, text, size, size, size)
  const isPlain = next === spans || isAscii(text, load<u32>(spans), load<u32>(next - 4))
  return <i32>((next - spans) >> 2) | i32(isPlain)
}

function add(spans: usize, next: usize, text: usize, size: u32, start: u32, end: u32): usize {
  const some = next > spans
  if (some && end < load<u32>(next - 4)) return next
  // The last line counts as cut when something behind it is gone.
  const from = lineStart(text, start === size && start > 0 ? start - 1 : start)
  const to = end >= size ? size : lineEnd(text, end, size)
  if (some && from <= load<u32>(next - 4)) {
    store<u32>(next - 4, max(to, load<u32>(next - 4)))
    return next
  }
  if (to <= from) return next
  store<u32>(next, from)
  store<u32>(next, to, 4)
  return next + 8
}
