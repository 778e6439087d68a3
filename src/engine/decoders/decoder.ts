// Owns: what a decoder gives, and the small byte tests that several of them share.
// Must not know: any decoder, views, rules.
import { isUtf8 } from 'node:buffer'

/** A part of a text that was decoded. */
export interface Segment {
  /** Bytes of the text, half open. */
  readonly start: number
  readonly end: number
  /** What stands there really: well-formed UTF-8; empty where something is only taken away. */
  readonly bytes: Uint8Array
  /** Decoders passed, outermost first: ['base64'], ['base64', 'gzip']. */
  readonly via: readonly string[]
  /** Bytes of the text for each decoded byte, where that is the same throughout; then places inside map exactly. */
  readonly scale?: number
}

/** Receives what a decoder finds, in order of place. */
export type OnSegment = (segment: Segment) => void

/** How much may still be made by inflating; shared by all decoders of one content. */
export interface Budget {
  inflated: number
  /** Compressed values of which not all was made: the caller has to say so. */
  cut: number
}

/**
 * Finds encoded parts in bytes[from, to). Linear in time, never throws, whatever the bytes. A decoder reports only what decodes to
 * readable text.
 */
export interface Decoder {
  /** A pattern that matches in everything that it finds; a small text in which it does not is not shown to it. ASCII only. */
  readonly sign?: string
  /** A pattern of something that changes what is found anywhere in the text. ASCII only. */
  readonly spreads?: string
  find(bytes: Uint8Array, from: number, to: number, onSegment: OnSegment, budget: Budget): void
}

/** 0..15 for hexadecimal digits, -1 for any other byte. */
export const HEX_VALUE = Int8Array.from({ length: 256 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(digit) ? -1 : digit
})

/** The byte that two hexadecimal digits at `at` stand for, -1 when there are none. */
export function hexByte(bytes: Uint8Array, at: number): number {
  const high = HEX_VALUE[bytes[at] ?? 0] as number
  const low = HEX_VALUE[bytes[at + 1] ?? 0] as number
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

/** Is the byte readable ASCII: 0x09..0x7e, gitleaks' own bounds. */
export function isReadable(byte: number): boolean {
  return byte >= 9 && byte <= 0x7e
}

/** Are all bytes readable, and well-formed UTF-8 where they are not ASCII (at most a third of them)? */
export function isReadableText(bytes: Uint8Array): boolean {
  let high = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    if (byte < 9 || byte === 0x7f) return false
    if (byte > 0x7f && ++high * 3 > i + 9) return false
  }
  return high === 0 || isUtf8(bytes)
}

const NEAR = 24

/** Offset of the next such byte in [from, to), -1 when there is none. Near ones are found without the cost of a call. */
export function nextByte(bytes: Uint8Array, byte: number, from: number, to: number): number {
  const near = Math.min(to, from + NEAR)
  for (let i = from; i < near; i++) if (bytes[i] === byte) return i
  if (near >= to) return -1
  const found = bytes.indexOf(byte, near)
  return found < to ? found : -1
}
