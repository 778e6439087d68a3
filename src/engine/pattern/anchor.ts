// Owns: what must stand around a keyword where a match holds it: most hits of a short keyword are told from a token by that,
// without the pattern. "AC" of AC[0-9a-f]{32} stands everywhere; an upper-case AC before two hexadecimal digits does not.
// Must not know: texts, rules.
import type { Node } from './ast.ts'
import { asciiWords, type CharSet, FOLDED, type Letters, lowerCharacters, mostBytes, sizeOf } from './char-set.ts'
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
import { farthestOf, type LineReach } from './line-reach.ts'

/** Bytes that stand around a keyword: the first at `at` from its start, each in its set of ASCII (128 bits as 4 words). */
export interface Anchor {
  readonly at: number
  readonly sets: readonly (readonly number[])[]
}

/** Every match holds one of the keywords in its surroundings, that near; never in a text with characters that fold. */
export interface Anchored {
  readonly anchors: ReadonlyMap<string, Anchor>
  readonly reach: Readonly<Record<Unfolded, Reach>>
  readonly lines: LineReach | undefined
}

type Unfolded = Exclude<Letters, 'folded'>

/** One character, or something that has no fixed length. */
type Token = Character | { readonly gap: Node }

interface Character {
  readonly set: CharSet
  /** All its characters are one byte, but for those that fold to ASCII. */
  readonly narrow: boolean
  /** In lower case, when it is narrow and only one. */
  readonly letter: string | undefined
  /** Which bytes of ASCII: 128 bits. */
  readonly words: readonly number[]
  /** What it tells, of 7 bits. */
  readonly bits: number
}

const known = new WeakMap<CharSet, Character>()

function characterOf(set: CharSet): Character {
  let character = known.get(set)
  if (!character) {
    const narrow = !set.wide && set.long.every((c) => FOLDED.has(c))
    const words = asciiWords(set)
    character = { set, narrow, letter: narrow ? lowerCharacters(set, 1)?.[0] : undefined, words, bits: bitsIn(words) }
    known.set(set, character)
  }
  return character
}

const MOST_VARIANTS = 24
const MOST_COPIES = 24
const BEFORE = 8
const BEHIND = 16
/** As many as a mask has bits. */
const MOST_SETS = 32
/** Bits that an anchor must tell beyond the keyword, to be worth asking. */
const USEFUL = 3

/** The anchors of a pattern's keywords (lower case), or undefined when there are none that help. */
export function anchorsOf(node: Node, keywords: readonly string[]): Anchored | undefined {
  const words = keywords.filter((k) => k !== '' && !/[^\0-\x7f]/.test(k))
  const found: Site[] = []
  for (const tokens of variantsOf(node)) {
    const site = bestSite(tokens, words)
    if (!site) return undefined
    found.push(site)
  }
  const anchors = new Map<string, Anchor>()
  for (const { keyword, anchor } of found) {
    const before = anchors.get(keyword)
    anchors.set(keyword, before ? either(before, anchor) : anchor)
  }
  if (![...anchors].some(([keyword, anchor]) => bitsBeyond(anchor, keyword) >= USEFUL)) return undefined
  const reach = { ascii: reachOf(found, 'ascii'), plain: reachOf(found, 'plain') }
  return { anchors, reach, lines: linesOf(found.map(linesAround)) }
}

function linesOf(all: readonly LineReach[]): LineReach | undefined {
  const { lead, trail } = farthestOf(all)
  return Number.isFinite(lead + trail) ? { lead, trail } : undefined
}

function linesAround({ tokens, at, keyword }: Site): LineReach {
  const from = tokens.findIndex(crosses)
  const last = tokens.length - 1
  const to = tokens.findLastIndex((token, n) => crosses(token) && (n < last || 'gap' in token))
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

/** All ways in which a match can be made; parts of which there are too many ways are gaps. */
function variantsOf(node: Node): Token[][] {
  if (node.type === 'edge') return [[]]
  if (node.type === 'char') return [[characterOf(node.set)]]
  if (node.type === 'repeat') return repeated(node)
  if (node.type === 'sequence')
    return node.items.reduce((made, item) => product(made, variantsOf(item), item), [[]] as Token[][])
  const all = node.items.flatMap(variantsOf)
  return all.length <= MOST_VARIANTS ? all : [[{ gap: node }]]
}

function product(a: Token[][], b: Token[][], node: Node): Token[][] {
  const right: Token[][] = a.length * b.length > MOST_VARIANTS ? [[{ gap: node }]] : b
  return a.flatMap((x) => right.map((y) => [...x, ...y]))
}

function repeated(node: Node & { type: 'repeat' }): Token[][] {
  const { item, min, max } = node
  if (max === 0) return [[]]
  const ways = variantsOf(item)
  const [only] = ways
  if (ways.length === 1 && only!.length === 1) {
    const copies = Math.min(min, MOST_COPIES)
    const rest: Token[] = copies === max ? [] : [{ gap: { ...node, min: min - copies, max: max - copies } }]
    return [[...Array.from({ length: copies }, () => only![0]!), ...rest]]
  }
  if (min === 0 && max === 1) return [[], ...ways]
  if (min === 0) return [[{ gap: node }]]
  if (max === 1) return ways
  const more: Token = { gap: { ...node, min: min - 1, max: max - 1 } }
  return ways.map((way) => [...way, more])
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
    for (let at = 0; at + keyword.length <= tokens.length; at++) {
      if (!spells(tokens, at, keyword)) continue
      const anchor = anchorAt(tokens, at, keyword.length)
      const bits = bitsOf(anchor)
      if (bits > most) best = { tokens, at, keyword, anchor }
      most = Math.max(most, bits)
    }
  }
  return best
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
  return { at: from - at, sets: tokens.slice(from, to).flatMap((token) => ('set' in token ? [token.words] : [])) }
}

/** What holds of both. */
function either(a: Anchor, b: Anchor): Anchor {
  const at = Math.max(a.at, b.at)
  const end = Math.min(a.at + a.sets.length, b.at + b.sets.length)
  const sets = Array.from({ length: end - at }, (_, i) => {
    const other = b.sets[at + i - b.at]!
    return a.sets[at + i - a.at]!.map((word, n) => word | other[n]!)
  })
  return { at, sets }
}

function bitsOf({ sets }: Anchor): number {
  return sets.reduce((sum, words) => sum + bitsIn(words), 0)
}

function bitsIn(words: readonly number[]): number {
  return 7 - Math.log2(Math.max(1, sizeOf(words)))
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
