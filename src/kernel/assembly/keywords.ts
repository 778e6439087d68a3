// Owns: the keyword automaton's inner loop (src/engine/automaton.ts builds it and says how it is laid out).
// Must not know: rules.

let classes: usize = 0
let table: usize = 0
let shift: u32 = 0
let firstOutput: usize = 0
let outputs: usize = 0
let lengths: usize = 0
/** By keyword: where its anchors stand (src/engine/anchored.ts); 0 = every hit counts. */
let anchors: usize = 0
/** Bytes of the longest keyword. */
let longest: u32 = 0

/** Where the automaton stands. The states in its table are four times what they are there: offsets in bytes. */
export function setKeywords(
  c: usize,
  t: usize,
  s: u32,
  first: usize,
  out: usize,
  len: usize,
  anchorsOf: usize,
  most: u32,
): void {
  classes = c
  table = t
  shift = s + 2
  firstOutput = first
  outputs = out
  lengths = len
  anchors = anchorsOf
  longest = most
}

/** Where the next hit is written, and where no more are. */
let next: usize = 0
let full: usize = 0
/** The same of a second list, for what is found ahead. */
let ahead: usize = 0
let fullAhead: usize = 0

/** Bytes of the text. */
let size: u32 = 0

/** Begins a list of at most `room` hits in a text at `hits`; behind it there is room for as many. */
export function beginHits(hits: usize, room: i32, textSize: u32): void {
  size = textSize
  next = hits
  full = hits + ((<usize>room) << 3)
  ahead = full
  fullAhead = full + ((<usize>room) << 3)
}

/** How many hits are in the list that began at `hits`; more than there is room for when some are lost. */
export function hitsSince(hits: usize): i32 {
  return <i32>((next - hits) >> 3)
}

/** Are hits lost? */
export function overflown(): bool {
  return next > full
}

/** Above so many bytes they are read at two places at once: a step waits for the one before it, and for nothing else. */
const LONG: u32 = 128

/**
 * Writes every keyword of text[from, to) that a match may hold, as far as what stands around it tells, in ascending order of its end:
 * its number, and where it starts.
 */
export function findKeywords(text: usize, from: u32, to: u32): void {
  if (to - from < LONG) {
    rest(text, 0, text + from, text + to, false)
    return
  }
  const middle = from + ((to - from) >> 1)
  const end = text + middle
  let p = text + from
  // A keyword over the middle is found from there; what ends before it, from here.
  let q = text + (middle - from > longest ? middle - longest : from)
  let here: i32 = 0
  let there: i32 = 0
  const found = ahead
  while (p < end) {
    here = step(here, p++)
    there = step(there, q++)
    if ((here | there) >= 0) continue
    if (here < 0) next = emit(text, (here = -here), <u32>(p - text), next, full)
    if (there < 0) {
      there = -there
      if (q > end) ahead = emit(text, there, <u32>(q - text), ahead, fullAhead)
    }
  }
  rest(text, there, q, text + to, true)
  append(found)
}

/** One text alone. */
function rest(text: usize, from: i32, start: usize, end: usize, isAhead: bool): void {
  let state = from
  for (let p = start; p < end; ) {
    state = step(state, p++)
    if (state >= 0) continue
    state = -state
    if (isAhead) ahead = emit(text, state, <u32>(p - text), ahead, fullAhead)
    else next = emit(text, state, <u32>(p - text), next, full)
  }
}

function step(state: i32, at: usize): i32 {
  return load<i32>(table + (<usize>state | ((<usize>load<u8>(classes + load<u8>(at))) << 2)))
}

/** Behind the list comes what was found ahead since `found`. */
function append(found: usize): void {
  const length = ahead - found
  if (ahead > fullAhead || next + length > full) next = full + 8
  else {
    memory.copy(next, found, length)
    next += length
  }
  ahead = found
}

/** Writes the keywords of a state to a list that goes on at `at`; gives where it goes on then, behind `most` when some are lost. */
function emit(text: usize, state: i32, end: u32, at: usize, most: usize): usize {
  const row = (<usize>(<u32>state >> shift)) << 2
  const stop = load<i32>(firstOutput + row, 4)
  for (let o = load<i32>(firstOutput + row); o < stop; o++) {
    const keyword = load<u32>(outputs + ((<usize>o) << 2))
    const start = end - load<u32>(lengths + ((<usize>keyword) << 2))
    const list = load<u32>(anchors + ((<usize>keyword) << 2))
    if (list !== 0 && !someHolds(list, text, start)) continue
    if (at >= most) return most + 8
    store<u32>(at, keyword)
    store<u32>(at, start, 4)
    at += 8
  }
  return at
}

/**
 * Numbers of an anchor: where its first byte stands from the keyword's start, how many bytes, how many tails, for each of up to four tails where it
 * begins from the keyword's start and its chain, and for each byte a bit for each place of the anchor.
 */
const TAILS: usize = 3 * 4
const MASKS: usize = TAILS + 4 * 8
const ANCHOR: usize = MASKS + 256 * 4

/** Does one of the anchors hold (their number, then they themselves)? */
function someHolds(list: usize, text: usize, start: u32): bool {
  const count = load<u32>(list)
  let anchor = list + 4
  for (let n: u32 = 0; n < count; n++) {
    if (holds(anchor, text, start)) return true
    anchor += ANCHOR
  }
  return false
}

/** The last places are asked first: what stands behind a keyword tells most. */
function holds(anchor: usize, text: usize, start: u32): bool {
  const first = <i32>start + load<i32>(anchor)
  let n = load<i32>(anchor, 4)
  if (first < 0 || first + n > <i32>size) return false
  for (n--; n >= 0; n--) {
    const mask = load<u32>(anchor + ((<usize>load<u8>(text + first + n)) << 2), MASKS)
    if (((mask >> n) & 1) === 0) return false
  }
  const tails = load<u32>(anchor, 8)
  if (tails === 0) return true
  for (let t: u32 = 0; t < tails; t++) {
    const tail = anchor + ((<usize>t) << 3)
    if (stands(load<u32>(tail, TAILS + 4), text, start + load<u32>(tail, TAILS))) return true
  }
  return false
}

/** How far a chain is followed: MOST_READ in src/engine/pattern/chain.ts. */
const MOST_READ: u32 = 64

/**
 * Does a chain stand there, as far as it is followed? All its places at once: src/engine/tail-check.ts says how. Its numbers, of 64 bits: the
 * first places, those that may be left out, those that may be there again, the last, and for each byte where it may stand.
 */
function stands(chain: usize, text: usize, from: u32): bool {
  const optional = load<u64>(chain, 8)
  const again = load<u64>(chain, 16)
  const last = load<u64>(chain, 24)
  const room = size > from ? size - from : 0
  let at = load<u64>(chain)
  let p = text + from
  for (const end = p + min(room, MOST_READ); p < end; p++) {
    at = ((at << 1) | (at & again)) & load<u64>(chain + ((<usize>load<u8>(p)) << 3), 32)
    if (at === 0) return false
    const next = (at << 1) & optional
    at |= next | (optional & ~(optional + next))
    if ((at & last) !== 0) return true
  }
  return room >= MOST_READ
}
