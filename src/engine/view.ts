// Owns: what the rules look at: the content itself, or a decoded form of it that maps back to the content.
// Must not know: decoders, rules.
import type { Span } from '../core/span.ts'
import type { HitSink } from './automaton.ts'

/** Where a match in a view stands in the content. */
export interface Mapped {
  /** Bytes of the content. */
  readonly span: Span
  readonly secretSpan: Span
  /** Decoders passed, outermost first; empty for the content itself. */
  readonly via: readonly string[]
}

/** The keywords of a text as far as a match may hold them. */
export interface Keywords {
  readonly count: number
  tell(sink: HitSink): void
}

/** One text to look at. */
export interface View {
  readonly bytes: Uint8Array
  /** 0 = the content itself. */
  readonly depth: number
  /** The parts that count: a match that touches none is of no interest. Sorted, disjoint, in bytes of this view. */
  readonly focus: readonly Span[] | 'all'
  /** Only a match that starts in it counts (windows of a large file); in bytes of this view. */
  readonly owns: Span | undefined
  /** The keywords that stand in it, when they are known. */
  readonly keywords?: Keywords | undefined
  /** Where a match and its secret stand in the content; undefined when the match touches nothing that was decoded. */
  locate(match: Span, secret: Span): Mapped | undefined
}

/** The content itself. */
export function plainView(bytes: Uint8Array, focus: readonly Span[] | 'all', owns: Span | undefined): View {
  return { bytes, depth: 0, focus, owns, locate: (span, secretSpan) => ({ span, secretSpan, via: [] }) }
}
