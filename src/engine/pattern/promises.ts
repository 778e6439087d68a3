// Owns: what is promised of a rule's matches, and its stored form: numbers that the build writes and every run reads.
// Must not know: how it is proved (locality.ts), texts.
import type { Anchor } from './anchor.ts'
import type { Tail, TailSteps } from './chain.ts'
import type { Letters } from './char-set.ts'
import type { Demand } from './demand.ts'
import type { Extent } from './extent.ts'
import type { Reach } from './keyword-proof.ts'
import type { LineReach } from './line-reach.ts'
import type { Start } from './start.ts'

/** Every match holds a keyword, and reaches no further from it than what is said for such a text. */
export interface Locality extends Readonly<Record<Letters, Reach>> {
  /** No match holds a newline. */
  readonly inLine: boolean
  /** How near the keyword is to newlines in a match; undefined = no bound is known. */
  readonly lines: LineReach | undefined
}

/** What is promised of a rule. */
export interface Promises {
  /** undefined: a match may stand anywhere. */
  readonly locality: Locality | undefined
  /** undefined: nothing useful. */
  readonly demand: Demand | undefined
  /** A text in lower case that every match holds, where matches have no bound; undefined = none is known. */
  readonly literal: string | undefined
  /** A text with which every match begins, where matches have no bound; undefined = none is known. */
  readonly head: string | undefined
  /** The pattern matches somewhere in a text exactly when its core does, which is faster to ask; undefined = no shorter. */
  readonly core: Core | undefined
  /**
   * By keyword number: where such a keyword does not stand like that, no match holds it, but every match holds one that does.
   * A keyword of the rule that is not in it counts for nothing. Not where U+212A or U+017F stand in the text.
   */
  readonly anchors: ReadonlyMap<number, Anchor> | undefined
  /** A match of the core begins with a keyword that stands like that, and this comes before it; undefined = it may begin elsewhere. */
  readonly start: Start | undefined
}

/** A pattern without what may be absent at its beginning: (?letters) and the text from `at` on. */
export interface Core {
  readonly at: number
  readonly letters: string
}

/** The text of a core. */
export function coreText(pattern: string, { at, letters }: Core): string {
  return `${letters ? `(?${letters})` : ''}${pattern.slice(at)}`
}

//   for each rule its offset in the array, then for each: flags, 6 extents (length, numbers), line reach (2), demand (length, 4 words, beyond),
//   literal and head (length, bytes), core (offset, letters as bits), start (most, 4 words), chains (number, then each: number of steps, then each: set, least, most), anchors (number, then each: keyword,
//   offset, length, numbers of sets, number of tails, then each: offset, chain). Before all, where the sets begin: 4 words each, every set once.
const KINDS: readonly Letters[] = ['ascii', 'plain', 'folded']
const LOCAL = 1
const IN_LINE = 2
const DEMAND = 4
const CORE = 8
const ANCHORS = 16
const LITERAL = 32
const LINES = 64
const HEAD = 128
const START = 256
const LETTERS = 'imsU'
const ENDLESS = -1

/** Stored form. */
export function encodePromises(all: readonly Promises[]): Int32Array {
  const offsets: number[] = []
  const data: number[] = []
  const sets = new Map<string, number>()
  const first = 1 + all.length
  for (const promises of all) {
    offsets.push(first + data.length)
    data.push(...encoded(promises, sets))
  }
  const words = [...sets.keys()].flatMap((key) => key.split(',').map(Number))
  return Int32Array.from([first + data.length, ...offsets, ...data, ...words])
}

