// Owns: runs of 16 and more base64 digits, in one cheap pass, and which of the digit encodings each of them is.
// Must not know: the encodings themselves.
import { decodeBase32 } from './base32.ts'
import { decodeBase64 } from './base64.ts'
import { type Budget, type Decoder, HEX_VALUE, type OnSegment } from './decoder.ts'
import { decodeHex } from './hex.ts'

const LEAST_DIGITS = 16

/** 1 for the digits of base64 and of its URL-safe form. */
export const IS_DIGIT = new Uint8Array(256)
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_') IS_DIGIT[c.charCodeAt(0)] = 1

/**
 * Finds the runs. Sixteen bytes in a row hold eight that lie on an eight-byte boundary, so whole blocks of eight are
 * tested for a byte below '+', two words at a time ("Determine if a word has a byte less than n", S. E. Anderson,
 * Bit Twiddling Hacks), and only blocks without one are looked at closely.
 */
export function findRuns(
  bytes: Uint8Array,
  from: number,
  to: number,
  onRun: (start: number, end: number) => void,
): void {
  if (to - from < LEAST_DIGITS) return // behind the first boundary there may be no memory at all
  const first = from + ((4 - ((bytes.byteOffset + from) & 3)) & 3)
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + first, Math.max(0, to - first) >> 2)
  const last = words.length - 1
  let done = from
  for (let i = 0; i < last; i += 2) {
    const x = words[i]!
    const y = words[i + 1]!
    // '+' (0x2b) is the lowest digit; below it stand spaces, quotes and brackets, which end nearly all runs. The numbers
    // stand here, and not in constants, because a bundle makes variables of those, which this loop would feel.
    if (((((x - 0x2b2b2b2b) & ~x) | ((y - 0x2b2b2b2b) & ~y)) & -0x7f7f7f80) !== 0) continue
    const at = first + (i << 2)
    if (at < done) continue
    done = runAround(bytes, at, from, to, onRun)
  }
}

/** Tells of the run around the block at `at`, if it is one; gives the offset up to which all is known. */
function runAround(
  bytes: Uint8Array,
  at: number,
  from: number,
  to: number,
  onRun: (start: number, end: number) => void,
): number {
  const isDigit = IS_DIGIT
  for (let i = at + 7; i >= at; i--) if (isDigit[bytes[i]!] === 0) return at
  let start = at
  let end = at + 8
  while (start > from && isDigit[bytes[start - 1]!] === 1) start--
  while (end < to && isDigit[bytes[end]!] === 1) end++
  if (end - start >= LEAST_DIGITS) onRun(start, end)
  return end
}

/** Hexadecimal, base64 and base32 values. */
export const runs: Decoder = {
  find(bytes, from, to, onSegment, budget) {
    findRuns(bytes, from, to, (start, end) => decodeRun(bytes, start, end, to, onSegment, budget))
  },
}

const MOST_PADDING = 6

function decodeRun(
  bytes: Uint8Array,
  start: number,
  end: number,
  to: number,
  onSegment: OnSegment,
  budget: Budget,
): void {
  const digits = isHex(bytes, start, end) ? decodeHex(bytes, start, end) : undefined
  const inside = digits ? { bytes: digits, via: ['hex'] } : decodeBase64(bytes, start, end, budget)
  if (inside) {
    onSegment({ start, end: digits ? end : padded(bytes, start, end, to, 4), ...inside })
    return
  }
  const text = decodeBase32(bytes, start, end)
  if (text) onSegment({ start, end: padded(bytes, start, end, to, 8), bytes: text, via: ['base32'] })
}

function isHex(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (HEX_VALUE[bytes[i]!]! < 0) return false
  return true
}

/** The end of the run with its padding, when there is just as much as belongs to it. */
function padded(bytes: Uint8Array, start: number, end: number, to: number, block: number): number {
  const missing = (block - ((end - start) % block)) % block
  if (missing > MOST_PADDING || end + missing > to) return end
  for (let i = end; i < end + missing; i++) if (bytes[i] !== 0x3d) return end
  return bytes[end + missing] === 0x3d ? end : end + missing
}
