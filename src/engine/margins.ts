// Owns: how far around fresh lines one has to look: for keywords, and for the matches of the rules whose keywords stand there.
// Must not know: versions, marks.
import type { Span } from '../core/span.ts'
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
const LEAD = 96
const TRAIL = 48
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

/** A part of a version to look at. */
export interface Slice {
  readonly from: number
  readonly to: number
  /** The fresh lines in it; offsets in the slice. */
  readonly focus: Span[]
}

/** Fresh lines with a margin of whole lines; those that meet are one. `width`: bytes of a character. */
export function slices(bytes: Uint8Array, fresh: readonly number[], { back, forth }: Margin, width: number): Slice[] {
  const made: Slice[] = []
  let open: { from: number; to: number; focus: Span[] } | undefined
  for (let i = 0; i < fresh.length; i += 2) {
    const start = fresh[i]!
    const end = fresh[i + 1]!
    let to = end
    for (const step of forth) to = lineEnd(bytes, to + width * step)
    let from = start
    for (const step of back) from = lineStart(bytes, from - width * step)
    if (open && from <= open.to) open.to = to
    else made.push((open = { from, to, focus: [] }))
    open.focus.push({ start: start - open.from, end: end - open.from })
  }
  return made
}

/** Where keywords are looked for: the lines with what lies beside them; what meets is one. */
export function beside(lines: readonly Span[], length: number, width: number): Span[] {
  const made: { start: number; end: number }[] = []
  for (const line of lines) {
    const start = Math.max(0, line.start - width * LEAD)
    const end = Math.min(length, line.end + width * TRAIL)
    const last = made.at(-1)
    if (last && start <= last.end) last.end = end
    else made.push({ start, end })
  }
  return made
}

function lineStart(bytes: Uint8Array, at: number): number {
  return at <= 0 ? 0 : bytes.lastIndexOf(LF, at - 1) + 1
}

function lineEnd(bytes: Uint8Array, at: number): number {
  if (at >= bytes.length) return bytes.length
  const lf = bytes[at - 1] === LF ? at - 1 : bytes.indexOf(LF, at)
  return lf === -1 ? bytes.length : lf + 1
}

const LF = 10
