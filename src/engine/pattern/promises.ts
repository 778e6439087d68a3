// Owns: what is promised of a rule's matches, and its stored form: numbers that the build writes and every run reads.
// Must not know: how it is proved (locality.ts), texts.
import type { Demand } from './demand.ts'
import type { Extent } from './extent.ts'

/**
 * Every match holds a keyword, begins within `before` of that keyword's end and ends within `after` of its start
 * (extent.ts). The folded ones hold when U+212A or U+017F stand in the text.
 */
export interface Locality {
  readonly before: Extent
  readonly after: Extent
  readonly foldedBefore: Extent
  readonly foldedAfter: Extent
  /** No match holds a newline. */
  readonly inLine: boolean
}

/** What is promised of a rule. */
export interface Promises {
  /** undefined: a match may stand anywhere. */
  readonly locality: Locality | undefined
  /** undefined: nothing useful. */
  readonly demand: Demand | undefined
  /** The pattern matches somewhere in a text exactly when its core does, which is faster to ask; undefined = no shorter. */
  readonly core: Core | undefined
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

//   for each rule its offset in the array, then for each: flags, 4 extents (length, numbers), demand (length, 4 words, beyond),
//   core (offset, letters as bits)
const LOCAL = 1
const IN_LINE = 2
const DEMAND = 4
const CORE = 8
const LETTERS = 'imsU'
const ENDLESS = -1

/** Stored form. */
export function encodePromises(all: readonly Promises[]): Int32Array {
  const offsets: number[] = []
  const data: number[] = []
  for (const { locality: l, demand, core } of all) {
    offsets.push(all.length + data.length)
    data.push((l ? LOCAL : 0) | (l?.inLine ? IN_LINE : 0) | (demand ? DEMAND : 0) | (core ? CORE : 0))
    for (const extent of l ? [l.before, l.after, l.foldedBefore, l.foldedAfter] : []) {
      data.push(...(extent ? [extent.length, ...extent.map((n) => Math.min(n, 1 << 29))] : [ENDLESS]))
    }
    if (demand) data.push(demand.length, ...demand.ascii, demand.beyond ? 1 : 0)
    if (core)
      data.push(
        core.at,
        [...LETTERS].reduce((bits, c, i) => bits | (core.letters.includes(c) ? 1 << i : 0), 0),
      )
  }
  return Int32Array.from([...offsets, ...data])
}

/** Reads the stored form of one rule. */
export function decodePromises(numbers: Int32Array, rule: number): Promises {
  let at = numbers[rule]!
  const next = () => numbers[at++]!
  const extent = (): Extent => {
    const length = next()
    return length === ENDLESS ? undefined : Array.from({ length }, next)
  }
  const flags = next()
  const locality =
    (flags & LOCAL) === 0
      ? undefined
      : {
          before: extent(),
          after: extent(),
          foldedBefore: extent(),
          foldedAfter: extent(),
          inLine: (flags & IN_LINE) !== 0,
        }
  const demand =
    (flags & DEMAND) === 0
      ? undefined
      : { length: next(), ascii: [next(), next(), next(), next()], beyond: next() === 1 }
  const core = (flags & CORE) === 0 ? undefined : { at: next(), letters: lettersOf(next()) }
  return { locality, demand, core }
}

function lettersOf(bits: number): string {
  return [...LETTERS].filter((_, i) => (bits >> i) & 1).join('')
}
