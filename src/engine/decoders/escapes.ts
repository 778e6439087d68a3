// Owns: backslash escapes of JSON, YAML, C and their kin: \/ \" \x41 \101, and with them \n \t \r.
// Must not know: \u (unicode.ts).
import { type Decoder, hexByte, isReadable, nextByte, type OnSegment } from './decoder.ts'
import { decodeTriples } from './percent.ts'

const BACKSLASH = 0x5c
const LF = 10
/** What stands behind the backslash -> the byte that is meant, 0 for all others. */
const SINGLE = new Uint8Array(256)
SINGLE[47] = 0x2f
SINGLE[34] = 0x22
SINGLE[39] = 0x27
const SPACE = new Uint8Array(256)
SPACE[110] = LF
SPACE[116] = 9
SPACE[114] = 13
/** A text for each byte: a source map has hundreds of thousands of escapes. */
const TEXTS = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))
const VIA: readonly string[] = ['escape']

/**
 * Escapes by line. `\n`, `\t` and `\r` stand in any string that is printed, and decoding them alone shows nothing new: they count only
 * on lines with one of the others.
 */
export const escapes: Decoder = {
  sign: String.raw`\\(?:["'/]|x[0-9A-Fa-f]{2}|[01][0-7]{2})`,
  find(bytes, from, to, onSegment) {
    for (let at = nextByte(bytes, BACKSLASH, from, to); at !== -1; ) {
      const found = bytes.indexOf(LF, at)
      const end = found === -1 || found > to ? to : found
      if (isTelling(bytes, at, end)) decodeLine(bytes, at, end, onSegment)
      at = nextByte(bytes, BACKSLASH, end, to)
    }
  },
}

function isTelling(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at !== -1; at = nextByte(bytes, BACKSLASH, at + 2, to)) {
    const c = bytes[at + 1] ?? 0
    if (at + 1 < to && (SINGLE[c] !== 0 || xRun(bytes, at, to) > at || octal(bytes, at, to) > 0)) return true
  }
  return false
}

function decodeLine(bytes: Uint8Array, from: number, to: number, onSegment: OnSegment): void {
  for (let at = from; at !== -1 && at + 1 < to; ) {
    const c = bytes[at + 1]!
    const single = SINGLE[c]! || SPACE[c]! || octal(bytes, at, to)
    const run = single > 0 ? at : xRun(bytes, at, to)
    let end = at + 2
    if (run > at) {
      decodeTriples(bytes, at, run, 'escape', onSegment, 4)
      end = run
    } else if (single > 0) {
      if (c >= 0x30 && c <= 0x33) end = at + 4
      onSegment({ start: at, end, bytes: TEXTS[single]!, via: VIA })
    }
    at = nextByte(bytes, BACKSLASH, end, to)
  }
}

/** End of a run of `\x41`, `at` when there is none. */
function xRun(bytes: Uint8Array, at: number, to: number): number {
  let end = at
  while (end + 3 < to && bytes[end] === BACKSLASH && bytes[end + 1] === 0x78 && hexByte(bytes, end + 2) >= 0) end += 4
  return end
}

/** The readable byte of `\101`, 0 when there is none. */
function octal(bytes: Uint8Array, at: number, to: number): number {
  if (at + 3 >= to) return 0
  const a = bytes[at + 1]! - 48
  const b = bytes[at + 2]! - 48
  const c = bytes[at + 3]! - 48
  if (a < 0 || a > 1 || b < 0 || b > 7 || c < 0 || c > 7) return 0
  const byte = a * 64 + b * 8 + c
  return isReadable(byte) ? byte : 0
}
