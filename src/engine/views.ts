// Owns: which texts of a content the rules look at: the content, then decoded forms of it, one depth after the other.
// Must not know: rules.
import type { Span } from '../core/span.ts'
import { plainView, type View } from './view.ts'

/** What is needed of a fragment. */
export interface Viewed {
  readonly bytes: Uint8Array
  readonly focus: readonly Span[] | 'all'
  readonly owns?: Span
}

/** The content, then its decoded forms down to `maxDepth`. */
export function* viewsOf(fragment: Viewed, _maxDepth: number): Generator<View> {
  yield plainView(fragment.bytes, fragment.focus, fragment.owns)
}
