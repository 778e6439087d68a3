// Owns: making bytes well-formed UTF-8, as src/core/utf8.ts does.
// Must not know: what they are.

const QUESTION_MARK: u8 = 0x3f

/** Puts a question mark in the place of every byte that is part of no well-formed sequence. RFC 3629, section 4. */
export function repair(text: usize, size: u32): void {
  const end = text + size
  for (let p = text; p < end; ) {
    if (p + 16 <= end && !v128.any_true(v128.and(v128.load(p), i8x16.splat(<i8>0x80)))) {
      p += 16
      continue
    }
    const length = sequenceLength(p, end)
    if (length === 0) store<u8>(p++, QUESTION_MARK)
    else p += length
  }
}

/** Length in bytes of the well-formed sequence there, 0 if there is none. */
function sequenceLength(p: usize, end: usize): usize {
  const first: u32 = load<u8>(p)
  if (first < 0x80) return 1
  const left = end - p
  if (first < 0xc2 || first > 0xf4 || left < 2) return 0
  const second: u32 = load<u8>(p, 1)
  if (first <= 0xdf) return isTail(second) ? 2 : 0
  if (first <= 0xef) {
    const low: u32 = first === 0xe0 ? 0xa0 : 0x80
    const high: u32 = first === 0xed ? 0x9f : 0xbf
    return left >= 3 && second >= low && second <= high && isTail(load<u8>(p, 2)) ? 3 : 0
  }
  const low: u32 = first === 0xf0 ? 0x90 : 0x80
  const high: u32 = first === 0xf4 ? 0x8f : 0xbf
  if (left < 4 || second < low || second > high) return 0
  return isTail(load<u8>(p, 2)) && isTail(load<u8>(p, 3)) ? 4 : 0
}

function isTail(byte: u32): bool {
  return (byte & 0xc0) === 0x80
}
