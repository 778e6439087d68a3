// Owns: where lines begin and end, sixteen bytes at a time. Reads up to fifteen bytes behind a text, never what they are.
// Must not know: why it is asked.

const LF: u8 = 10

/** Offset of the line in which the byte before `at` stands: just behind the last newline before `at`, or 0. */
export function lineStart(text: usize, at: u32): u32 {
  const feed = i8x16.splat(LF)
  let rest = at
  for (; rest >= 16; rest -= 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(text + rest - 16), feed))
    if (found !== 0) return rest - <u32>clz(found << 16)
  }
  while (rest > 0 && load<u8>(text + rest - 1) !== LF) rest--
  return rest
}

/** Just behind the first newline at or behind `at`, or the size. */
export function lineEnd(text: usize, at: u32, size: u32): u32 {
  const feed = i8x16.splat(LF)
  for (let i = at; i < size; i += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(text + i), feed))
    if (found !== 0) return min(size, i + <u32>ctz(found) + 1)
  }
  return size
}

/** Are all bytes of [from, to) ASCII? */
export function isAscii(text: usize, from: u32, to: u32): bool {
  let i = from
  for (; i + 16 <= to; i += 16) if (v128.any_true(v128.and(v128.load(text + i), i8x16.splat(<i8>0x80)))) return false
  for (; i < to; i++) if (load<u8>(text + i) > 127) return false
  return true
}

/** Does a character stand in [from, to) that folds to an ASCII letter: U+0130, U+017F, U+212A? */
export function folds(text: usize, from: u32, to: u32): bool {
  for (let p = text + from; p + 1 < text + to; p++) {
    const first = load<u8>(p)
    if (first < 0xc4) continue
    const second = load<u8>(p + 1)
    if (first === 0xc4 && second === 0xb0) return true
    if (first === 0xc5 && second === 0xbf) return true
    if (first === 0xe2 && second === 0x84 && p + 2 < text + to && load<u8>(p + 2) === 0xaa) return true
  }
  return false
}
