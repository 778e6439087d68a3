// Owns: applying a delta to its base, and noting which parts of the result are copies of which.
// Must not know: packs, lines.
//
//   instructions: 1xxxxxxx copy (offset, length), 0xxxxxxx insert

/** What a call gives in place of a count. */
export const DAMAGED: i32 = -1
export const FULL: i32 = -2

/** Copies up to this length cost less as a few loads and stores than as a call. */
const SHORT: u32 = 64
/** Where a part of the result stood in the base when it did not stand there. */
const INSERTED: i32 = -1

/**
 * Writes the result of the instructions at [from, to) to `out`, and what they did to `triples`: where in the result, where in the base
 * (-1 = inserted), how long. Gives how many numbers that makes; DAMAGED when the delta is damaged (it writes nowhere but into
 * the result); FULL when `room` numbers are too few.
 */
export function apply(
  base: usize,
  baseSize: u32,
  from: usize,
  to: usize,
  out: usize,
  size: u32,
  triples: usize,
  room: i32,
): i32 {
  let p = from
  let written: u32 = 0
  let last: usize = 0
  let next = triples
  const full = triples + ((<usize>(room - 2)) << 2)
  while (p < to) {
    const op: u32 = load<u8>(p++)
    let length = op
    let source = INSERTED
    let at = p
    if (op & 128) {
      let offset: u32 = 0
      length = 0
      if (op & 1) offset = load<u8>(p++)
      if (op & 2) offset |= (<u32>load<u8>(p++)) << 8
      if (op & 4) offset |= (<u32>load<u8>(p++)) << 16
      if (op & 8) offset |= (<u32>load<u8>(p++)) << 24
      if (op & 16) length = load<u8>(p++)
      if (op & 32) length |= (<u32>load<u8>(p++)) << 8
      if (op & 64) length |= (<u32>load<u8>(p++)) << 16
      if (length === 0) length = 0x10000
      if (offset > baseSize || length > baseSize - offset) return DAMAGED
      at = base + offset
      source = <i32>offset
    } else p += op
    if (length === 0 || length > size - written || p > to) return DAMAGED
    copy(out + written, at, length)
    if (last !== 0 && goesOn(last, source)) store<u32>(last, load<u32>(last, 8) + length, 8)
    else {
      if (next >= full) return FULL
      store<u32>(next, written)
      store<i32>(next, source, 4)
      store<u32>(next, length, 8)
      last = next
      next += 12
    }
    written += length
  }
  return written === size ? <i32>((next - triples) >> 2) : DAMAGED
}

/** Copies that go on where the last one ended are one; so are insertions. */
function goesOn(last: usize, source: i32): bool {
  const before = load<i32>(last, 4)
  if (source < 0) return before < 0
  return before >= 0 && before + load<i32>(last, 8) === source
}

function copy(to: usize, from: usize, length: u32): void {
  if (length > SHORT) {
    memory.copy(to, from, length)
    return
  }
  let done: u32 = 0
  for (; done + 8 <= length; done += 8) store<u64>(to + done, load<u64>(from + done))
  for (; done < length; done++) store<u8>(to + done, load<u8>(from + done))
}
