// Owns: what must stand around a keyword where a match holds it: most hits of a short keyword are told from a token by that,
// without the pattern. "AC" of AC[0-9a-f]{32} stands everywhere; an upper-case AC before two hexadecimal digits does not.
// Must not know: texts, rules.
import type { Node } from './ast.ts'
import { MOST_TAILS, type Tail, type TailSteps } from './chain.ts'
import { type Letters, mostBytes } from './char-set.ts'
import {
  backwards,
  mostBytes as bytesIn,
  crossesLines,
  type Extent,
  extentOf,
  farthest,
  followedBy,
  withinLine,
} from './extent.ts'
import type { Reach } from './keyword-proof.ts'
import { crossesBeforeEnd, farthestOf, type LineReach } from './line-reach.ts'
import { bitsOf as bitsInSteps, tailOf } from './tail.ts'
import { bitsIn, type Token, variantsOf } from './variants.ts'

/** Bytes that stand around a keyword: the first at `at` from its start, each in its set of ASCII (128 bits as 4 words). */
export interface Anchor {
  readonly at: number
  readonly sets: readonly (readonly number[])[]
  /** One of these has to stand behind it; empty = nothing has to. */
  readonly tails: readonly Tail[]
}

/** Every match holds one of the keywords in its surroundings, that near; never in a text with characters that fold. */
export interface Anchored {
  readonly anchors: ReadonlyMap<string, Anchor>
  readonly reach: Readonly<Record<Unfolded, Reach>>
  readonly lines: LineReach | undefined
  /** In every match the keyword is behind so many parts of the pattern; undefined = not the same in all. */
  readonly behind: number | undefined
}

type Unfolded = Exclude<Letters, 'folded'>

const BEFORE = 8
const BEHIND = 16
/** As many as a mask has bits. */
const MOST_SETS = 32
/** Bits that an anchor must tell beyond the keyword, to be worth asking. */
const USEFUL = 3
/** One that tells so many needs no tail. */
const ENOUGH = 12

/** The anchors of a pattern's keywords (lower case), or undefined when there are none that help. */
export function anchorsOf(node: Node, keywords: readonly string[]): Anchored | undefined {
  const words = keywords.filter((k) => k !== '' && !/[^\0-\x7f]/.test(k))
  const isSpelt = (part: Node) => variantsOf(part).some((tokens) => words.some((word) => spelt(tokens, word) !== -1))
  const isGap = (part: Node) => (part.type === 'choice' || isOption(part)) && !isSpelt(part)
  // What all ways share behind a keyword is seen when those that differ elsewhere are one.
  const few = anchoredAt(sitesIn(variantsOf(node, isGap), words))
  const isEnough = few && [...few.anchors].every(([keyword, anchor]) => bitsBeyond(anchor, keyword) >= ENOUGH)
  return isEnough ? few : (anchoredAt(sitesIn(variantsOf(node), words)) ?? few)
}

function isOption(node: Node): boolean {
  return node.type === 'repeat' && node.min === 0 && node.max === 1
}

/** One for each way; undefined = there is one without a keyword. */
function sitesIn(ways: readonly Token[][], keywords: readonly string[]): Site[] | undefined {
  const sites = ways.map((tokens) => bestSite(tokens, keywords))
  return sites.every((site) => site !== undefined) ? sites : undefined
}

function anchoredAt(found: readonly Site[] | undefined): Anchored | undefined {
  if (found === undefined) return undefined
  const anchors = new Map<string, Anchor>()
  const chains = new Map<string, TailSteps>()
  for (const site of found) {
    const before = anchors.get(site.keyword)
    if (!before) anchors.set(site.keyword, withTail(site, chains))
    else anchors.set(site.keyword, either(before, before.tails.length > 0 ? withTail(site, chains) : site.anchor))
  }
  if (![...anchors].some(([keyword, anchor]) => bitsBeyond(anchor, keyword) >= USEFUL)) return undefined
  const reach = { ascii: reachOf(found, 'ascii'), plain: reachOf(found, 'plain') }
  return { anchors, reach, lines: linesOf(found.map(linesAround)), behind: behindOf(found) }
}

function behindOf([first, ...others]: readonly Site[]): number | undefined {
  return others.every(({ at }) => at === first?.at) ? first?.at : undefined
}

function linesOf(all: readonly LineReach[]): LineReach | undefined {
  const { lead, trail } = farthestOf(all)
  return Number.isFinite(lead + trail) ? { lead, trail } : undefined
}

function linesAround({ tokens, at, keyword }: Site): LineReach {
  const from = tokens.findIndex(crosses)
  const last = tokens.length - 1
  const to = tokens.findLastIndex((token, n) =>
    n < last ? crosses(token) : 'gap' in token && crossesBeforeEnd(token.gap),
  )
  const end = at + keyword.length
  const lead = to < at ? 0 : bytesIn(inOneLine(tokens.slice(at, to + 1), 'ascii'))
  const trail = from === -1 || from >= end ? 0 : bytesIn(inOneLine(tokens.slice(from, end), 'ascii'))
  return { lead, trail }
}

