// Owns: the proof that every match of a pattern contains one of its keywords, and how far from it a match can reach.
// Must not know: how the answer is used. Bounded sets of exact strings, as in R. Cox, "Regular Expression Matching with a
// Trigram Index" (2012); here for keywords of any length.
import type { Node } from './ast.ts'
import { type Letters, lowerCharacters } from './char-set.ts'
import { backwards, cost, crossesLines, type Extent, extentOf, farthest, followedBy, withinLine } from './extent.ts'

/** How far a match reaches from a keyword in it. */
export interface Reach {
  /** From the end of the keyword back to the start of the match. */
  readonly before: Extent
  /** From the start of the keyword to the end of the match. */
  readonly after: Extent
}

/** What is known of every match of a part. */
interface Known {
  /** All that it can match, in lower case; undefined when that is too much. */
  readonly exact: readonly string[] | undefined
  /** It begins, ends with one of these ('' = no matter how). Only where `exact` is undefined. */
  readonly heads: readonly string[]
  readonly tails: readonly string[]
  /** It holds a keyword, that near. */
  readonly reach: Reach | undefined
  readonly width: Extent
}

const MOST_STRINGS = 128
const MOST_CHARACTERS = 6
const MOST_REPEATS = 64
const NO_MATTER = ['']

/** The reach in such a text, or undefined when a match without a keyword cannot be ruled out. Keywords are in lower case. */
export function keywordReach(node: Node, keywords: readonly string[], letters: Letters): Reach | undefined {
  const words = keywords.filter((k) => k !== '')
  if (words.length === 0) return undefined
  return new Prover(words, letters).known(node).reach
}

class Prover {
  readonly #keywords: readonly string[]
  readonly #longest: number
  readonly #letters: Letters

  constructor(keywords: readonly string[], letters: Letters) {
    this.#keywords = keywords
    this.#longest = Math.max(...keywords.map((k) => k.length))
    this.#letters = letters
  }

  known(node: Node): Known {
    if (node.type === 'edge') return this.#exactly([''], [0])
    if (node.type === 'char') return this.#character(node)
    if (node.type === 'choice') return this.#choice(node.items.map((item) => this.known(item)))
    if (node.type === 'repeat') return this.#repeat(node)
    return inLineStretches(node.items)
      .map((items) => this.#stretch(items))
      .reduce((a, b) => this.#join(a, b))
  }

  /** Neighbours of which none holds a newline: however many of them are unbounded, together they stay in one line. */
  #stretch(items: readonly Node[]): Known {
    const all = this.#runs(items.map((item) => this.known(item))).reduce((a, b) => this.#join(a, b))
    if (items.length < 2) return all
    const reach = all.reach && { before: withinLine(all.reach.before), after: withinLine(all.reach.after) }
    return { ...all, reach, width: withinLine(all.width) }
  }

  /** Neighbours that are known exactly become one part, so that a keyword spelt out in it is found with its place. */
  #runs(items: readonly Known[]): readonly Known[] {
    const runs: Known[] = [this.#exactly([''], [0])]
    for (const item of items) {
      const last = runs.at(-1)!
      const both = last.exact && item.exact ? product(last.exact, item.exact) : undefined
      if (both) runs[runs.length - 1] = this.#exactly(both, followedBy(last.width, item.width))
      else runs.push(item)
    }
    return runs
  }

  #character(node: Node & { type: 'char' }): Known {
    const width = extentOf(node, this.#letters)
    const characters = lowerCharacters(node.set, MOST_CHARACTERS)
    return characters ? this.#exactly(characters, width) : unknown(width)
  }

  #exactly(strings: readonly string[], width: Extent): Known {
    const reach = this.#allHold(strings) ? { before: backwards(width), after: width } : undefined
    return { exact: strings, heads: strings, tails: strings, reach, width }
  }

  #choice(items: readonly Known[]): Known {
    const width = farthest(items.map((i) => i.width))
    const exact = items.every((i) => i.exact) ? bounded(items.flatMap((i) => i.exact!)) : undefined
    const reach = items.every((i) => i.reach) ? widest(items.map((i) => i.reach!)) : undefined
    if (exact) return { ...this.#exactly(exact, width), reach }
    const heads = bounded(items.flatMap((i) => i.heads)) ?? NO_MATTER
    const tails = bounded(items.flatMap((i) => i.tails)) ?? NO_MATTER
    return { exact: undefined, heads, tails, reach, width }
  }

