// Owns: whether a match can be tried at a keyword instead of being searched for: where nothing but a run of characters comes before it.
// Must not know: texts.
import type { Node } from './ast.ts'
import { asciiWords, isNarrow } from './char-set.ts'

/**
 * The core of every match begins with a keyword (promises.ts), and before it stand as few as possible of these characters: 128 bits of ASCII, at
 * most so many. So the first match in a text is that of the first keyword at which the core matches, and begins as far before it as such
 * characters stand there: what is before a later keyword reaches no further back.
 */
export interface Start {
  readonly before: readonly number[]
  readonly most: number
}

/** `behind` = so many parts of the pattern come before its keyword; `hasCore` = the first of them may be absent. */
export function startOf(node: Node, hasCore: boolean, behind: number | undefined): Start | undefined {
  if (!hasCore) return behind === 0 ? { before: [0, 0, 0, 0], most: 0 } : undefined
  if (behind !== 1 || node.type !== 'sequence') return undefined
  const [first] = node.items
  if (first?.type !== 'repeat' || !first.lazy || first.item.type !== 'char') return undefined
  if (!isNarrow(first.item.set) || !Number.isFinite(first.max)) return undefined
  return { before: asciiWords(first.item.set), most: first.max }
}
