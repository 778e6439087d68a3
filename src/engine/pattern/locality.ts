// Owns: what a rule's pattern and keywords together promise about where its matches can be; as numbers that the build stores.
// Must not know: texts. What cannot be proved is not promised.
import { crossesLines } from './extent.ts'
import { keywordReach } from './keyword-proof.ts'
import { parsePattern, Unknown } from './parse.ts'

/**
 * Every match holds a keyword, begins at most `before` bytes before that keyword's end, and ends at most `after` bytes
 * after its start. The folded numbers hold when U+212A or U+017F stand in the text. `UNBOUNDED` = no bound.
 */
export interface Locality {
  readonly before: number
  readonly after: number
  readonly foldedBefore: number
  readonly foldedAfter: number
  /** No match holds a newline. */
  readonly inLine: boolean
}

/** Larger than any offset, and no overflow when two are added. */
export const UNBOUNDED = 1 << 29

/** What is promised, or undefined when nothing helpful is. `keywords` are in lower case. */
export function localityOf(pattern: string, keywords: readonly string[]): Locality | undefined {
  if (keywords.length === 0) return undefined
  try {
    const node = parsePattern(pattern)
    const plain = keywordReach(node, keywords, false)
    const folded = keywordReach(node, keywords, true)
    if (!plain || !folded) return undefined
    return {
      before: bound(plain.before),
      after: bound(plain.after),
      foldedBefore: bound(folded.before),
      foldedAfter: bound(folded.after),
      inLine: !crossesLines(node),
    }
  } catch (error) {
    if (error instanceof Unknown) return undefined
    throw error
  }
}

function bound(width: number): number {
  return Math.min(UNBOUNDED, width)
}

/** Numbers for each rule in the stored form. */
export const LOCALITY_NUMBERS = 6

/** Stored form: known?, before, after, foldedBefore, foldedAfter, inLine? for each rule. */
export function encodeLocalities(all: readonly (Locality | undefined)[]): Int32Array {
  return Int32Array.from(
    all.flatMap((l) =>
      l ? [1, l.before, l.after, l.foldedBefore, l.foldedAfter, l.inLine ? 1 : 0] : [0, 0, 0, 0, 0, 0],
    ),
  )
}

/** Reads the stored form of one rule. */
export function decodeLocality(numbers: Int32Array, rule: number): Locality | undefined {
  const [known, before, after, foldedBefore, foldedAfter, inLine] = numbers.subarray(
    rule * LOCALITY_NUMBERS,
    (rule + 1) * LOCALITY_NUMBERS,
  )
  if (!known) return undefined
  return {
    before: before!,
    after: after!,
    foldedBefore: foldedBefore!,
    foldedAfter: foldedAfter!,
    inLine: inLine === 1,
  }
}
