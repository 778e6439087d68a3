// Owns: how near to the line ends in a match its keyword stands: a line that is new is in a match over several lines only
// when a keyword is that near to it, or in it.
// Must not know: texts, and how keywords are proved (keyword-proof.ts).
import type { Node } from './ast.ts'
import { crossesLines, type Extent, extentOf, followedBy, mostBytes, staysWithin } from './extent.ts'
import { keywordReach, type Reach } from './keyword-proof.ts'

/** For a match that holds newlines, in a text of ASCII; in bytes. */
export interface LineReach {
  /** At most so much from the start of its keyword to behind the last newline that something of the match follows. */
  readonly lead: number
  /** At most so much from before its first newline to the end of its keyword. */
  readonly trail: number
}

/** What of a match stands before its first newline, from there to behind the last, and behind that. */
type Parts = readonly [before: Node, between: Node, behind: Node]

/**
 * The reach of a pattern's keyword, undefined when there is no bound in bytes or no proof. It is that of a keyword whose window
 * as promised (`promised`) holds the match.
 */
export function lineReachOf(node: Node, keywords: readonly string[], promised: Reach): LineReach | undefined {
  if (node.type === 'choice') {
    const all = node.items.map((item) => lineReachOf(item, keywords, promised))
    return all.every((reach) => reach !== undefined) ? farthestOf(all) : undefined
  }
  const parts = partsOf(flat(node))
  const widths = parts.map((part) => extentOf(part, 'ascii'))
  for (const n of [0, 2, 1]) {
    const reach = keywordReach(parts[n]!, keywords, 'ascii')
    if (!reach || !isIn(reach, n, widths, promised)) continue
    const between = mostBytes(widths[1])
    const lead = n === 0 ? mostBytes(reach.after) + between : n === 1 ? mostBytes(reach.after) : 0
    const trail = n === 2 ? mostBytes(reach.before) + between : n === 1 ? mostBytes(reach.before) : 0
    return Number.isFinite(lead + trail) ? { lead, trail } : undefined
  }
  return undefined
}

/** A bound for all. */
export function farthestOf(all: readonly LineReach[]): LineReach {
  return { lead: Math.max(0, ...all.map((r) => r.lead)), trail: Math.max(0, ...all.map((r) => r.trail)) }
}

/** Does the window that is promised around such a keyword hold the match? */
function isIn(reach: Reach, part: number, widths: readonly Extent[], promised: Reach): boolean {
  const before = widths.slice(0, part).reduceRight(followedByBack, reach.before)
  const after = widths.slice(part + 1).reduce(followedBy, reach.after)
  return within(before, promised.before) && within(after, promised.after)
}

function followedByBack(reach: Extent, width: Extent): Extent {
  return followedBy(reach, width && [...width].reverse())
}

/** Where nothing bounds the window, it is the whole text. */
function within(extent: Extent, window: Extent): boolean {
  return window === undefined || staysWithin(extent, window)
}

function partsOf(items: readonly Node[]): Parts {
  const last = items.findLastIndex((item) => item.type !== 'edge')
  const crosses = (item: Node, n: number) => (n === last ? crossesBeforeEnd(item) : crossesLines(item))
  const first = items.findIndex(crosses)
  if (first === -1) return [sequence(items), sequence([]), sequence([])]
  const end = items.findLastIndex(crosses) + 1
  return [sequence(items.slice(0, first)), sequence(items.slice(first, end)), sequence(items.slice(end))]
}

/** Can something of a match stand behind a newline in it? */
export function crossesBeforeEnd(node: Node): boolean {
  if (node.type === 'char' || node.type === 'edge') return false
  if (node.type === 'choice') return node.items.some(crossesBeforeEnd)
  if (node.type === 'repeat') return node.max > 1 ? crossesLines(node) : crossesBeforeEnd(node.item)
  const last = node.items.findLastIndex((item) => item.type !== 'edge')
  return node.items.some((item, n) => (n === last ? crossesBeforeEnd(item) : crossesLines(item)))
}

function flat(node: Node): readonly Node[] {
  return node.type === 'sequence' ? node.items.flatMap(flat) : [node]
}

function sequence(items: readonly Node[]): Node {
  return { type: 'sequence', items }
}