  #repeat(node: Node & { type: 'repeat' }): Known {
    const width = extentOf(node, this.#letters)
    const item = this.known(node.item)
    if (item.exact && node.max <= MOST_REPEATS) {
      const all = this.#powers(item.exact, node.min, node.max)
      if (all) return this.#exactly(all, width)
    }
    if (node.min === 0) return unknown(width)
    const more = extentOf({ ...node, min: 0, max: node.max - 1 }, this.#letters)
    const reach = item.reach && { before: item.reach.before, after: followedBy(item.reach.after, more) }
    return { exact: undefined, heads: item.heads, tails: item.tails, reach, width }
  }

  /** All that `strings` repeated min..max times can give; undefined when it is too much. */
  #powers(strings: readonly string[], min: number, max: number): readonly string[] | undefined {
    let power: readonly string[] | undefined = ['']
    const all = new Set<string>()
    for (let n = 0; n <= max; n++) {
      if (n >= min) for (const text of power) all.add(text)
      power = product(power, strings)
      if (!power || all.size > MOST_STRINGS) return n === max && all.size <= MOST_STRINGS ? [...all] : undefined
    }
    return [...all]
  }

  #join(a: Known, b: Known): Known {
    const width = followedBy(a.width, b.width)
    const both = a.exact && b.exact ? product(a.exact, b.exact) : undefined
    const reach = nearest([
      a.reach && { before: a.reach.before, after: followedBy(a.reach.after, b.width) },
      b.reach && { before: followedBy(b.reach.before, backwards(a.width)), after: b.reach.after },
      this.#acrossReach(a, b),
    ])
    if (both) return { ...this.#exactly(both, width), reach: nearest([reach, this.#exactly(both, width).reach]) }
    const heads = (a.exact ? product(a.exact, b.heads) : undefined) ?? a.heads
    const tails = (b.exact ? product(a.tails, b.exact) : undefined) ?? b.tails
    return { exact: undefined, heads: this.#cut(heads, 'head'), tails: this.#cut(tails, 'tail'), reach, width }
  }

  /** The keyword begins in the end of one part and ends in the head of the next. */
  #acrossReach(a: Known, b: Known): Reach | undefined {
    const joined = product(a.tails, b.heads)
    if (!joined || !this.#allHold(joined)) return undefined
    const head = shorter(b.width, mostBytes(b.heads))
    const tail = shorter(a.width, mostBytes(a.tails))
    return { before: followedBy(head, backwards(a.width)), after: followedBy(tail, b.width) }
  }

  /** Only as much of a head or tail matters as a keyword is long. */
  #cut(strings: readonly string[], end: 'head' | 'tail'): readonly string[] {
    const n = this.#longest
    return bounded(strings.map((s) => (end === 'head' ? s.slice(0, n) : s.slice(-n)))) ?? NO_MATTER
  }

  #allHold(strings: readonly string[]): boolean {
    return strings.length > 0 && strings.every((s) => this.#keywords.some((k) => s.includes(k)))
  }
}

/** Stretches without a newline, and between them the parts that may hold one, each by itself. */
function inLineStretches(items: readonly Node[]): readonly (readonly Node[])[] {
  const stretches: Node[][] = [[]]
  let open = true
  for (const item of items) {
    const crosses = crossesLines(item)
    if (open && !crosses) stretches.at(-1)!.push(item)
    else stretches.push([item])
    open = !crosses
  }
  return stretches
}

function unknown(width: Extent): Known {
  return { exact: undefined, heads: NO_MATTER, tails: NO_MATTER, reach: undefined, width }
}

function product(a: readonly string[], b: readonly string[]): readonly string[] | undefined {
  if (a.length * b.length > MOST_STRINGS) return undefined
  return bounded(a.flatMap((x) => b.map((y) => x + y)))
}

function bounded(strings: readonly string[]): readonly string[] | undefined {
  const distinct = [...new Set(strings)]
  return distinct.length > MOST_STRINGS ? undefined : distinct
}

function widest(reaches: readonly Reach[]): Reach {
  return { before: farthest(reaches.map((r) => r.before)), after: farthest(reaches.map((r) => r.after)) }
}

function nearest(reaches: readonly (Reach | undefined)[]): Reach | undefined {
  const far = (r: Reach) => cost(r.before) + cost(r.after)
  return reaches.filter((r) => r !== undefined).sort((a, b) => far(a) - far(b))[0]
}

function shorter(extent: Extent, bytes: number): Extent {
  return extent?.length === 1 && extent[0]! < bytes ? extent : [bytes]
}

/** Bytes that such a text may have had before it was put into lower case. */
function mostBytes(strings: readonly string[]): number {
  return 4 * Math.max(...strings.map((s) => s.length))
}
