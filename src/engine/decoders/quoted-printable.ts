// Owns: quoted-printable (RFC 2045, section 6.7): =3D and lines broken with a closing "=".
// Must not know: mail.
import { type Decoder, hexByte, isReadableText, nextByte, type OnSegment } from './decoder.ts'

const EQUALS = 0x3d
const CR = 13
const LF = 10
/** What says that a text is quoted-printable. */
const SAYS = '=3D|uoted-|UOTED-'
const NAMES = ['quoted-printable', 'Quoted-Printable', 'QUOTED-PRINTABLE']

/**
 * Escapes and soft line breaks, but only where the text says that it is quoted-printable: "=" itself is written =3D, or a
 * header names the encoding. `a=20` in a URL is left alone.
 */
export const quotedPrintable: Decoder = {
  sign: SAYS,
  spreads: SAYS,
  find(bytes, from, to, onSegment) {
    const first = firstSign(bytes, from, to)
    if (first === -1 || !isQuoted(Buffer.from(bytes.buffer, bytes.byteOffset, to), from)) return
    for (let at = first; at !== -1; ) {
      const end = lineBreak(bytes, at, to)
      if (end > at) onSegment({ start: at, end, bytes: new Uint8Array(0), via: ['quoted-printable'] })
      const after = end > at ? end : decodeEscapes(bytes, at, to, onSegment)
      at = nextByte(bytes, EQUALS, Math.max(after, at + 1), to)
    }
  },
}

/** The first "=" that may stand for something: most have white space, a quote or a word behind them. */
function firstSign(bytes: Uint8Array, from: number, to: number): number {
  for (let at = nextByte(bytes, EQUALS, from, to); at !== -1; at = nextByte(bytes, EQUALS, at + 1, to)) {
    const next = bytes[at + 1] ?? 0
    if (next === LF || next === CR || (at + 2 < to && hexByte(bytes, at + 1) >= 0)) return at
  }
  return -1
}

function isQuoted(bytes: Buffer, from: number): boolean {
  // "3D" is rarer than "=", and so is "q" in either case.
  for (let at = bytes.indexOf('3D', from, 'latin1'); at !== -1; at = bytes.indexOf('3D', at + 2, 'latin1')) {
    if (bytes[at - 1] === EQUALS && at > from) return true
  }
  return NAMES.some((name) => bytes.indexOf(name, from, 'latin1') !== -1)
}

/** End of a soft line break at `at`, `at` when there is none. */
function lineBreak(bytes: Uint8Array, at: number, to: number): number {
  if (at > 0 && (bytes[at - 1] === EQUALS || bytes[at - 1]! <= 0x20)) return at
  const lf = bytes[at + 1] === CR ? at + 2 : at + 1
  return lf < to && bytes[lf] === LF ? lf + 1 : at
}

function decodeEscapes(bytes: Uint8Array, at: number, to: number, onSegment: OnSegment): number {
  const text: number[] = []
  let end = at
  while (end + 2 < to && bytes[end] === EQUALS && isUpper(bytes[end + 1]!) && isUpper(bytes[end + 2]!)) {
    const byte = hexByte(bytes, end + 1)
    if (byte < 0) break
    text.push(byte)
    end += 3
  }
  const decoded = Uint8Array.from(text)
  if (text.length > 0 && isReadableText(decoded))
    onSegment({ start: at, end, bytes: decoded, via: ['quoted-printable'] })
  return end
}

function isUpper(byte: number): boolean {
  return byte < 0x61
}
