// Owns: one fragment through the engine: keywords, patterns, groups, entropy, allowlists -> raw findings.
// Must not know: where fragments come from and what becomes of findings.
import { directivesFor, directivesIn } from '../core/directive.ts'
import type { RawFinding } from '../core/finding.ts'
import { commitOf, type Fragment, pathOf } from '../core/fragment.ts'
import { LineIndex, type Span, touches } from '../core/span.ts'
import { allowsMatch, allowsPlace, type Place } from './allowlist.ts'
import { findKeywords } from './automaton.ts'
import type { CompiledRule, Engine } from './engine.ts'
import { shannonEntropy } from './entropy.ts'
import { frameAround } from './frame.ts'
import { knownHits } from './known.ts'
import { withoutOverlaps } from './overlap.ts'
import type { RegexMatch } from './regex.ts'

/** A match of a rule that passed every check. Offsets are bytes of the fragment. */
export interface Hit {
  readonly rule: CompiledRule
  readonly span: Span
  readonly secretSpan: Span
  readonly match: string
  readonly secret: string
  readonly entropy: number
}

/** All findings of a fragment, in order of place and rule; candidates for known values (known.ts) after them. */
export async function scanFragment(engine: Engine, fragment: Fragment): Promise<RawFinding[]> {
  const { known } = engine.options
  const hits = [...(await ruleHits(engine, fragment)), ...(known ? knownHits(known, fragment) : [])]
  return hits.length > 0 ? describe(fragment, hits) : []
}

async function ruleHits(engine: Engine, fragment: Fragment): Promise<Hit[]> {
  const rules = candidates(engine, fragment.bytes)
  if (rules.length === 0) return []
  await engine.ready()
  const place: Place = { path: pathOf(fragment.origin), commit: commitOf(fragment.origin) }
  if (engine.allowlists.some((list) => allowsPlace(list, place))) return []
  const hits: Hit[] = []
  for (const n of rules) hits.push(...runRule(engine, engine.rule(n), fragment, place))
  return withoutOverlaps(hits)
}

/** Numbers of the rules whose keyword stands anywhere in the bytes, and of those that have none; ascending. */
function candidates(engine: Engine, bytes: Uint8Array): number[] {
  const { automaton, rulesOf, always } = engine.table
  const found = new Set(always)
  findKeywords(automaton, bytes, 0, bytes.length, (keyword) => {
    for (const rule of rulesOf[keyword]!) found.add(rule)
  })
  return [...found].sort((a, b) => a - b)
}

function runRule(engine: Engine, rule: CompiledRule, fragment: Fragment, place: Place): Hit[] {
  const { regex } = rule
  if (!regex || rule.spec.skipReport) return []
  if (rule.path && !rule.path.test(Buffer.from(place.path))) return []
  if (rule.allowlists.some((list) => allowsPlace(list, place))) return []
  const hits: Hit[] = []
  for (let from = 0; from <= fragment.bytes.length; ) {
    const match = regex.exec(fragment.bytes, from)
    if (!match) break
    from = match.end > match.start ? match.end : match.end + 1
    if (!counts(fragment, match)) continue
    const hit = hitOf(rule, fragment.bytes, match)
    if (hit && !allowed(engine, hit, fragment.bytes, place)) hits.push(hit)
  }
  return hits
}

function counts(fragment: Fragment, match: RegexMatch): boolean {
  if (fragment.owns && (match.start < fragment.owns.start || match.start >= fragment.owns.end)) return false
  return fragment.focus === 'all' || touches(fragment.focus, match.start, match.end)
}

const LF = 10

function hitOf(rule: CompiledRule, bytes: Uint8Array, match: RegexMatch): Hit | undefined {
  let { start, end } = match
  while (start < end && bytes[start] === LF) start++
  while (end > start && bytes[end - 1] === LF) end--
  const secretSpan = secretOf(rule.spec.secretGroup, match) ?? { start, end }
  const secret = text(bytes, secretSpan)
  const entropy = shannonEntropy(secret)
  if (rule.spec.entropy !== 0 && entropy <= rule.spec.entropy) return undefined
  return { rule, span: { start, end }, secretSpan, match: text(bytes, { start, end }), secret, entropy }
}

/** The named group, or the first non-empty one. */
function secretOf(group: number, match: RegexMatch): Span | undefined {
  if (group > 0) {
    const span = match.groups[group]
    return span && span.start >= 0 ? span : { start: match.start, end: match.start }
  }
  return match.groups.slice(1).find((g) => g.start >= 0 && g.end > g.start)
}

function allowed(engine: Engine, hit: Hit, bytes: Uint8Array, place: Place): boolean {
  const lists = [...engine.allowlists, ...hit.rule.allowlists]
  if (lists.length === 0) return false
  const texts = { secret: hit.secret, match: hit.match, line: text(bytes, lineAround(bytes, hit.span)) }
  return lists.some((list) => allowsMatch(list, place, texts))
}

function lineAround(bytes: Uint8Array, span: Span): Span {
  const next = bytes.indexOf(LF, Math.max(span.start, span.end - 1))
  return {
    start: span.start === 0 ? 0 : bytes.lastIndexOf(LF, span.start - 1) + 1,
    end: next === -1 ? bytes.length : next,
  }
}

function text(bytes: Uint8Array, span: Span): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + span.start, span.end - span.start).toString('utf8')
}

function describe(fragment: Fragment, hits: readonly Hit[]): RawFinding[] {
  const lines = new LineIndex(fragment.bytes)
  const directives = directivesIn(text(fragment.bytes, { start: 0, end: fragment.bytes.length }), fragment.firstLine)
  return hits.map((hit) => {
    const region = lines.region(hit.span, fragment.firstLine)
    const { spec } = hit.rule
    return {
      seq: fragment.seq,
      ruleId: spec.id,
      description: spec.description,
      severity: spec.severity,
      confidence: spec.confidence,
      specificity: spec.specificity,
      tags: spec.tags,
      ...(spec.rotate === undefined ? {} : { rotate: spec.rotate }),
      span: hit.span,
      secretSpan: hit.secretSpan,
      region,
      secretRegion: lines.region(hit.secretSpan, fragment.firstLine),
      match: hit.match,
      secret: hit.secret,
      entropy: hit.entropy,
      via: [],
      directives: directivesFor(directives, region.startLine, region.endLine),
      frame: frameAround(fragment.bytes, lines, hit.span, fragment.firstLine),
    }
  })
}
