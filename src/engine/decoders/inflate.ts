// Owns: compressed text inside an encoding: gzip (RFC 1952) and zlib (RFC 1950), with bounds.
// Must not know: which encoding it stood in.
import { isUtf8 } from 'node:buffer'
import { createRequire } from 'node:module'
import type { Budget } from './decoder.ts'

type Zlib = typeof import('node:zlib')

let zlib: Zlib | undefined

/** More than this many bytes out for each byte in is no text that anybody wrote. */
const MOST_RATIO = 64
/** No deflate stream expands by more than this factor, 1032 (zlib's technical notes). */
const UTMOST_RATIO = 1032

/**
 * The text that gzip or zlib data holds; undefined when it is none. The budget bounds what is made; of data that expands beyond the
 * ratio only so much is read that it cannot. What is left out is counted in `budget.cut`.
 */
export function inflated(data: Uint8Array, budget: Budget): Uint8Array | undefined {
  if (data.length < 12) return undefined
  const most = Math.min(budget.inflated, data.length * MOST_RATIO + 4096)
  if (most < 64) {
    if (isHeader(data)) budget.cut++
    return undefined
  }
  const whole = unpacked(data, most)
  const text = whole ?? unpacked(data.subarray(0, Math.floor(most / UTMOST_RATIO)), most)
  budget.inflated -= text ? text.length : 64
  const isText = text !== undefined && text.length > 0 && isUtf8(text)
  if (!whole && (isText || (text?.length === 0 && isHeader(data)))) budget.cut++
  return isText ? text : undefined
}

/** The header of gzip with deflate, or of zlib with its check bits. */
function isHeader([first = 0, second = 0, third = 0]: Uint8Array): boolean {
  return first === 0x1f ? second === 0x8b && third === 8 : (first & 15) === 8 && (first * 256 + second) % 31 === 0
}

function unpacked(data: Uint8Array, most: number): Uint8Array | undefined {
  zlib ??= createRequire(import.meta.filename)('node:zlib') as Zlib
  try {
    return zlib.unzipSync(data, { maxOutputLength: most, finishFlush: zlib.constants.Z_SYNC_FLUSH })
  } catch {
    // Not compressed after all, or more than `most` bytes: undefined says both.
    return undefined
  }
}
