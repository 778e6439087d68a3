// Owns: where something may be encoded on the fresh lines or beside them.
// Must not know: decoders; it runs the table of their signs (src/engine/decoders/signs.ts).
import { lineEnd } from './lines'
import { hasTellingRun } from './runs'

let classes: usize = 0
let table: usize = 0
let shift: u32 = 0
/** By state: a bit for each pattern that ends there. */
let ends: usize = 0
/** The patterns that tell something of all the text. */
let spreading: u32 = 0
/** 1 for letters and digits. */
let spelt: usize = 0
/** Bytes around fresh lines that count at most. */
let reach: u32 = 0
/** Of ranges above so many bytes only parts are told. */
let small: u32 = 0
/** So many parts more than there are ranges may still be told. */
let extra: i32 = 0

/** Where the table of signs and the letters stand. The states in the table are four times what they are there: offsets in bytes. */
export function setSigns(c: usize, t: usize, s: u32, e: usize, mask: u32, letters: usize, far: u32, most: u32): void {
  classes = c
  table = t
  shift = s + 2
  ends = e
  spreading = mask
  spelt = letters
  reach = far
  small = most
}

const LF: u8 = 10
/** Among the signs of a range: a run of digits, which has none in the table. */
const RUN: u32 = 0x8000_0000
/** A part of a large range has at least so many bytes, in whole lines. */
const PART: u32 = 512

/** Begins a list of ranges with room for so many more than there are spans. */
export function beginRanges(room: i32): void {
  extra = room
}

/** What is looked at. */
let text: usize = 0
let least: u32 = 0
let most: u32 = 0
/** Where the next range is written, and the one that is open: what follows may meet it. */
let next: usize = 0
let start: u32 = 0
let end: u32 = 0
let isOpen = false
/** The signs in it, when all of it was read for them. */
let signs: u32 = 0
let isRead = false

/**
 * Where something may be encoded in content[from, to) on the lines `first` to `last` (pairs of offsets) or on those next to them, with two lines more
 * on each side, for it may go on there. Lines without a letter or digit do not count. Of large ranges those parts are told. Three numbers for each at
 * `ranges`: where it starts and ends, as offsets in the content, and its signs. Gives where the next would be written.
 */
export function encodedRanges(content: usize, from: u32, to: u32, first: usize, last: usize, ranges: usize): usize {
  text = content
  least = from
  most = to
  next = ranges
  isOpen = false
  beside(first, last)
  if (isOpen) close()
  return next
}

function beside(first: usize, last: usize): void {
  let from: u32 = 0
  let to: u32 = 0
  let some = false
  for (let span = first; span < last; span += 8) {
    const line = load<u32>(span)
    const before = some && line <= to ? line : linesBefore(line, 1)
    const behind = linesBehind(load<u32>(span, 4), 1)
    if (some && before <= to) {
      to = max(to, behind)
      continue
    }
    if (some) note(from, to)
    from = before
    to = behind
    some = true
  }
  if (some) note(from, to)
}

function note(from: u32, to: u32): void {
  isRead = false // what lies between is not
  if (to - from > small) parts(from, to)
  else {
    const found = signsIn(from, to, 0)
    if (found === 0 && !hasTellingRun(text + from, text + to)) return
    isRead = put(from, to, false) && start >= from && end <= to
    signs = found
  }
}

/** Adds a range; one that `joins` is one with that before it. Is it a new one? */
function put(from: u32, to: u32, joins: bool): bool {
  const before = linesBefore(from, 2)
  if (isOpen && (joins || before <= end)) {
    end = linesBehind(to, 2)
    return false
  }
  if (isOpen) close()
  start = before
  end = linesBehind(to, 2)
  isOpen = true
  isRead = false
  return true
}

function close(): void {
  store<u32>(next, start)
  store<u32>(next, end, 4)
  if (!isRead) signs = signsIn(start, end, 0)
  store<u32>(next, hasTellingRun(text + start, text + end) ? signs | RUN : signs, 8)
  next += 12
  isOpen = false
}

function parts(from: u32, to: u32): void {
  const wasOpen = isOpen
  const itsStart = start
  const itsEnd = end
  const itsNext = next
  let isFirst = true
  let state: i32 = 0
  for (let at = from; at < to; ) {
    const stop = to - at > PART ? lineEnd(text, at + PART, to) : to
    const found = signsIn(at, stop, state)
    state = reached
    if ((found & spreading) !== 0) {
      isOpen = wasOpen
      start = itsStart
      end = itsEnd
      next = itsNext
      isRead = false
      put(from, to, false)
      return
    }
    if (found !== 0 || hasTellingRun(text + at, text + stop)) {
      const isNew = put(linesBefore(at, 1), linesBehind(stop, 1), !isFirst && extra <= 0)
      if (isNew && !isFirst) extra--
      // Parts that are left out have no signs: those of a range are those of the parts that are put in it.
      signs = isNew ? found : signs | found
      isRead = (isNew || isRead) && start >= from && end <= to
      isFirst = false
    }
    at = stop
  }
}

/** Where the table of signs is behind the part that was read last. */
let reached: i32 = 0

/** Above so many bytes they are read at two places at once: a step waits for the one before it, and for nothing else. */
const LONG: u32 = 64

/** A bit for each pattern that ends in a part; `before` it the table is in that state. */
function signsIn(from: u32, to: u32, before: i32): u32 {
  const half = to - from > LONG ? (to - from) >> 1 : 0
  let p = text + from
  let q = p + half
  const middle = q
  const behind = text + to
  let here = before
  let there: i32 = half > 0 ? 0 : before
  let found: u32 = 0
  while (p < middle) {
    here = step(here, p++)
    there = step(there, q++)
    if ((here | there) >= 0) continue
    if (here < 0) found |= ending((here = -here))
    if (there < 0) found |= ending((there = -there))
  }
  // What began before the middle may end behind it: as long as that makes a difference.
  if (half > 0) {
    for (let again: i32 = 0; here !== again && p < behind; p++) {
      again = abs(step(again, p))
      here = step(here, p)
      if (here < 0) found |= ending((here = -here))
    }
  }
  while (q < behind) {
    there = step(there, q++)
    if (there < 0) found |= ending((there = -there))
  }
  reached = p === behind ? here : there
  return found
}

function step(state: i32, at: usize): i32 {
  return load<i32>(table + (<usize>state | ((<usize>load<u8>(classes + load<u8>(at))) << 2)))
}

function ending(state: i32): u32 {
  return load<u32>(ends + ((<usize>(<u32>state >> shift)) << 2))
}

/** So many lines that count before an offset. */
function linesBefore(at: u32, lines: i32): u32 {
  const first = at - least > reach ? at - reach : least
  let i = at
  for (let n = 0; n < lines && i > first; ) {
    let counts = false
    i--
    while (i > first && load<u8>(text + i - 1) !== LF) counts = load<u8>(spelt + load<u8>(text + --i)) !== 0 || counts
    if (counts) n++
  }
  return i
}

/** So many lines that count behind an offset. */
function linesBehind(at: u32, lines: i32): u32 {
  const last = most - at > reach ? at + reach : most
  let i = at
  for (let n = 0; n < lines && i < last; ) {
    let counts = false
    while (i < last && load<u8>(text + i) !== LF) counts = load<u8>(spelt + load<u8>(text + i++)) !== 0 || counts
    if (counts) n++
    if (i < last) i++
  }
  return i
}
