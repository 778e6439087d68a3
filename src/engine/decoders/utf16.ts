// Owns: UTF-16 text of ASCII characters: in a whole decoded value, and as runs inside other content (binaries, mixed files).
// Must not know: whole files in UTF-16, which are made readable before (core/utf8.ts).
import { type Decoder, isReadable, nextByte } from './decoder.ts'

const LEAST_CHARACTERS = 8

/** UTF-16 text of either byte order, with or without byte order mark, as UTF-8; undefined when it is none or not mostly ASCII. */
export function narrowed(bytes: Uint8Array): Uint8Array | undefined {
  const little = (bytes[0] === 0xff && bytes[1] === 0xfe) || (isReadable(bytes[0] ?? 0) && bytes[1] === 0)
  const big = (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0 && isReadable(bytes[1] ?? 0))
  if ((!little && !big) || bytes.length < 2 * LEAST_CHARACTERS) return undefined
  const marked = (bytes[0] ?? 0) > 0x7f || (bytes[1] ?? 0) > 0x7f
  const start = marked ? 2 : 0
  let ascii = 0
  for (let i = start; i + 1 < bytes.length; i += 2) {
    const low = little ? bytes[i]! : bytes[i + 1]!
    const high = little ? bytes[i + 1]! : bytes[i]!
    if (high === 0 && isReadable(low)) ascii++
  }
  if (ascii * 2 < ((bytes.length - start) >> 1) * 1.5) return undefined
  return Buffer.from(new TextDecoder(little ? 'utf-16le' : 'utf-16be').decode(bytes))
}

/** Runs of 8 and more readable characters with a NUL after (or before) each of them. */
export const utf16: Decoder = {
  sign: String.raw`\x00`,
  find(bytes, from, to, onSegment) {
    for (let nul = nextByte(bytes, 0, from, to); nul !== -1; ) {
      // Little-endian when a readable byte stands before the first NUL, big-endian when one stands after it.
      const start = nul > from && isReadable(bytes[nul - 1]!) ? nul - 1 : nul
      const offset = start === nul ? 1 : 0
      let end = start
      while (end + 1 < to && bytes[end + 1 - offset] === 0 && isReadable(bytes[end + offset]!)) end += 2
      const count = (end - start) >> 1
      if (count >= LEAST_CHARACTERS) {
        const text = new Uint8Array(count)
        for (let i = 0; i < count; i++) text[i] = bytes[start + 2 * i + offset]!
        onSegment({ start, end, bytes: text, via: ['utf-16'], scale: 2 })
      }
      nul = nextByte(bytes, 0, Math.max(end, nul + 1), to)
    }
  },
}
