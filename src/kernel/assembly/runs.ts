// Owns: whether a run of base64 digits may hold text: as src/engine/decoders/{runs,hex,base64,base32}.ts decide it, or more often.
// Must not know: what is in the text.

/** What bytes are, by byte: bits of a mask. */
const HEX: u32 = 1
const BASE32: u32 = 2
const TELLING: u32 = 4 // what is no word: digits and signs
/** Where the masks stand, and the six bits of each base64 digit behind them. */
let kinds: usize = 0

const LEAST: usize = 16
const LEAST_HEX: usize = 32
const LEAST_WIDE: usize = 24

/** Where the table of bytes stands: a mask for each byte, then the value of each as a base64 digit. */
export function setBytes(at: usize): void {
  kinds = at
}

/** Sixteen bytes at once. */
const BLOCK: usize = 16

/** May a run of 16 or more digits in [from, to) hold text? Reads up to fifteen bytes behind it, never what they are. */
export function hasTellingRun(from: usize, to: usize): bool {
  let before: usize = 0 // digits just before p
  for (let p = from; p < to; p += BLOCK) {
    let digits = digitsAt(p)
    if (to - p < BLOCK) digits &= (1 << (<u32>(to - p))) - 1
    const leading: usize = ctz(~digits)
    if (before + leading >= LEAST && leading < BLOCK) {
      if (mayHoldText(p - before, p + leading)) return true
    } else if (p + BLOCK >= to && before + leading >= LEAST) return mayHoldText(p - before, p + leading)
    before = leading === BLOCK ? before + BLOCK : clz(~(digits << 16))
  }
  return false
}

/** A bit for each of sixteen bytes that is a digit of base64. */
function digitsAt(at: usize): u32 {
  const x = v128.load(at)
  const lower = v128.or(x, i8x16.splat(0x20))
  const letters = i8x16.lt_u(i8x16.sub(lower, i8x16.splat(97)), i8x16.splat(26))
  const numbers = i8x16.lt_u(i8x16.sub(x, i8x16.splat(48)), i8x16.splat(10))
  const plus = v128.or(i8x16.eq(x, i8x16.splat(0x2b)), i8x16.eq(x, i8x16.splat(0x2d)))
  const slash = v128.or(i8x16.eq(x, i8x16.splat(0x2f)), i8x16.eq(x, i8x16.splat(0x5f)))
  return <u32>i8x16.bitmask(v128.or(v128.or(letters, numbers), v128.or(plus, slash)))
}

function isKind(at: usize, mask: u32): bool {
  return (load<u8>(kinds + load<u8>(at)) & mask) !== 0
}

function all(from: usize, to: usize, mask: u32): bool {
  for (let p = from; p < to; p++) if (!isKind(p, mask)) return false
  return true
}

function some(from: usize, to: usize, mask: u32): bool {
  for (let p = from; p < to; p++) if (isKind(p, mask)) return true
  return false
}

function mayHoldText(from: usize, to: usize): bool {
  if (to - from >= LEAST_HEX && all(from, to, HEX) && isHexText(from)) return true
  if (some(from, to, TELLING) && all(from, to, BASE32)) return true
  return ((to - from) & 3) !== 1 && mayBeBase64(from, to)
}

/** Most are hashes: the first bytes tell. */
function isHexText(from: usize): bool {
  for (let p = from; p < from + 8; p += 2) {
    const byte = (hex(p) << 4) | hex(p + 1)
    if (byte < 9 || byte === 0x7f) return false
  }
  return true
}

function hex(at: usize): u32 {
  const c: u32 = load<u8>(at)
  return c < 58 ? c - 48 : (c & 15) + 9
}

function mayBeBase64(from: usize, to: usize): bool {
  const first = ((value(from) << 2) | (value(from + 1) >> 4)) & 255
  const second = ((value(from + 1) << 4) | (value(from + 2) >> 2)) & 255
  if (first === 0 || second === 0 || first === 0xff || second === 0xff)
    return to - from >= LEAST_WIDE && beginsWide(first, second)
  if (first === 0x1f ? second === 0x8b : first === 0x78) return true
  return some(from, to, TELLING) && isText(from, to)
}

/** May they begin text of two bytes a character: its mark, or a character of ASCII? A line of "//-----" does not. */
function beginsWide(first: u32, second: u32): bool {
  if (first + second === 0xff + 0xfe) return first !== second
  return (second === 0 && isReadable(first)) || (first === 0 && isReadable(second))
}

function isReadable(byte: u32): bool {
  return byte >= 9 && byte <= 0x7e
}

function value(at: usize): u32 {
  return load<u8>(kinds + 256 + load<u8>(at))
}

/** Whether the digits decode to well-formed UTF-8, as far as the lengths of characters tell. */
function isText(from: usize, to: usize): bool {
  let held: u32 = 0
  let bits: u32 = 0
  let following = 0
  for (let p = from; p < to; p++) {
    held = ((held << 6) | value(p)) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    const byte = (held >> bits) & 255
    if (following > 0) {
      if ((byte & 0xc0) !== 0x80) return false
      following--
    } else if (byte >= 0x80) {
      if (byte < 0xc2 || byte > 0xf4) return false
      following = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
    } else if (byte < 9 || byte === 0x7f) return false
  }
  return following === 0
}
