// Owns: percent encoding (RFC 3986, section 2.1).
// Must not know: URLs.
import { type Decoder, hexByte, isReadable, isReadableText, nextByte, type OnSegment } from './decoder.ts'

const PERCENT = 0x25

/** Runs of `%41`. What does not decode to readable text is left as it is. */
export const percent: Decoder = {
  sign: '%[0-9A-Fa-f]{2}',
  find(bytes, from, to, onSegment) {
    for (let at = nextByte(bytes, PERCENT, from, to); at !== -1; ) {
      let end = at
      while (end + 2 < to && bytes[end] === PERCENT && hexByte(bytes, end + 1) >= 0) end += 3
      if (end > at) decodeTriples(bytes, at, end, 'percent', onSegment)
      at = nextByte(bytes, PERCENT, Math.max(end, at + 1), to)
    }
  },
}

/** Decodes triples (a sign and two hexadecimal digits, or `\x41` with width 4) that follow each other. */
export function decodeTriples(
  bytes: Uint8Array,
  start: number,
  end: number,
  kind: string,
  onSegment: OnSegment,
  width = 3,
): void {
  const text = new Uint8Array((end - start) / width)
  for (let i = 0; i < text.length; i++) text[i] = hexByte(bytes, start + width * i + width - 2)
  if (isReadableText(text)) {
    onSegment({ start, end, bytes: text, via: [kind] })
    return
  }
  for (let i = 0; i < text.length; i++) {
    if (!isReadable(text[i]!)) continue
    const first = i
    while (i + 1 < text.length && isReadable(text[i + 1]!)) i++
    const place = { start: start + width * first, end: start + width * (i + 1) }
    onSegment({ ...place, bytes: text.slice(first, i + 1), via: [kind] })
  }
}
