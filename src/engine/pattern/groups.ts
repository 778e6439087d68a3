// Owns: what the checks of rule files ask of a pattern, told without compiling it: how many capture groups it has, and whether it needs
// any text.
// Must not know: what the answers are for.
import type { Node } from './ast.ts'
import { parsePattern, Unknown } from './parse.ts'

/** RE2 takes counts up to this, nested ones multiplied. */
const MOST_COPIES = 1000

/** What a pattern is like. */
export interface Outline {
  /** Number of capture groups. */
  readonly groups: number
  /** Every match holds at least one character. */
  readonly needsText: boolean
}

/** The outline of a pattern; undefined when this parser cannot say that RE2 takes it. */
export function outlineOf(pattern: string): Outline | undefined {
  try {
    const { groups, node } = parsePattern(pattern)
    return copies(node) > MOST_COPIES ? undefined : { groups, needsText: needsText(node) }
  } catch (error) {
    if (error instanceof Unknown) return undefined
    throw error
  }
}

function needsText(node: Node): boolean {
  if (node.type === 'char') return true
  if (node.type === 'edge') return false
  if (node.type === 'repeat') return node.min > 0 && needsText(node.item)
  return node.type === 'choice' ? node.items.every(needsText) : node.items.some(needsText)
}

function copies(node: Node): number {
  if (node.type === 'char' || node.type === 'edge') return 1
  if (node.type !== 'repeat') return Math.max(1, ...node.items.map(copies))
  return copies(node.item) * Math.max(1, node.min, node.max === Number.POSITIVE_INFINITY ? 0 : node.max)
}