function encoded(promises: Promises, sets: Map<string, number>): number[] {
  const { locality: l, demand, literal, head, core, anchors, start } = promises
  const data = [
    (l ? LOCAL : 0) |
      (l?.inLine ? IN_LINE : 0) |
      (l?.lines ? LINES : 0) |
      (demand ? DEMAND : 0) |
      (literal ? LITERAL : 0) |
      (head ? HEAD : 0) |
      (core ? CORE : 0) |
      (anchors ? ANCHORS : 0) |
      (start ? START : 0),
  ]
  for (const extent of l ? KINDS.flatMap((kind) => [l[kind].before, l[kind].after]) : []) {
    data.push(...(extent ? [extent.length, ...extent.map((n) => Math.min(n, 1 << 29))] : [ENDLESS]))
  }
  if (l?.lines) data.push(l.lines.lead, l.lines.trail)
  if (demand) data.push(demand.length, ...demand.ascii, demand.beyond ? 1 : 0)
  for (const text of [literal, head]) if (text) data.push(text.length, ...Buffer.from(text, 'latin1'))
  if (core)
    data.push(
      core.at,
      [...LETTERS].reduce((bits, c, i) => bits | (core.letters.includes(c) ? 1 << i : 0), 0),
    )
  if (start) data.push(start.most, ...start.before)
  if (anchors) data.push(...encodedAnchors(anchors, sets))
  return data
}

function encodedAnchors(anchors: ReadonlyMap<number, Anchor>, sets: Map<string, number>): number[] {
  const numberOf = (words: readonly number[]) => {
    const key = words.join()
    return sets.get(key) ?? sets.set(key, sets.size).size - 1
  }
  const chains = [...new Set([...anchors.values()].flatMap(({ tails }) => tails.map(({ steps }) => steps)))]
  const data = [chains.length]
  for (const steps of chains) {
    data.push(steps.length)
    for (const { set, least, most } of steps) data.push(numberOf(set), least, Number.isFinite(most) ? most : ENDLESS)
  }
  data.push(anchors.size)
  for (const [keyword, { at, sets: own, tails }] of anchors) {
    data.push(keyword, at, own.length, ...own.map(numberOf), tails.length)
    for (const tail of tails) data.push(tail.at, chains.indexOf(tail.steps))
  }
  return data
}

/** Reads the stored form of one rule. */
export function decodePromises(numbers: Int32Array, rule: number): Promises {
  let at = numbers[1 + rule]!
  const next = () => numbers[at++]!
  const extent = (): Extent => {
    const length = next()
    return length === ENDLESS ? undefined : Array.from({ length }, next)
  }
  const flags = next()
  const reach = () => ({ before: extent(), after: extent() })
  const lines = () => ((flags & LINES) === 0 ? undefined : { lead: next(), trail: next() })
  const near = (): Locality => {
    const inLine = (flags & IN_LINE) !== 0
    return { ascii: reach(), plain: reach(), folded: reach(), inLine, lines: lines() }
  }
  const locality = (flags & LOCAL) === 0 ? undefined : near()
  const demand =
    (flags & DEMAND) === 0
      ? undefined
      : { length: next(), ascii: [next(), next(), next(), next()], beyond: next() === 1 }
  const text = (flag: number) =>
    (flags & flag) === 0 ? undefined : String.fromCharCode(...Array.from({ length: next() }, next))
  const literal = text(LITERAL)
  const head = text(HEAD)
  const core = (flags & CORE) === 0 ? undefined : { at: next(), letters: lettersOf(next()) }
  const start = (flags & START) === 0 ? undefined : { most: next(), before: [next(), next(), next(), next()] }
  return {
    locality,
    demand,
    literal,
    head,
    core,
    start,
    anchors: (flags & ANCHORS) === 0 ? undefined : anchorsIn(numbers, next),
  }
}

function anchorsIn(numbers: Int32Array, next: () => number): ReadonlyMap<number, Anchor> {
  const first = numbers[0]!
  const set = () => {
    const at = first + 4 * next()
    return [...numbers.subarray(at, at + 4)]
  }
  const most = () => {
    const number = next()
    return number === ENDLESS ? Number.POSITIVE_INFINITY : number
  }
  const steps = (): TailSteps => Array.from({ length: next() }, () => ({ set: set(), least: next(), most: most() }))
  const chains = Array.from({ length: next() }, steps)
  const tail = (): Tail => ({ at: next(), steps: chains[next()]! })
  const tails = () => Array.from({ length: next() }, tail)
  const anchors = new Map<number, Anchor>()
  for (let n = next(); n > 0; n--) {
    anchors.set(next(), { at: next(), sets: Array.from({ length: next() }, set), tails: tails() })
  }
  return anchors
}

function lettersOf(bits: number): string {
  return [...LETTERS].filter((_, i) => (bits >> i) & 1).join('')
}
