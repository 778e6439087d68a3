// Owns: the order of work on one content: keywords -> patterns -> hits; and the one-call form for a fragment at one place.
// Must not know: where fragments come from and what becomes of findings.
import type { RawFinding } from '../core/finding.ts'
import { commitOf, type Fragment, pathOf } from '../core/fragment.ts'
import { allowsPlace } from './allowlist.ts'
import { findKeywords } from './automaton.ts'
import { supporters } from './composite.ts'
import type { CompiledRule, Engine } from './engine.ts'
import type { ContentHit } from './hit.ts'
import { knownHits } from './known.ts'
import { runRule } from './match.ts'
import { type Place, placeAt } from './place.ts'
import { findingsAt, rulesAt } from './standing.ts'
import type { View } from './view.ts'
import { viewsOf } from './views.ts'

/** What of a fragment the content scan reads. */
export type ContentInput = Pick<Fragment, 'bytes' | 'focus' | 'firstLine' | 'firstColumn' | 'owns'>

/** What is known of a content before its place is: ask `findingsAt` for each place at which it stands. */
export interface Content {
  readonly input: ContentInput
  readonly hits: readonly ContentHit[]
  /** Hits that are not reported themselves: composite rules need them. */
  readonly supports: readonly ContentHit[]
  /** Candidates for known values (known.ts): no rule and no place speaks about them. */
  readonly known: readonly ContentHit[]
  /** Rules that look at the path only and whose keywords, if any, stand in the content. */
  readonly pathRules: readonly CompiledRule[]
}

/** All findings of a fragment at its own place, in order of place and rule. */
export async function scanFragment(engine: Engine, fragment: Fragment): Promise<RawFinding[]> {
  const place = placeAt(pathOf(fragment.origin), commitOf(fragment.origin))
  const content = await scanContent(engine, fragment, place)
  return findingsAt(engine, content, { seq: fragment.seq, place, focus: fragment.focus })
}

/**
 * Everything that the content decides. With `only`, rules that cannot hold at that place are left out to save time.
 * A `focus` narrows the work: hits that do not touch it may be left out, but for those that composite rules need.
 */
export async function scanContent(engine: Engine, input: ContentInput, only?: Place): Promise<Content> {
  const { known } = engine.options
  const content = { input, hits: [], supports: [], pathRules: [], known: known ? knownHits(known, input) : [] }
  if (only && engine.loaded && engine.allowlists.some((list) => allowsPlace(list, only))) return content
  for (const view of viewsOf(input, engine.options.maxDecodeDepth)) {
    const numbers = candidates(engine, view.bytes)
    if (numbers.length === 0) continue
    await engine.ready()
    if (only && engine.allowlists.some((list) => allowsPlace(list, only))) break
    scanView(engine, view, numbers, only ? rulesAt(only) : () => true, content)
  }
  return content
}

interface Found {
  readonly hits: ContentHit[]
  readonly supports: ContentHit[]
  readonly pathRules: CompiledRule[]
}

function scanView(
  engine: Engine,
  view: View,
  numbers: readonly number[],
  holds: (rule: CompiledRule) => boolean,
  found: Found,
): void {
  const { table } = engine
  const ran = new Set<CompiledRule>()
  const needed = new Set<CompiledRule>()
  for (const n of numbers) {
    if (!table.isReported(n)) continue
    const rule = engine.rule(n)
    if (rule.spec.skipReport || !holds(rule)) continue
    if (!rule.regex && view.depth === 0) found.pathRules.push(rule)
    const composite = rule.spec.required.length > 0
    const hits = runRule(engine, rule, view, composite || table.isSupport(n))
    ran.add(rule)
    for (const hit of hits) found.hits.push(hit)
    if (composite && hits.length > 0) for (const other of supporters(engine, rule)) needed.add(other)
  }
  for (const rule of needed) {
    if (!ran.has(rule) && holds(rule)) found.supports.push(...runRule(engine, rule, view, true))
  }
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
