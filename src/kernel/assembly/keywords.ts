// Owns: the keyword automaton's inner loop (src/engine/automaton.ts builds it and says how it is laid out).
// Must not know: rules.

let classes: usize = 0
let table: usize = 0
let shift: u32 = 0
let firstOutput: usize = 0
let outputs: usize = 0
let lengths: usize = 0

/** Where the automaton stands. The states in its table are four times what they are there: offsets in bytes. */
export function setKeywords(c: usize, t: usize, s: u32, first: usize, out: usize, len: usize): void {
  classes = c
  table = t
  shift = s + 2
  firstOutput = first
  outputs = out
  lengths = len
}

/** Where the next hit is written, and where no more are. */
let next: usize = 0
let full: usize = 0

/** Begins a list of at most `room` hits at `hits`. */
export function beginHits(hits: usize, room: i32): void {
  next = hits
  full = hits + ((<usize>room) << 3)
}

/** How many hits are in the list that began at `hits`; more than there is room for when some are lost. */
export function hitsSince(hits: usize): i32 {
  return <i32>((next - hits) >> 3)
}

/** Are hits lost? */
export function overflown(): bool {
  return next > full
}

/** Writes every keyword of text[from, to), in ascending order of its end: its number, and where it starts. */
export function findKeywords(text: usize, from: u32, to: u32): void {
  const end = text + to
  let state: i32 = 0
  let p = text + from
  while (p < end) {
    state = load<i32>(table + (<usize>state | ((<usize>load<u8>(classes + load<u8>(p))) << 2)))
    p++
    if (state < 0) {
      state = -state
      emit(state, <u32>(p - text))
    }
  }
}

function emit(state: i32, end: u32): void {
  const row = (<usize>(<u32>state >> shift)) << 2
  const stop = load<i32>(firstOutput + row, 4)
  for (let o = load<i32>(firstOutput + row); o < stop; o++) {
    const keyword = load<i32>(outputs + ((<usize>o) << 2))
    if (next < full) {
      store<i32>(next, keyword)
      store<u32>(next, end - load<u32>(lengths + ((<usize>keyword) << 2)), 4)
    } else if (next > full) return
    next += 8
  }
}
