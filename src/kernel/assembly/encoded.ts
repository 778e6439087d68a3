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
/** A part of a large range has at least so many bytes, in whole lines. */
const PART: u32 = 512

/** Begins a list of ranges with room for so many more than there are spans. */
export function beginRanges(room: i32): void {
  extra = room
}

/**
 * Where something may be encoded in text[from, to) on the lines `first` to `last` (pairs of offsets) or on those next to them: those ranges, as
 * pairs at `ranges`, as offsets in the text. Lines without a letter or digit do not count. Of a large range those parts are told, and the lines next to
 * them. Gives where the next would be written.
 */
export function encodedRanges(text: usize, from: u32, to: u32, first: usize, last: usize, ranges: usize): usize {
  let next = ranges
  let start: u32 = 0
  let end: u32 = 0
  let open = false
  for (let span = first; span < last; span += 8) {
    const line = load<u32>(span)
    const before = open && line <= end ? line : lineBefore(text, from, line)
    const behind = lineBehind(text, to, load<u32>(span, 4))
    if (open && before <= end) {
      end = max(end, behind)
      continue
    }
    if (open) next = noted(next, text, start, end)
    start = before
    end = behind
    open = true
  }
  return open ? noted(next, text, start, end) : next
}

function noted(next: usize, text: usize, from: u32, to: u32): usize {
  if (to - from > small) return parts(next, text, from, to)
  return hasSign(text, from, to) ? put(next, from, to) : next
}

function put(next: usize, from: u32, to: u32): usize {
  store<u32>(next, from)
  store<u32>(next, to, 4)
  return next + 8
}

function parts(first: usize, text: usize, from: u32, to: u32): usize {
  let next = first
  let state: i32 = 0
  let start: u32 = 0
  let end: u32 = 0
  let open = false
  for (let at = from; at < to; ) {
    const stop = to - at > PART ? lineEnd(text, at + PART, to) : to
    let found: u32 = 0
    for (let p = text + at; p < text + stop; p++) {
      state = load<i32>(table + (<usize>state | ((<usize>load<u8>(classes + load<u8>(p))) << 2)))
      if (state >= 0) continue
      state = -state
      found |= load<u32>(ends + ((<usize>(<u32>state >> shift)) << 2))
    }
    if ((found & spreading) !== 0) return put(first, from, to)
    if (found !== 0 || hasTellingRun(text + at, text + stop)) {
      const before = lineBefore(text, from, at)
      const behind = lineBehind(text, to, stop)
      if (open && (before <= end || extra <= 0)) end = behind
      else {
        if (open) {
          next = put(next, start, end)
          extra--
        }
        start = before
        end = behind
        open = true
      }
    }
    at = stop
  }
  return open ? put(next, start, end) : next
}

function hasSign(text: usize, from: u32, to: u32): bool {
  let state: i32 = 0
  const end = text + to
  for (let p = text + from; p < end; p++) {
    state = load<i32>(table + (<usize>state | ((<usize>load<u8>(classes + load<u8>(p))) << 2)))
    if (state < 0) return true
  }
  return hasTellingRun(text + from, end)
}

function lineBefore(text: usize, from: u32, at: u32): u32 {
  const least = at - from > reach ? at - reach : from
  let i = at
  let counts = false
  while (!counts && i > least) {
    i--
    while (i > least && load<u8>(text + i - 1) !== LF) counts = load<u8>(spelt + load<u8>(text + --i)) !== 0 || counts
  }
  return i
}

function lineBehind(text: usize, to: u32, at: u32): u32 {
  const most = to - at > reach ? at + reach : to
  let i = at
  let counts = false
  while (!counts && i < most) {
    while (i < most && load<u8>(text + i) !== LF) counts = load<u8>(spelt + load<u8>(text + i++)) !== 0 || counts
    if (i < most) i++
  }
  return i
}
