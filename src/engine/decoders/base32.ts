// Owns: base32 (RFC 4648), upper case.
// Must not know: where runs are found (runs.ts).
import { isReadableText } from './decoder.ts'

const LEAST_DIGITS = 24

/** The text that base32 digits (without padding) hold; undefined when they are fewer than 24, lack a digit 2-7, or no text. */
export function decodeBase32(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
  if (end - start < LEAST_DIGITS || !isBase32(bytes, start, end)) return undefined
  const text = new Uint8Array(((end - start) * 5) >> 3)
  let size = 0
  let bits = 0
  let held = 0
  let digits = 0
  for (let i = start; i < end; i++) {
    const c = bytes[i]!
    const value = c >= 65 ? c - 65 : c - 24
    if (value > 25) digits++
    held = ((held << 5) | value) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    const byte = (held >> bits) & 255
    if (byte < 9 || byte === 0x7f) return undefined
    text[size++] = byte
  }
  return digits > 0 && isReadableText(text) ? text : undefined
}

/** Nearly every run is a word or a hash: its first characters tell. */
function isBase32(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = bytes[i]!
    if ((c < 65 || c > 90) && (c < 50 || c > 55)) return false
  }
  return true
}
