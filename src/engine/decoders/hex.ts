// Owns: text written as hexadecimal digits.
// Must not know: where runs are found (runs.ts).
import { hexByte, isReadableText } from './decoder.ts'

const LEAST_DIGITS = 32

/** The text that the hexadecimal digits of bytes[start, end) hold; undefined when they are fewer than 32, odd in number, or no text. */
export function decodeHex(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
  const length = end - start
  if (length < LEAST_DIGITS || length % 2 === 1) return undefined
  // Most are hashes: the first bytes tell.
  for (let i = start; i < start + 8; i += 2) {
    const byte = hexByte(bytes, i)
    if (byte < 9 || byte === 0x7f) return undefined
  }
  let digit = false
  const text = new Uint8Array(length >> 1)
  for (let i = 0; i < text.length; i++) {
    const byte = hexByte(bytes, start + 2 * i)
    if (byte < 0) return undefined
    text[i] = byte
    digit ||= bytes[start + 2 * i]! < 58 || bytes[start + 2 * i + 1]! < 58
  }
  return digit && isReadableText(text) ? text : undefined
}
