// Owns: looking for a text of ASCII, in whatever case. Reads up to fifteen bytes behind the content, never what they are.
// Must not know: rules. W. Mula, "SIMD-friendly algorithms for substring searching": first and last byte at sixteen places at once.
import { folds, isAscii } from './lines'

/** Does `wanted` (in lower case, one byte at least) stand in the content? With `maybe`, or may it, for the content holds characters that fold to a letter? */
export function holds(content: usize, size: u32, wanted: usize, length: u32, maybe: bool): bool {
  if (stands(content, size, wanted, length)) return true
  return maybe && !isAscii(content, 0, size) && folds(content, 0, size)
}

function stands(content: usize, size: u32, wanted: usize, length: u32): bool {
  if (length > size) return false
  const first = caseless(load<u8>(wanted))
  const last = caseless(load<u8>(wanted + length - 1))
  const mask = i8x16.splat(CASE)
  const end = content + size - length
  for (let p = content; p <= end; p += 16) {
    const begins = i8x16.eq(v128.or(v128.load(p), mask), first)
    const ends = i8x16.eq(v128.or(v128.load(p + length - 1), mask), last)
    for (let found = i8x16.bitmask(v128.and(begins, ends)); found !== 0; found &= found - 1) {
      const at = p + ctz(found)
      if (at <= end && isThere(at, wanted, length)) return true
    }
  }
  return false
}

/** The bit in which the two cases of a letter differ. */
const CASE: i8 = 0x20

function caseless(c: u8): v128 {
  return i8x16.splat(<i8>(c | CASE))
}

function isThere(at: usize, wanted: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) if (lower(load<u8>(at + i)) !== load<u8>(wanted + i)) return false
  return true
}

function lower(c: u8): u8 {
  return c >= 65 && c <= 90 ? c + 32 : c
}
