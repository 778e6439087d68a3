// Owns: from a match of a pattern to a hit: its secret, entropy, checks, and what allowlists say of its text.
// Must not know: places. What a place decides is noted in the hit and asked later (standing.ts).
import type { Confidence } from '../core/rule.ts'
import type { Span } from '../core/span.ts'
import { type CompiledAllowlist, contentHalf, type MatchTexts } from './allowlist.ts'
import { type Checked, runChecks } from './checks/index.ts'
import type { CompiledRule } from './engine.ts'
import { shannonEntropy } from './entropy.ts'
import { type Appraisal, appraise } from './generic/judge.ts'
import type { RegexMatch } from './regex.ts'
import type { View } from './view.ts'

/** A match that passed every check that its text decides. Offsets are bytes of the content. */
export interface ContentHit {
  readonly rule: CompiledRule
  readonly span: Span
  readonly secretSpan: Span
  readonly match: string
  readonly secret: string
  readonly entropy: number
  readonly confidence: Confidence
  /** Decoders passed, outermost first. */
  readonly via: readonly string[]
  /** What a named check found out. */
  readonly state?: string
  /** How sure a judge of generic candidates is, by path. */
  readonly appraisal?: Appraisal
  /** Allowlists that allow it wherever their place half holds. */
  readonly pending: readonly CompiledAllowlist[]
}

const LF = 10

/** The hit that a match makes, or undefined when it is none: entropy, checks, allowlists, or nothing decoded in it. */
export function hitOf(
  rule: CompiledRule,
  view: View,
  match: RegexMatch,
  lists: readonly CompiledAllowlist[],
): ContentHit | undefined {
  const span = trimmed(view.bytes, match)
  const inView = secretOf(rule.spec.secretGroup, match) ?? span
  const secret = textOf(view.bytes, inView)
  const entropy = shannonEntropy(secret)
  if (rule.spec.entropy !== 0 && entropy <= rule.spec.entropy) return undefined
  const located = view.locate(span, inView)
  if (!located) return undefined
  const pending = pendingLists(lists, lazyTexts(view.bytes, span, inView))
  if (!pending) return undefined
  const whole = textOf(view.bytes, span)
  const checked = checkedBy(rule, secret, whole)
  if (checked.dropped) return undefined
  const appraisal = appraise(rule.spec.checks, { span, secretSpan: inView, secret }, view.bytes)
  if (appraisal === 'dropped') return undefined
  const { confidence, state } = checked
  const found = { rule, ...located, match: whole, secret, entropy, confidence, pending }
  return { ...found, ...(state ? { state } : {}), ...(appraisal ? { appraisal } : {}) }
}

/** What the named checks of the rule say. */
function checkedBy(rule: CompiledRule, secret: string, match: string): Checked {
  const { checks, confidence } = rule.spec
  if (checks.length === 0) return { dropped: false, confidence }
  return runChecks(checks, { secret, match, now: Math.floor(Date.now() / 1000) }, confidence)
}

/** Without newlines at both ends, as gitleaks reports it. */
function trimmed(bytes: Uint8Array, match: RegexMatch): Span {
  let { start, end } = match
  while (start < end && bytes[start] === LF) start++
  while (end > start && bytes[end - 1] === LF) end--
  return { start, end }
}

/** The named group, even if it is empty, or else the first non-empty one. */
function secretOf(group: number, match: RegexMatch): Span | undefined {
  if (group > 0) {
    const span = match.groups[group]
    return span && span.start >= 0 ? span : { start: match.start, end: match.start }
  }
  for (let g = 1; g < match.groups.length; g++) {
    const span = match.groups[g]!
    if (span.start >= 0 && span.end > span.start) return span
  }
  return undefined
}

/** The lists whose answer waits for the place; undefined when one allows the match outright. */
function pendingLists(lists: readonly CompiledAllowlist[], texts: MatchTexts): CompiledAllowlist[] | undefined {
  const pending: CompiledAllowlist[] = []
  for (const list of lists) {
    const answer = contentHalf(list, texts)
    if (answer === 'allows') return undefined
    if (answer === 'asks the place') pending.push(list)
  }
  return pending
}

function lazyTexts(bytes: Uint8Array, match: Span, secret: Span): MatchTexts {
  let word: string | undefined
  return {
    match: bytes.subarray(match.start, match.end),
    secret: bytes.subarray(secret.start, secret.end),
    get line() {
      return lineAround(bytes, match)
    },
    get word() {
      word ??= textOf(bytes, secret).toLowerCase()
      return word
    },
  }
}

let lastLine: { readonly bytes: Uint8Array; readonly start: number; readonly line: Uint8Array } | undefined

/** The whole lines that a match stands on, without the last newline. */
function lineAround(bytes: Uint8Array, span: Span): Uint8Array {
  const last = lastLine
  if (last?.bytes === bytes && span.start >= last.start && span.end <= last.start + last.line.length) return last.line
  const next = bytes.indexOf(LF, Math.max(span.start, span.end - 1))
  const start = span.start === 0 ? 0 : bytes.lastIndexOf(LF, span.start - 1) + 1
  const line = bytes.subarray(start, next === -1 ? bytes.length : next)
  if (!line.subarray(0, span.end - start).includes(LF)) lastLine = { bytes, start, line }
  return line
}

/** A span as text. */
export function textOf(bytes: Uint8Array, span: Span): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + span.start, span.end - span.start).toString('utf8')
}
