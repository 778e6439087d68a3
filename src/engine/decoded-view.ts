// Owns: a decoded form of a part of a text, and the way back: from places in it to places in the content.
// Must not know: decoders, rules, how parts are chosen.
import type { Span } from '../core/span.ts'
import type { Keywords, Mapped, View } from './view.ts'

/** A text that can be decoded further: the content, or a decoded view of it. */
export interface Text {
  readonly bytes: Uint8Array
  readonly depth: number
  /** Where a span of this text stands in the content. */
  toContent(span: Span): Span
  /** Decoders passed by what stands in a span of this text, outermost first. */
  viaOf(span: Span): readonly string[]
}

/** A decoded part: where it stood in the parent, where its text stands in the view. */
export interface Part {
  /** Bytes of the parent. */
  readonly from: Span
  /** Bytes of the view; empty where something was taken away. */
  readonly to: Span
  /** Decoders passed, outermost first, with those of the parent. */
  readonly via: readonly string[]
  /** Parent bytes for each byte of the view, where places inside map exactly. */
  readonly scale?: number
  /** A match that only touches the part counts too (gitleaks' rule, for the kinds that it knows). */
  readonly touching: boolean
}

/** What a view is made of. */
export interface DecodedParts {
  readonly parent: Text
  /** The part of the parent that the view shows. */
  readonly window: Span
  readonly bytes: Uint8Array
  /** Sorted, disjoint. */
  readonly parts: readonly Part[]
  readonly contentOwns: Span | undefined
}

/** A window of a text with its encoded parts decoded. Only matches that overlap a decoded part are located. */
export class DecodedView implements View, Text {
  readonly bytes: Uint8Array
  readonly depth: number
  readonly focus = 'all'
  readonly owns = undefined
  readonly parts: readonly Part[]
  /** Set when it was looked at. */
  keywords: Keywords | undefined = undefined
  readonly #made: DecodedParts

  constructor(made: DecodedParts) {
    this.#made = made
    this.bytes = made.bytes
    this.parts = made.parts
    this.depth = made.parent.depth + 1
  }

  /** The place of a match; the secret's is the same, since decoded bytes have none of their own. */
  locate(match: Span): Mapped | undefined {
    const { parent, window, contentOwns } = this.#made
    // A match that ends at a cut edge of the window may be one only because of the cut.
    if (match.start === 0 && window.start > 0) return undefined
    if (match.end === this.bytes.length && window.end < parent.bytes.length) return undefined
    const counted = this.#partsAt(match).filter((part) => part.touching || overlaps(part.to, match))
    if (counted.length === 0) return undefined
    const start = startIn(counted[0]!, match) ?? this.#toParent(match.start, 'start')
    const end = endIn(counted.at(-1)!, match) ?? this.#toParent(match.end, 'end')
    const span = parent.toContent({ start, end })
    if (contentOwns && (span.start < contentOwns.start || span.start >= contentOwns.end)) return undefined
    return { span, secretSpan: span, via: longestVia(counted) }
  }

  toContent(span: Span): Span {
    const start = this.#toParent(span.start, 'start')
    return this.#made.parent.toContent({ start, end: Math.max(start, this.#toParent(span.end, 'end')) })
  }

  viaOf(span: Span): readonly string[] {
    return longestVia(this.#partsAt(span).filter((part) => overlaps(part.to, span)))
  }

  /** The parts that overlap or touch a span. */
  #partsAt(span: Span): readonly Part[] {
    const first = this.#firstEndingAt(span.start)
    let next = first
    while (next < this.parts.length && this.parts[next]!.to.start <= span.end) next++
    return this.parts.slice(first, next)
  }

  /** Number of the first part that ends at or after an offset. */
  #firstEndingAt(offset: number): number {
    let low = 0
    let high = this.parts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.parts[middle]!.to.end < offset) low = middle + 1
      else high = middle
    }
    return low
  }

  /** An offset of the view in the parent. Inside a decoded part it widens to the part's edge, or maps exactly by its scale. */
  #toParent(offset: number, edge: 'start' | 'end'): number {
    let n = this.#firstEndingAt(offset)
    let part = this.parts[n]
    // A part that only ends here is left behind by a start, and one that only begins here is not reached by an end.
    while (part && edge === 'start' && part.to.end === offset) part = this.parts[++n]
    if (part && (edge === 'start' ? part.to.start <= offset : part.to.start < offset)) {
      if (part.scale !== undefined) return part.from.start + (offset - part.to.start) * part.scale
      return edge === 'start' ? part.from.start : part.from.end
    }
    const before = this.parts[n - 1]
    return before ? offset + before.from.end - before.to.end : offset + this.#made.window.start
  }
}

function overlaps(part: Span, match: Span): boolean {
  return part.start < match.end && part.end > match.start
}

/** Start of a part that the match only touches; gitleaks reports it with the match. */
function startIn(part: Part, match: Span): number | undefined {
  return part.to.end === match.start ? part.from.start : undefined
}

function endIn(part: Part, match: Span): number | undefined {
  return part.to.start === match.end ? part.from.end : undefined
}

function longestVia(parts: readonly Part[]): readonly string[] {
  let longest: readonly string[] = []
  for (const part of parts) if (part.via.length > longest.length) longest = part.via
  return longest
}
