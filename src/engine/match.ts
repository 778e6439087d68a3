// Owns: one rule in one window of a view, or at some keywords: every match, leftmost first and without overlaps, as hits.
// Must not know: how windows are chosen, places, other rules.
import { type Span, touches } from '../core/span.ts'
import type { CompiledAllowlist } from './allowlist.ts'
import { holdsRun } from './demand.ts'
import type { CompiledRule, First } from './engine.ts'
import { type ContentHit, hitOf } from './hit.ts'
import { mayHold } from './literal.ts'
import type { Regex, RegexMatch } from './regex.ts'
import type { View } from './view.ts'

/** A rule as it runs over one view. */
export interface Run {
  readonly rule: CompiledRule
  readonly lists: readonly CompiledAllowlist[]
  /** Only what touches this counts. */
  readonly focus: readonly Span[] | 'all'
}

/** Adds the rule's hits in view.bytes[from, to) to `hits`; gives their number. */
export function runInWindow(run: Run, view: View, from: number, to: number, hits: ContentHit[]): number {
  const { focus, rule } = run
  const { owns, bytes } = view
  if (focus !== 'all' && !touches(focus, from, to)) return 0
  if (owns && (from >= owns.end || to <= owns.start)) return 0
  if (rule.wanted && !holdsRun(rule.wanted, bytes, from, to)) return 0
  // One whole character on each side, so that \b, ^ and $ see what stands there.
  const start = before(bytes, from)
  const slice = start === 0 && to >= bytes.length ? bytes : bytes.subarray(start, after(bytes, to))
  const { regex } = rule
  if (rule.literal && !mayHold(rule.literal, slice)) return 0
  if (!regex || !mayStart(rule, regex, slice) || !rule.core?.test(slice)) return 0
  const had = hits.length
  for (const match of matchesIn(regex, slice)) add(run, view, moved(match, start), hits)
  return hits.length - had
}

/** Adds the rule's hits that begin with one of the keywords at these offsets, in ascending order; gives their number. See pattern/start.ts. */
export function runAtKeywords(
  run: Run,
  first: First,
  view: View,
  keywords: readonly number[],
  hits: ContentHit[],
): number {
  const had = hits.length
  let done = 0
  let last = -1
  for (const keyword of keywords) {
    if (keyword < done || keyword === last) continue
    last = keyword
    const match = first.core.execAt(view.bytes, keyword)
    if (!match) continue
    add(run, view, withBefore(first, view.bytes, match, done), hits)
    done = match.end
  }
  return hits.length - had
}

/** The match with what stands before its core, no further than from `least` on. */
function withBefore({ before, most }: First, bytes: Uint8Array, match: RegexMatch, least: number): RegexMatch {
  const end = Math.max(least, match.start - most)
  let start = match.start
  while (start > end && before[bytes[start - 1]!] === 1) start--
  if (start === match.start) return match
  const groups = match.groups.map((group, n) => (n === 0 ? { start, end: match.end } : group))
  return { start, end: match.end, groups }
}

/** Adds a hit for a match that counts. */
function add({ rule, lists, focus }: Run, view: View, at: RegexMatch, hits: ContentHit[]): void {
  const { owns } = view
  if (owns && (at.start < owns.start || at.start >= owns.end)) return
  if (focus !== 'all' && !touches(focus, at.start, at.end)) return
  const hit = hitOf(rule, view, at, lists)
  if (hit) hits.push(hit)
}

/** So many places are tried one by one: each may lead to the end of the text. */
const FEW = 16

/** Whether a match may start at one of the few places at which one could. */
function mayStart({ head }: CompiledRule, regex: Regex, bytes: Uint8Array): boolean {
  if (head === undefined) return true
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = -1
  for (let n = 0; n < FEW; n++) {
    at = text.indexOf(head, at + 1, 'latin1')
    if (at === -1) return false
    if (regex.mayStartAt(bytes, at)) return true
  }
  return true
}

/** All matches as gitleaks finds them: an empty match right after another match does not count. */
function* matchesIn(regex: { exec(b: Uint8Array, from: number): RegexMatch | undefined }, bytes: Uint8Array) {
  let last = -1
  for (let from = 0; from <= bytes.length; ) {
    const match = regex.exec(bytes, from)
    if (!match) return
    const empty = match.end === match.start
    if (!(empty && match.start === last)) yield match
    last = match.end
    from = empty ? after(bytes, match.end) : match.end
    if (empty && match.end >= bytes.length) return
  }
}

function moved(match: RegexMatch, by: number): RegexMatch {
  if (by === 0) return match
  const groups = match.groups.map((g) => (g.start < 0 ? g : { start: g.start + by, end: g.end + by }))
  return { start: match.start + by, end: match.end + by, groups }
}

/** Start of the character before the one that `at` stands in. */
function before(bytes: Uint8Array, at: number): number {
  let i = at
  while (i > 0 && isTail(bytes[i])) i--
  if (i > 0) i--
  while (i > 0 && isTail(bytes[i])) i--
  return i
}

/** End of the character that `at` stands in or before. */
function after(bytes: Uint8Array, at: number): number {
  let i = at + 1
  while (i < bytes.length && isTail(bytes[i])) i++
  return Math.min(i, bytes.length)
}

function isTail(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}
