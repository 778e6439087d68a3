// Owns: how far a match can reach: bytes, and where there is no bound in bytes, to the end of a line.
// Must not know: keywords.
import type { Node } from './ast.ts'
import { type Letters, mostBytes as mostBytesOf } from './char-set.ts'

/**
 * An upper bound for a step through the text: [a] = at most a bytes; [a, b] = at most a bytes, then at most to the end of
 * the line that one is in, then at most b bytes; and so on. undefined = no bound.
 */
export type Extent = readonly number[] | undefined

const LF = 10
const MOST_STEPS = 12
/** To the end of the line, wherever one is in it. */
const TO_LINE_END: Extent = [0, 0]

/** What was found out of nodes: a proof asks about the same ones again and again. */
const EXTENTS: Readonly<Record<Letters, WeakMap<Node, { readonly extent: Extent }>>> = {
  ascii: new WeakMap(),
  plain: new WeakMap(),
  folded: new WeakMap(),
}
const CROSSES = new WeakMap<Node, boolean>()

/** The extent of a match in such a text. */
export function extentOf(node: Node, letters: Letters): Extent {
  const known = EXTENTS[letters].get(node)
  if (known) return known.extent
  const within = extentIn(node, letters)
  const extent = crossesLines(node) ? within : withinLine(within)
  EXTENTS[letters].set(node, { extent })
  return extent
}

/** The extent of something that holds no newline. */
export function withinLine(extent: Extent): Extent {
  return extent?.length === 1 ? extent : TO_LINE_END
}

function extentIn(node: Node, letters: Letters): Extent {
  if (node.type === 'edge') return [0]
  if (node.type === 'char') return [mostBytesOf(node.set, letters)]
  if (node.type === 'repeat') return repeated(extentOf(node.item, letters), node.max)
  const extents = node.items.map((item) => extentOf(item, letters))
  return node.type === 'choice' ? farthest(extents) : extents.reduce(followedBy, [0])
}

function repeated(extent: Extent, max: number): Extent {
  if (!extent || max === 0) return extent && [0]
  if (extent.length === 1) {
    const width = extent[0] === 0 ? 0 : extent[0]! * max
    return width === Number.POSITIVE_INFINITY ? undefined : [width]
  }
  if (max > MOST_STEPS) return undefined
  return Array.from({ length: max }, () => extent).reduce(followedBy, [0] as Extent)
}

/** One step after the other. */
export function followedBy(a: Extent, b: Extent): Extent {
  if (!a || !b || a.length + b.length > MOST_STEPS) return undefined
  return [...a.slice(0, -1), a.at(-1)! + b[0]!, ...b.slice(1)]
}

/** A bound for each of them. */
export function farthest(extents: readonly Extent[]): Extent {
  const steps = Math.max(1, ...extents.map((e) => e?.length ?? 0))
  if (extents.some((e) => !e)) return undefined
  return Array.from({ length: steps }, (_, i) => Math.max(0, ...extents.map((e) => e![i] ?? 0)))
}

/** The same step from its end to its start. */
export function backwards(extent: Extent): Extent {
  return extent && [...extent].reverse()
}

/** A number to compare extents by. */
export function cost(extent: Extent): number {
  return extent ? extent.reduce((sum, bytes) => sum + bytes, 0) + 200 * (extent.length - 1) : 1e9
}

/** Its bytes; Infinity when lines, or nothing, bound it. */
export function mostBytes(extent: Extent): number {
  return extent?.length === 1 ? extent[0]! : Number.POSITIVE_INFINITY
}

/** Does a step never go further than another one from the same place? */
export function staysWithin(extent: Extent, other: readonly number[]): boolean {
  return extent !== undefined && extent.length <= other.length && extent.every((bytes, i) => bytes <= other[i]!)
}

/** Can a match hold a newline? */
export function crossesLines(node: Node): boolean {
  if (node.type === 'edge') return false
  if (node.type === 'char') return node.set.ascii[LF] === 1
  const known = CROSSES.get(node)
  if (known !== undefined) return known
  const crosses = node.type === 'repeat' ? node.max > 0 && crossesLines(node.item) : node.items.some(crossesLines)
  CROSSES.set(node, crosses)
  return crosses
}
