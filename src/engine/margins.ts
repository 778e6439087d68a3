// Owns: how far around fresh lines one has to look: for keywords, and for the matches of the rules whose keywords stand there.
// Must not know: versions, marks, how it is read (lookout.ts).
import { backwards, farthest, followedBy, staysWithin } from './pattern/extent.ts'
import type { RuleTable } from './table.ts'

/** So many characters, then to the line's end (start), and so on, in whole lines; never `undefined` as an extent. */
export interface Margin {
  readonly back: readonly number[]
  readonly forth: readonly number[]
}

/**
 * What is read with fresh lines at least. Behind them: so many characters, to the end of that line, then a few of the next.
 * Before them: a few of the line before, to its start, then so many. Where the keyword of a rule stands or stood whose matches
 * reach further, its reach is read; one without a bound runs over the whole of each version.
 */
export const LEAST: Margin = { back: [16, 400], forth: [400, 16] }
/**
 * Where keywords are looked for beside fresh lines: so many characters before and behind them. Enough for all rules but those
 * whose keyword may stand further from the newlines in a match (pattern/line-reach.ts).
 */
export const LEAD = 96
export const TRAIL = 48
/** Bytes of a character in UTF-8. A match that reaches over a margin of ASCII has no characters left for what is behind it. */
export const WIDEST = 4

/** Nearly all rules need no more than their keyword beside fresh lines; some need a margin, or all of each version. */
export type Need = 'keyword' | 'all' | Margin

/** Whole lines are looked at: a rule that stays in a line sees all that it needs. Composite rules need each other. */
export function needOf(table: RuleTable, rule: number): Need {
  const spec = table.spec(rule)
  if (spec.regex === undefined) return 'keyword'
  const { locality } = table.promises(rule)
  if (!locality || spec.required.length > 0 || table.isSupport(rule)) return 'all'
  if (locality.inLine) return 'keyword'
  const { before, after } = locality.ascii
  const forth = followedBy(backwards(before), after)
  const back = followedBy(backwards(after), before)
  if (!forth || !back) return 'all'
  const margin = wider(LEAST, { forth, back: back.length === 1 ? [0, ...back] : back })
  const near = locality.lines && locality.lines.lead <= LEAD && locality.lines.trail <= TRAIL
  return margin === LEAST && near ? 'keyword' : margin
}

/** Both; the first one itself when it is enough. */
export function wider(a: Margin, b: Margin): Margin {
  if (staysWithin(b.back, a.back) && staysWithin(b.forth, a.forth)) return a
  return { back: farthest([a.back, b.back])!, forth: farthest([a.forth, b.forth])! }
}
