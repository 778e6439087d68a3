// Owns: bytes as git or the disk gives them -> well-formed UTF-8 that rules can read.
// Must not know: where they come from.
import { isUtf8 } from 'node:buffer'

/** What the content was before. Offsets of findings are offsets into the UTF-8 text. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'bytes'

/** Content made readable. */
export interface Text {
  readonly bytes: Uint8Array
  readonly encoding: Encoding
}

const HEAD = 64

/** The `head` of a fragment: the first 64 bytes as they were, unless they are readable as they are. */
export function headOf(original: Uint8Array, text: Text): { head: Uint8Array } | Record<string, never> {
  return text.encoding === 'utf-8' ? {} : { head: Uint8Array.from(original.subarray(0, HEAD)) }
}

/**
 * Makes bytes readable: UTF-16 (by BOM, or by the pattern of NULs that ASCII text leaves) is decoded; of anything else
 * that is not UTF-8 each bad byte becomes '?', so that offsets hold. Nothing is ever refused as "binary".
 */
export function toText(bytes: Uint8Array): Text {
  const wide = wideEncoding(bytes)
  if (wide) return { bytes: Buffer.from(new TextDecoder(wide).decode(bytes)), encoding: wide }
  if (isUtf8(bytes)) return { bytes, encoding: 'utf-8' }
  return { bytes: patched(bytes), encoding: 'bytes' }
}

/** How many bytes tell UTF-16 without a BOM. */
export const SAMPLE = 512

/** UTF-16 by its BOM, or by the NULs that ASCII text leaves; else undefined. */
export function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes.length < 2) return undefined
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes.length < 8 || (bytes[0] !== 0 && bytes[1] !== 0)) return undefined
  const end = Math.min(bytes.length & ~1, SAMPLE)
  let even = 0
  let odd = 0
  for (let i = 0; i < end; i += 2) {
    if (bytes[i] === 0) even++
    if (bytes[i + 1] === 0) odd++
  }
  const pairs = end / 2
  if (odd > pairs * 0.7 && even < pairs * 0.1) return 'utf-16le'
  if (even > pairs * 0.7 && odd < pairs * 0.1) return 'utf-16be'
  return undefined
}

const QUESTION_MARK = 0x3f

/** A copy in which every byte that is part of no well-formed sequence is a question mark. RFC 3629, section 4. */
export function patched(bytes: Uint8Array): Uint8Array {
  const out = Buffer.from(bytes)
  for (let i = 0; i < out.length; ) {
    const length = sequenceLength(out, i)
    if (length === 0) out[i++] = QUESTION_MARK
    else i += length
  }
  return out
}

/** Length in bytes of the well-formed sequence at `i`, 0 if there is none. */
function sequenceLength(b: Uint8Array, i: number): number {
  const first = b[i]!
  if (first < 0x80) return 1
  const second = b[i + 1] ?? 0
  if (first >= 0xc2 && first <= 0xdf) return tail(second) ? 2 : 0
  if (first >= 0xe0 && first <= 0xef) {
    const low = first === 0xe0 ? 0xa0 : 0x80
    const high = first === 0xed ? 0x9f : 0xbf
    return second >= low && second <= high && tail(b[i + 2]) ? 3 : 0
  }
  if (first < 0xf0 || first > 0xf4) return 0
  const low = first === 0xf0 ? 0x90 : 0x80
  const high = first === 0xf4 ? 0x8f : 0xbf
  return second >= low && second <= high && tail(b[i + 2]) && tail(b[i + 3]) ? 4 : 0
}

function tail(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}
