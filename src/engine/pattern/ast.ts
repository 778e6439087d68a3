// Owns: the shape of a parsed pattern: just enough of RE2's syntax to reason about what a match can be.
// Must not know: how a pattern is matched; RE2 does that. Groups and names do not matter here and are dropped.
import type { CharSet } from './char-set.ts'

/** A pattern, or a part of one. */
export type Node =
  | { readonly type: 'char'; readonly set: CharSet }
  /** ^ $ \A \z \b \B: takes no text. */
  | { readonly type: 'edge' }
  | { readonly type: 'sequence'; readonly items: readonly Node[] }
  | { readonly type: 'choice'; readonly items: readonly Node[] }
  /** `max` is Infinity for * and +; `lazy`: as few as possible are taken. */
  | {
      readonly type: 'repeat'
      readonly item: Node
      readonly min: number
      readonly max: number
      readonly lazy?: boolean
    }
