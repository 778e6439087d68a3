// Owns: one look at the fresh lines of a version: the slices to read, the keywords that stand there, and where something may be encoded.
// Must not know: rules, what becomes of a slice.
import { beginRanges, encodedRanges } from './encoded'
import { beginHits, findKeywords, hitsSince, overflown } from './keywords'
import { folds, isAscii, lineEnd, lineStart } from './lines'

/** Numbers that are written for a slice. */
const SLICE: usize = 8 * 4
/** Bytes of a range. */
const RANGE: u32 = 3 * 4
const LF: u8 = 10
/** In a slice of which some hits were lost, or not looked for. */
const LOST: i32 = -1

/**
 * Looks at the fresh lines of a version: pairs of offsets at [spans, end). `margin` is how much is read with them: how many steps back, those steps, how
 * many forth, those: so many characters, then to the line's end (start), and so on. Keywords are looked for `lead` characters before fresh lines
 * and `trail` behind them; everywhere in a slice when `lead` is negative. A character has up to `widest` bytes where the slices are not ASCII.
 *
 * Writes eight numbers for each slice: from, to, first span, last span (number of the one behind it), first hit, last hit (LOST = there was
 * no room for them, or letters fold), first range in which something may be
 * encoded, last range (three numbers each at `ranges`: encoded.ts; room for `more` than there are spans). Gives twice the number of slices, and one more when
 * something was seen in one of them.
 */
export function look(
  text: usize,
  size: u32,
  spans: usize,
  end: usize,
  margin: usize,
  lead: i32,
  trail: i32,
  widest: u32,
  out: usize,
  ranges: usize,
  more: i32,
  hits: usize,
  room: i32,
): i32 {
  let count = slices(text, size, spans, end, margin, 1, out)
  let width: u32 = 1
  const last = out + <usize>count * SLICE
  for (let slice = out; slice < last; slice += SLICE) {
    if (isAscii(text, load<u32>(slice), load<u32>(slice, 4))) continue
    width = widest
    count = slices(text, size, spans, end, margin, width, out)
    break
  }
  beginHits(hits, room, size)
  beginRanges(more)
  let range = ranges
  let isLost = false
  for (let n = 0; n < count; n++) {
    const slice = out + <usize>n * SLICE
    const first = spans + ((<usize>load<u32>(slice, 8)) << 3)
    const behind = spans + ((<usize>load<u32>(slice, 12)) << 3)
    store<i32>(slice, hitsSince(hits), 16)
    const isFolded = width > 1 && folds(text, load<u32>(slice), load<u32>(slice, 4))
    if (isFolded) {
      // Nothing is known of its letters here.
    } else if (lead < 0) findKeywords(text, load<u32>(slice), load<u32>(slice, 4))
    else keywordsBeside(text, load<u32>(slice), load<u32>(slice, 4), first, behind, lead * width, trail * width)
    const lost = isFolded || overflown()
    store<i32>(slice, lost ? LOST : hitsSince(hits), 20)
    if (lost) isLost = true
    store<u32>(slice, <u32>(range - ranges) / RANGE, 24)
    range = encodedRanges(text, load<u32>(slice), load<u32>(slice, 4), first, behind, range)
    store<u32>(slice, <u32>(range - ranges) / RANGE, 28)
  }
  const some = isLost || range > ranges || hitsSince(hits) > 0
  return (count << 1) | i32(some)
}

/** Fresh lines with a margin of whole lines; those that meet are one. */
function slices(text: usize, size: u32, spans: usize, end: usize, margin: usize, width: u32, out: usize): i32 {
  const back = load<u32>(margin)
  const forth = margin + 4 + ((<usize>back) << 2)
  const steps = load<u32>(forth)
  let least: u32 = 0 // so much is read behind a span whatever its lines
  for (let s: u32 = 0; s < steps; s++) least += width * load<u32>(forth + 4 + ((<usize>s) << 2))
  let slice = out - SLICE
  for (let span = spans; span < end; ) {
    const first = span
    const start = load<u32>(span)
    let to: u32 = 0
    for (;;) {
      to = load<u32>(span, 4)
      span += 8
      if (span < end && load<u32>(span) - to <= least) continue
      for (let s: u32 = 0; s < steps; s++)
        to = endOfLine(text, to, width * load<u32>(forth + 4 + ((<usize>s) << 2)), size)
      if (span >= end || load<u32>(span) > to) break
    }
    let from = start
    for (let s: u32 = 0; s < back; s++) {
      const step = width * load<u32>(margin + 4 + ((<usize>s) << 2))
      from = step >= from ? 0 : lineStart(text, from - step)
    }
    if (slice >= out && from <= load<u32>(slice, 4)) store<u32>(slice, to, 4)
    else {
      slice += SLICE
      store<u32>(slice, from)
      store<u32>(slice, to, 4)
      store<u32>(slice, <u32>((first - spans) >> 3), 8)
    }
    store<u32>(slice, <u32>((span - spans) >> 3), 12)
  }
  return <i32>((slice + SLICE - out) / SLICE)
}

/** So many bytes on, then to the end of that line; where a line ends there already, no further. */
function endOfLine(text: usize, at: u32, step: u32, size: u32): u32 {
  if (step >= size - at) return size
  const i = at + step
  return i > 0 && load<u8>(text + i - 1) === LF ? i : lineEnd(text, i, size)
}

/** Where keywords are looked for: the lines with what lies beside them; what meets is read once. */
function keywordsBeside(text: usize, from: u32, to: u32, first: usize, behind: usize, lead: u32, trail: u32): void {
  let start: u32 = 0
  let end: u32 = 0
  let open = false
  for (let span = first; span < behind; span += 8) {
    const line = load<u32>(span)
    const before = line - from > lead ? line - lead : from
    const after = min(to, load<u32>(span, 4) + trail)
    if (open && before <= end) end = max(end, after)
    else {
      if (open) findKeywords(text, start, end)
      start = before
      end = after
      open = true
    }
  }
  if (open) findKeywords(text, start, end)
}
