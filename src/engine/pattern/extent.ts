// Owns: how many bytes a pattern can match at most, and whether a match can hold a newline.
// Must not know: keywords.
import type { Node } from './ast.ts'
import { mostBytes } from './char-set.ts'

const LF = 10

/** Most bytes of a match; Infinity when there is no bound. `folded`: U+212A and U+017F may stand in the text. */
export function maxWidth(node: Node, folded: boolean): number {
  if (node.type === 'edge') return 0
  if (node.type === 'char') return mostBytes(node.set, folded)
  if (node.type === 'repeat') {
    const width = maxWidth(node.item, folded)
    return width === 0 || node.max === 0 ? 0 : width * node.max
  }
  const widths = node.items.map((item) => maxWidth(item, folded))
  return node.type === 'choice' ? Math.max(0, ...widths) : widths.reduce((sum, width) => sum + width, 0)
}

/** Can a match hold a newline? */
export function crossesLines(node: Node): boolean {
  if (node.type === 'edge') return false
  if (node.type === 'char') return node.set.ascii[LF] === 1
  if (node.type === 'repeat') return node.max > 0 && crossesLines(node.item)
  return node.items.some(crossesLines)
}
