// Owns: character references of HTML and XML: &#65; &#x41; and the few named ones that stand in values.
// Must not know: markup.
import { type Decoder, nextByte } from './decoder.ts'

const AMPERSAND = 0x26
const SPACE = 0x20
const SEMICOLON = 0x3b
const LONGEST = 10
const NAMED: Readonly<Record<string, string>> = {
  quot: '"',
  amp: '&',
  apos: "'",
  lt: '<',
  gt: '>',
  nbsp: ' ',
  equals: '=',
  colon: ':',
  sol: '/',
  plus: '+',
  lowbar: '_',
  hyphen: '-',
  dollar: '$',
  commat: '@',
  period: '.',
}

/** Runs of references. */
export const entities: Decoder = {
  sign: '&[#a-z][0-9A-Za-z]{0,8};',
  find(bytes, from, to, onSegment) {
    for (let at = nextByte(bytes, AMPERSAND, from, to); at !== -1; ) {
      const c = bytes[at + 1] ?? 0
      let text = ''
      let end = at
      if (c === SPACE || c === AMPERSAND) {
        at = nextByte(bytes, AMPERSAND, at + 2, to)
        continue
      }
      for (let next = reference(bytes, end, to); next; next = reference(bytes, end, to)) {
        text += next.text
        end = next.end
      }
      if (end > at) onSegment({ start: at, end, bytes: Buffer.from(text), via: ['entity'] })
      at = nextByte(bytes, AMPERSAND, Math.max(end, at + 1), to)
    }
  },
}

function reference(bytes: Uint8Array, at: number, to: number): { text: string; end: number } | undefined {
  const c = bytes[at + 1] ?? 0
  if (bytes[at] !== AMPERSAND || (c !== 0x23 && (c < 97 || c > 122))) return undefined
  let end = at + 2
  while (end < to && end < at + LONGEST && bytes[end] !== SEMICOLON) end++
  if (end >= to || bytes[end] !== SEMICOLON) return undefined
  const name = Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, end - at - 1).toString('latin1')
  const text = c === 0x23 ? numbered(name.slice(1)) : NAMED[name]
  return text === undefined ? undefined : { text, end: end + 1 }
}

function numbered(digits: string): string | undefined {
  const hexadecimal = /^x([0-9a-f]{1,6})$/i.exec(digits)
  if (!hexadecimal && !/^\d{1,7}$/.test(digits)) return undefined
  const code = hexadecimal ? Number.parseInt(hexadecimal[1] as string, 16) : Number(digits)
  return code >= 9 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined
}
