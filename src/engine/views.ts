// Owns: which texts of a content the rules look at: the content, then decoded forms of its parts, and of theirs.
// Must not know: rules, where encoded values can stand (encoded-ranges.ts), how anything is decoded.
import { type Span, touches } from '../core/span.ts'
import { DecodedView, type Part, type Text } from './decoded-view.ts'
import type { Budget, Segment } from './decoders/decoder.ts'
import { SHARED_KINDS, segmentsOf } from './decoders/index.ts'
import { type Encoded, encodedRanges, type Range, type Viewed } from './encoded-ranges.ts'
import { LineEnds } from './line-bounds.ts'
import { type Keywords, plainView, type View } from './view.ts'

/** What was seen in a text as a whole. */
export interface Peeked {
  readonly encoded: readonly Encoded[]
  /** Its keywords, as far as a match may hold them. */
  readonly keywords: Keywords
}

/** Takes a first look at a decoded text; undefined = nothing is known of it. What it gives is good until the next. */
export type Peek = (bytes: Uint8Array) => Peeked | undefined

/** What may be inflated: this much, and this many bytes for each byte of the content. */
const INFLATED = 8 * 1024 * 1024
const INFLATED_RATIO = 8
/** Bytes shown around a decoded part at most, on each side; on its own line and one more. */
const AROUND = 512

/**
 * The content, then its decoded forms down to `maxDepth`. gitleaks decodes the whole text in place and scans all of it once more for each
 * depth; here a view shows one decoded part, or several that stand close together, in the lines around them, and only what was
 * decoded is decoded further. Time and memory are linear in the content for each depth; what compressed parts make is bounded
 * by a budget for the whole content; afterwards its `cut` tells of how many not all was made.
 */
export function* viewsOf(
  fragment: Viewed,
  maxDepth: number,
  budget = budgetFor(fragment),
  peek: Peek = () => undefined,
): Generator<View> {
  const { bytes, focus, owns } = fragment
  yield plainView(bytes, focus, owns)
  if (maxDepth < 1) return
  const text: Text = { bytes, depth: 0, toContent: (span) => span, viaOf: () => [] }
  const limits = { owns, maxDepth, budget, peek }
  for (const { start, end, near, asked } of encodedRanges(fragment, budget)) {
    const second: Segment[] = []
    const segments = segmentsOf(bytes, start, end, budget, second, asked)
    if (near && !segments.some((segment) => touches(near, segment.start, segment.end))) continue
    for (const { window, inside } of [...clusters(bytes, segments), ...clusters(bytes, second)]) {
      if (focus === 'all' || touches(focus, window.start, window.end)) {
        yield* decoded(text, window, inside, limits)
      }
    }
  }
}

/** What decoded forms of a content may take. */
export function budgetFor({ bytes }: Pick<Viewed, 'bytes'>): Budget {
  return { inflated: INFLATED + INFLATED_RATIO * bytes.length, cut: 0 }
}

interface Limits {
  readonly owns: Span | undefined
  readonly maxDepth: number
  readonly budget: Budget
  readonly peek: Peek
}

/** A view of one window, then the views of what is encoded in what was decoded. */
function* decoded(parent: Text, window: Span, segments: readonly Segment[], limits: Limits): Generator<View> {
  const { owns, maxDepth, budget, peek } = limits
  const view = viewOf(parent, window, segments, owns)
  const { bytes } = view
  const peeked = peek(bytes)
  view.keywords = peeked?.keywords
  yield view
  if (view.depth >= maxDepth) return
  const ranges: readonly Range[] = peeked ? peeked.encoded : [{ start: 0, end: bytes.length }]
  const found = ranges.flatMap(({ start, end, asked }) => segmentsOf(bytes, start, end, budget, undefined, asked))
  const fresh = touching(found, view.parts)
  for (const next of clusters(view.bytes, fresh)) yield* decoded(view, next.window, next.inside, limits)
}

/** The segments that overlap or touch a part: all others stood there before, and have had their turn. */
function touching(segments: readonly Segment[], parts: readonly Part[]): Segment[] {
  let n = 0
  return segments.filter((segment) => {
    while (n < parts.length && parts[n]!.to.end < segment.start) n++
    const part = parts[n]
    return part !== undefined && part.to.start <= segment.end
  })
}

interface Cluster {
  readonly window: Span
  readonly inside: readonly Segment[]
}

/** Segments that stand so close together that their windows meet, with the window of all. */
function clusters(bytes: Uint8Array, segments: readonly Segment[]): Cluster[] {
  const found: { window: { start: number; end: number }; inside: Segment[] }[] = []
  const lines = { ends: new LineEnds(bytes), next: new LineEnds(bytes) }
  for (const segment of segments) {
    const end = windowEnd(bytes, segment.end, lines)
    const last = found.at(-1)
    // A window begins with its segment at the latest: many stand on one line.
    const meets = last !== undefined && segment.start <= last.window.end
    const start = meets ? segment.start : windowStart(bytes, segment.start)
    if (last && start <= last.window.end) {
      last.window.end = Math.max(last.window.end, end)
      last.inside.push(segment)
    } else found.push({ window: { start, end }, inside: [segment] })
  }
  return found
}

const LF = 10

// A window: the lines of a part and one more on each side, as far as they are short, cut between characters.

function windowStart(bytes: Uint8Array, start: number): number {
  const first = Math.max(0, start - AROUND)
  const before = bytes.subarray(first, start)
  const lineStart = before.lastIndexOf(LF)
  const back = lineStart > 0 ? before.lastIndexOf(LF, lineStart - 1) : -1
  let from = lineStart < 0 ? first : first + (back < 0 ? (first === 0 ? 0 : lineStart + 1) : back + 1)
  while (from > 0 && isContinuation(bytes[from])) from--
  return from
}

/** Offsets come in ascending order. */
function windowEnd(bytes: Uint8Array, end: number, lines: { ends: LineEnds; next: LineEnds }): number {
  const most = Math.min(bytes.length, end + AROUND)
  const lf = lines.ends.after(end)
  let to = most
  if (lf < most) {
    const next = lines.next.after(lf + 1)
    to = (next < most ? next : lf) + 1
  }
  while (to < bytes.length && isContinuation(bytes[to])) to++
  return to
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}

function viewOf(parent: Text, window: Span, segments: readonly Segment[], contentOwns: Span | undefined): DecodedView {
  let size = window.end - window.start
  for (const { start, end, bytes } of segments) size += bytes.length - (end - start)
  const made = Buffer.allocUnsafe(size)
  const parts: Part[] = []
  let at = 0
  let copied = window.start
  for (const { start, end, bytes, via, scale } of segments) {
    copy(parent.bytes, copied, start, made, at)
    at += start - copied
    copy(bytes, 0, bytes.length, made, at)
    const from = { start, end }
    const outer = parent.viaOf(from)
    const kinds = outer.length === 0 ? via : [...outer, ...via]
    const to = { start: at, end: at + bytes.length }
    const part = { from, to, via: kinds, touching: SHARED_KINDS.includes(via[0] as string) }
    parts.push(scale === undefined ? part : { ...part, scale })
    at += bytes.length
    copied = end
  }
  copy(parent.bytes, copied, window.end, made, at)
  return new DecodedView({ parent, window, bytes: made, parts, contentOwns })
}

/** Up to so many bytes cost less one by one than as a call. */
const SHORT = 32

function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (end - start > SHORT) to.set(from.subarray(start, end), at)
  else for (let i = start; i < end; i++) to[at + i - start] = from[i]!
}