function reachOf(sites: readonly Site[], letters: Unfolded): Reach {
  const before = ({ tokens, at, keyword }: Site) => backwards(inOneLine(tokens.slice(0, at + keyword.length), letters))
  const after = ({ tokens, at }: Site) => inOneLine(tokens.slice(at), letters)
  return { before: farthest(sites.map(before)), after: farthest(sites.map(after)) }
}

interface Site {
  readonly tokens: readonly Token[]
  readonly at: number
  readonly keyword: string
  readonly anchor: Anchor
}

/** Where a keyword is spelt out in the variant, with the surroundings that say most. */
function bestSite(tokens: readonly Token[], keywords: readonly string[]): Site | undefined {
  let best: Site | undefined
  let most = -1
  for (const keyword of keywords) {
    for (let at = spelt(tokens, keyword); at !== -1; at = spelt(tokens, keyword, at + 1)) {
      const anchor = anchorAt(tokens, at, keyword.length)
      const bits = bitsOf(anchor)
      if (bits > most) best = { tokens, at, keyword, anchor }
      most = Math.max(most, bits)
    }
  }
  return best
}

/** Where a keyword is spelt out next, at or after `from`; -1 = nowhere. */
function spelt(tokens: readonly Token[], keyword: string, from = 0): number {
  for (let at = from; at + keyword.length <= tokens.length; at++) if (spells(tokens, at, keyword)) return at
  return -1
}

function spells(tokens: readonly Token[], at: number, keyword: string): boolean {
  for (let i = 0; i < keyword.length; i++) {
    const token = tokens[at + i]!
    if (!('set' in token) || token.letter !== keyword[i]) return false
  }
  return true
}

function anchorAt(tokens: readonly Token[], at: number, length: number): Anchor {
  const isFixed = (token: Token | undefined) => token !== undefined && 'set' in token && token.narrow
  let from = at
  let to = at + length
  while (from > at - BEFORE && isFixed(tokens[from - 1])) from--
  while (to < at + length + BEHIND && isFixed(tokens[to])) to++
  to = Math.min(to, from + MOST_SETS)
  return {
    at: from - at,
    sets: tokens.slice(from, to).flatMap((token) => ('set' in token ? [token.words] : [])),
    tails: [],
  }
}

/** The anchor of a site, with what has to stand behind it; the same steps are the same object. */
function withTail({ tokens, at, keyword, anchor }: Site, chains: Map<string, TailSteps>): Anchor {
  if (bitsBeyond(anchor, keyword) >= ENOUGH) return anchor
  const end = anchor.at + anchor.sets.length
  const tail = tailOf(tokens.slice(at + end), end)
  if (tail === undefined) return anchor
  const key = JSON.stringify(tail.steps)
  const steps = chains.get(key) ?? tail.steps
  chains.set(key, steps)
  return { ...anchor, tails: [{ ...tail, steps }] }
}

/** What holds of both. */
function either(a: Anchor, b: Anchor): Anchor {
  const at = Math.max(a.at, b.at)
  const end = Math.min(a.at + a.sets.length, b.at + b.sets.length)
  const sets = Array.from({ length: end - at }, (_, i) => {
    const other = b.sets[at + i - b.at]!
    return a.sets[at + i - a.at]!.map((word, n) => word | other[n]!)
  })
  return { at, sets, tails: eitherTail(a.tails, b.tails) }
}

function eitherTail(a: readonly Tail[], b: readonly Tail[]): readonly Tail[] {
  if (a.length === 0 || b.length === 0) return []
  const all = [...a, ...b.filter((tail) => !a.some((other) => isSame(tail, other)))]
  return all.length > MOST_TAILS ? [] : all
}

function isSame(a: Tail, b: Tail): boolean {
  return a.at === b.at && a.steps === b.steps
}

function bitsOf({ sets, tails }: Anchor): number {
  const bits = sets.reduce((sum, words) => sum + bitsIn(words), 0)
  return tails.length === 0 ? bits : bits + Math.min(...tails.map(({ steps }) => bitsInSteps(steps)))
}

/** Bits beyond what a hit of the keyword, in whatever case, tells already. */
function bitsBeyond(anchor: Anchor, keyword: string): number {
  return bitsOf(anchor) - [...keyword].reduce((sum, c) => sum + (/[a-z]/.test(c) ? 6 : 7), 0)
}

/** The extent of tokens: stretches without a newline stay in their line. */
function inOneLine(tokens: readonly Token[], letters: Letters): Extent {
  let whole: Extent = [0]
  let stretch: Extent = [0]
  for (const token of tokens) {
    const extent = 'set' in token ? [mostBytes(token.set, letters)] : extentOf(token.gap, letters)
    if (crosses(token)) {
      whole = followedBy(followedBy(whole, withinLine(stretch)), extent)
      stretch = [0]
    } else stretch = followedBy(stretch, extent)
  }
  return followedBy(whole, withinLine(stretch))
}

function crosses(token: Token): boolean {
  return 'set' in token ? token.set.ascii[LF] === 1 : crossesLines(token.gap)
}

const LF = 10
