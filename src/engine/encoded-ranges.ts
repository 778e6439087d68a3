// Owns: in which parts of a content values may be encoded of which a match could touch its focus.
// Must not know: how anything is decoded, rules.
import type { Span } from '../core/span.ts'
import type { Budget } from './decoders/decoder.ts'
import { SMALL, segmentsOf } from './decoders/index.ts'

/** What is needed of a fragment. */
export interface Viewed {
  readonly bytes: Uint8Array
  readonly focus: readonly Span[] | 'all'
  readonly owns?: Span
  /** Where something may be encoded on the lines of the focus (or anywhere, without one) or near them, when that is known. */
  readonly encoded?: readonly Encoded[]
}

/** A part in which something may be encoded. */
export interface Encoded extends Span {
  /** A bit for each decoder that may have something to do. */
  readonly asked: number
}

/** Bytes around the focus in which encoded values are looked for. */
export const REACH = 64 * 1024

/** A part of the content, and where in it something has to be encoded, or else all of it is left out; and who is to be asked. */
export interface Range extends Span {
  readonly near?: readonly Span[]
  readonly asked?: number
}

/**
 * Where encoded values can stand of which a match touches the focus. Nearly always there is nothing encoded on its lines and those next to
 * it, and that is all to be known; if there is, it may continue what is encoded two lines further.
 */
export function encodedRanges({ bytes, focus, encoded }: Viewed, budget: Budget): readonly Range[] {
  if (encoded) return encoded
  if (focus === 'all') return [{ start: 0, end: bytes.length }]
  const holdsSome = ({ start, end }: Span) =>
    end - start > SMALL || segmentsOf(bytes, start, end, { ...budget }).length > 0
  const near = around(bytes, focus, 1).filter(holdsSome)
  if (near.length === 0) return NOWHERE
  let n = 0
  return around(bytes, near, 2).map(({ start, end }) => {
    const first = n
    while (n < near.length && near[n]!.start < end) n++
    return { start, end, near: near.slice(first, n) }
  })
}

const NOWHERE: readonly Range[] = []

/** The focus with so many lines more on each side, no further than `REACH`. Lines without a letter or digit do not count. */
function around(bytes: Uint8Array, focus: readonly Span[], lines: number): Span[] {
  const ranges: Span[] = []
  for (const { start, end } of focus) {
    const range = { start: linesBefore(bytes, start, lines), end: linesAfter(bytes, end, lines) }
    const last = ranges.at(-1)
    if (last && range.start <= last.end)
      ranges[ranges.length - 1] = { start: last.start, end: Math.max(last.end, range.end) }
    else ranges.push(range)
  }
  return ranges
}

// Byte by byte: lines are short, and a call costs more than a line.
function linesBefore(bytes: Uint8Array, offset: number, lines: number): number {
  const least = Math.max(0, offset - REACH)
  let at = offset
  for (let n = 0; n < lines && at > least; ) {
    at--
    let counts = 0
    while (at > least && bytes[at - 1] !== LF) counts |= SPELT[bytes[--at]!]!
    n += counts
  }
  return at
}

function linesAfter(bytes: Uint8Array, offset: number, lines: number): number {
  const most = Math.min(bytes.length, offset + REACH)
  let at = offset
  for (let n = 0; n < lines && at < most; ) {
    let counts = 0
    while (at < most && bytes[at] !== LF) counts |= SPELT[bytes[at++]!]!
    n += counts
    if (at < most) at++
  }
  return at
}

/** 1 for letters and digits. */
export const SPELT = Uint8Array.from({ length: 256 }, (_, c) => (/[0-9A-Za-z]/.test(String.fromCharCode(c)) ? 1 : 0))

const LF = 10
