// Owns: Unicode escapes: \u0041 (also \\u, \U0041 and \u{41}) and U+0041.
// Must not know: the languages that write them.
import { type Decoder, HEX_VALUE, nextByte, type OnSegment } from './decoder.ts'

const BACKSLASH = 0x5c
const PLUS = 0x2b

/** Runs of escapes, each with four hexadecimal digits or with any number in braces; `U+` forms may have a space between. */
export const unicode: Decoder = {
  sign: String.raw`\\[uU][0-9A-Fa-f{]|U[+][0-9A-Fa-f]`,
  find(bytes, from, to, onSegment) {
    for (let at = nextByte(bytes, BACKSLASH, from, to); at !== -1; ) {
      const isEscape = at + 1 < to && (bytes[at + 1]! | 0x20) === 0x75
      const end = isEscape ? slashRun(bytes, at, from, to, onSegment) : at + 1
      at = nextByte(bytes, BACKSLASH, Math.max(end, at + 1), to)
    }
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, to)
    for (let at = buffer.indexOf('U+', from, 'latin1'); at !== -1; ) {
      at = buffer.indexOf('U+', Math.max(plusRun(bytes, at, to, onSegment), at + 1), 'latin1')
    }
  },
}

/** A run of backslash escapes around `at`; gives its end. The one or two backslashes of each belong to it. */
function slashRun(bytes: Uint8Array, at: number, from: number, to: number, onSegment: OnSegment): number {
  const units: number[] = []
  const start = at > from && bytes[at - 1] === BACKSLASH ? at - 1 : at
  let end = start
  for (;;) {
    let i = end
    while (i < end + 2 && bytes[i] === BACKSLASH) i++
    if (i === end || i >= to || (bytes[i]! | 0x20) !== 0x75) break
    const isBraced = bytes[i + 1] === 0x7b
    const unit = isBraced ? braced(bytes, i + 2, to) : fourDigits(bytes, i + 1, to)
    if (unit < 0) break
    units.push(unit)
    end = isBraced ? bytes.indexOf(0x7d, i) + 1 : i + 5
  }
  if (units.length > 0) emit(units, start, end, onSegment)
  return end
}

function plusRun(bytes: Uint8Array, at: number, to: number, onSegment: OnSegment): number {
  const units: number[] = []
  let end = at
  for (let i = at; bytes[i] === 0x55 && bytes[i + 1] === PLUS; ) {
    const unit = fourDigits(bytes, i + 2, to)
    const next = i + 6
    if (unit < 0 || (next < to && bytes[next]! > 0x20)) break
    units.push(unit)
    end = next
    i = next + 1
  }
  if (units.length > 0) emit(units, at, end, onSegment)
  return end
}

/** The number of four digits there, or -1. */
function fourDigits(bytes: Uint8Array, at: number, to: number): number {
  if (at + 4 > to) return -1
  let unit = 0
  for (let i = at; i < at + 4; i++) {
    const digit = HEX_VALUE[bytes[i]!]!
    if (digit < 0) return -1
    unit = (unit << 4) | digit
  }
  return unit
}

/** The number of up to six digits there, before a closing brace, or -1. */
function braced(bytes: Uint8Array, at: number, to: number): number {
  let unit = 0
  let i = at
  for (; i < to && i < at + 6; i++) {
    const digit = HEX_VALUE[bytes[i]!]!
    if (digit < 0) break
    unit = (unit << 4) | digit
  }
  return i > at && bytes[i] === 0x7d && unit <= 0x10ffff ? unit : -1
}

/** Surrogate pairs join; one without its other half becomes U+FFFD. */
function emit(units: readonly number[], start: number, end: number, onSegment: OnSegment): void {
  let text = ''
  for (let i = 0; i < units.length; i++) text += String.fromCodePoint(units[i]!)
  onSegment({ start, end, bytes: Buffer.from(text), via: ['unicode'] })
}
