// Owns: how many capture groups a pattern has, told without compiling it.
// Must not know: what the groups are for.
import type { Node } from './ast.ts'
import { parsePattern, Unknown } from './parse.ts'

/** RE2 takes counts up to this, nested ones multiplied. */
const MOST_COPIES = 1000

/** Number of capture groups; undefined when this parser cannot say that RE2 takes the pattern. */
export function groupsOf(pattern: string): number | undefined {
  try {
    const { groups, node } = parsePattern(pattern)
    return copies(node) > MOST_COPIES ? undefined : groups
  } catch (error) {
    if (error instanceof Unknown) return undefined
    throw error
  }
}

function copies(node: Node): number {
  if (node.type === 'char' || node.type === 'edge') return 1
  if (node.type !== 'repeat') return Math.max(1, ...node.items.map(copies))
  return copies(node.item) * Math.max(1, node.min, node.max === Number.POSITIVE_INFINITY ? 0 : node.max)
}
