// Owns: base64 (RFC 4648), standard and URL-safe, padded or not; text, UTF-16 text or compressed text inside.
// Must not know: where runs are found (runs.ts).
import { isUtf8 } from 'node:buffer'
import type { Budget } from './decoder.ts'
import { inflated } from './inflate.ts'
import { narrowed } from './utf16.ts'

/** 6 bits for each digit, -1 for any other byte; '-' as '+', '_' as '/'. */
const VALUE = new Int8Array(256).fill(-1)
/** The same for others. */
export const BASE64_VALUE: Readonly<Int8Array> = VALUE

for (const [i, c] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  VALUE[c.charCodeAt(0)] = i
VALUE[45] = 62
VALUE[95] = 63

/** What a run of base64 digits holds. */
export interface Inside {
  readonly bytes: Uint8Array
  readonly via: readonly string[]
}

let scratch = new Uint8Array(4096)

/** Decodes the digits of bytes[start, end), which hold no padding; undefined when it is no text. */
export function decodeBase64(bytes: Uint8Array, start: number, end: number, budget: Budget): Inside | undefined {
  const length = end - start
  if (length % 4 === 1) return undefined
  const first = ((VALUE[bytes[start]!]! << 2) | (VALUE[bytes[start + 1]!]! >> 4)) & 255
  const second = ((VALUE[bytes[start + 1]!]! << 4) | (VALUE[bytes[start + 2]!]! >> 2)) & 255
  if (second === 0 || first === 0 || first === 0xff || second === 0xff) return wide(bytes, start, end)
  if (first === 0x1f ? second === 0x8b : first === 0x78) {
    const text = inflated(all(bytes, start, end), budget)
    if (text) return { bytes: text, via: ['base64', first === 0x1f ? 'gzip' : 'zlib'] }
  }
  const size = textSize(bytes, start, end)
  if (size <= 0 || !hasMark(bytes, start, end)) return undefined
  return { bytes: scratch.slice(0, size), via: ['base64'] }
}

/** Decodes into `scratch` as long as it reads as text; the number of bytes, or -1 when it does not. */
function textSize(bytes: Uint8Array, start: number, end: number): number {
  if (scratch.length < end - start) scratch = new Uint8Array((end - start) * 2)
  let size = 0
  let bits = 0
  let held = 0
  let following = 0
  const values = VALUE
  const text = scratch
  for (let i = start; i < end; i++) {
    held = ((held << 6) | values[bytes[i]!]!) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    const byte = (held >> bits) & 255
    following = following > 0 ? continued(byte, following) : followingOf(byte)
    if (following < 0) return -1
    text[size++] = byte
  }
  return following === 0 && isUtf8(scratch.subarray(0, size)) ? size : -1
}

// Most runs are words and hashes: a byte that cannot begin or continue a character is found within the first few.
function followingOf(byte: number): number {
  if (byte < 0x80) return byte < 9 || byte === 0x7f ? -1 : 0
  if (byte < 0xc2 || byte > 0xf4) return -1
  return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
}

function continued(byte: number, following: number): number {
  return (byte & 0xc0) === 0x80 ? following - 1 : -1
}

/** Long words are base64 too: a digit or a sign must be among them, as gitleaks asks. */
function hasMark(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (VALUE[bytes[i]!]! >= 52) return true
  return false
}

function wide(bytes: Uint8Array, start: number, end: number): Inside | undefined {
  if (end - start < 24) return undefined
  const text = narrowed(all(bytes, start, Math.min(end, start + 64))) && narrowed(all(bytes, start, end))
  return text ? { bytes: text, via: ['base64', 'utf-16'] } : undefined
}

function all(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return Buffer.from(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1'), 'base64')
}
