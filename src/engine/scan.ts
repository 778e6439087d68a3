// Owns: the order of work on one content: keywords -> patterns -> hits; and the one-call form for a fragment at one place.
// Must not know: where fragments come from and what becomes of findings.
import type { RawFinding } from '../core/finding.ts'
import { commitOf, type Fragment, pathOf } from '../core/fragment.ts'
import { allowsPlace } from './allowlist.ts'
import { hasKeyword } from './automaton.ts'
import type { Encoded } from './encoded-ranges.ts'
import type { CompiledRule, Engine } from './engine.ts'
import { folded } from './fold.ts'
import type { ContentHit } from './hit.ts'
import { knownHits } from './known.ts'
import type { Lookout } from './lookout.ts'
import { type Place, placeAt } from './place.ts'
import { withoutRepeats } from './repeats.ts'
import { findingsAt, rulesAt } from './standing.ts'
import { type Keywords, plainView, type View } from './view.ts'
import { type Found, runRules, scanView } from './view-scan.ts'
import { budgetFor, type Peek, viewsOf } from './views.ts'

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
  /** Compressed values of which only the beginning was looked at, or nothing. */
  readonly cut: number
}

/** What was seen in a fragment. Plain data. */
export interface Seen {
  readonly findings: readonly RawFinding[]
  /** As in `Content`. */
  readonly cut: number
}

interface Scanned extends Omit<Content, 'hits' | 'supports' | 'pathRules' | 'known' | 'cut'>, Found {
  known: readonly ContentHit[]
  cut: number
}

/** All findings of a fragment at its own place, in order of place and rule. */
export async function scanFragment(engine: Engine, fragment: Fragment): Promise<RawFinding[]> {
  return [...(await seenIn(engine, fragment)).findings]
}

/** The findings, and what could not be looked at as a whole. */
export async function seenIn(engine: Engine, fragment: Fragment): Promise<Seen> {
  const place = placeAt(pathOf(fragment.origin), commitOf(fragment.origin))
  const content = await scanContent(engine, fragment, place)
  const findings = findingsAt(engine, content, { seq: fragment.seq, place, focus: fragment.focus })
  return { findings, cut: content.cut }
}

/**
 * Everything that the content decides. With `only`, rules that cannot hold at that place are left out to save time.
 * A `focus` narrows the work: hits that do not touch it may be left out, but for those that composite rules need.
 */
export async function scanContent(engine: Engine, input: ContentInput, only?: Place): Promise<Content> {
  const { known, maxDecodeDepth } = engine.options
  const lookout = await lookoutFor(engine, input)
  // From here on nothing is awaited when there is one: what it saw is good until the next content.
  const seen: LinesInput = { ...input, ...lookout?.content(input.bytes) }
  const content = nothingYet(engine, seen)
  if (known) content.known = knownHits(known, input)
  const holds = only ? rulesAt(only) : () => true
  const budget = budgetFor(input)
  for (const view of viewsOf(seen, maxDecodeDepth, budget, lookout?.peek)) {
    if (!engine.loaded) {
      if (!mayHit(engine, view)) continue
      await engine.ready()
    }
    if (only && view.depth === 0 && engine.allowlists.some((list) => allowsPlace(list, only))) break
    scanView(engine, view, holds, content)
  }
  content.cut = budget.cut
  return { ...content, hits: withoutRepeats(content.hits) }
}

/** Who looks at a whole content first, when there is much to look at; the regex engine is loaded then. */
async function lookoutFor(engine: Engine, { focus, bytes }: ContentInput): Promise<Lookout | undefined> {
  return focus === 'all' && engine.isMuch(bytes.length) ? engine.lookout() : undefined
}

/** A content of which some lines count. */
export interface LinesInput extends ContentInput {
  /** As for `viewsOf`. */
  readonly encoded?: readonly Encoded[]
  readonly peek?: Peek
  /** Those that stand where they are to be looked for; when not given they are looked for everywhere. */
  readonly keywords?: Keywords | undefined
}

/** Rules that are looked at elsewhere (`scanWhole`): left out of a content, but not of what is decoded in it. */
export interface Elsewhere {
  /** Those whose keywords stand somewhere around the content. */
  readonly rules: readonly number[]
  is(rule: number): boolean
}

/**
 * Everything that a content decides, wherever it stands, at once: the regex engine must be loaded. `started` collects the
 * rules whose keywords are there. A focus must be of whole lines.
 */
export function scanLoaded(engine: Engine, input: LinesInput, started: Set<number>, elsewhere?: Elsewhere): Content {
  const { known, maxDecodeDepth } = engine.options
  const content = nothingYet(engine, input, started, elsewhere)
  if (known) content.known = knownHits(known, input)
  const budget = budgetFor(input)
  for (const view of viewsOf(input, maxDecodeDepth, budget, input.peek)) scanView(engine, view, anywhere, content)
  content.cut = budget.cut
  return content
}

const anywhere = () => true

/** A content of which nothing is known yet. All have the same fields: a history makes millions. */
function nothingYet({ table }: Engine, input: LinesInput, started?: Set<number>, elsewhere?: Elsewhere): Scanned {
  const gated = new Set<number>()
  for (const rule of elsewhere?.rules ?? []) if (!table.promises(rule).locality) gated.add(rule)
  return {
    input,
    hits: [],
    supports: [],
    known: [],
    pathRules: [],
    cut: 0,
    gated,
    // Only who collects what started says so of whole lines.
    lines: started && input.focus !== 'all' ? input.focus : undefined,
    keywords: input.keywords,
    started,
    leave: elsewhere?.is,
  }
}

/** What some rules find in a content as it stands, whether their keywords are there or not. */
export function scanWhole(engine: Engine, bytes: Uint8Array, rules: readonly number[]): Content {
  const input = { bytes, focus: 'all', firstLine: 1 } as const
  const content = nothingYet(engine, input)
  runRules(engine, plainView(bytes, 'all', undefined), rules, content)
  return content
}

/** A first look that needs no patterns: a clean run never loads their engine. */
function mayHit({ table }: Engine, view: View): boolean {
  return table.always.length > 0 || hasKeyword(table.automaton, view.bytes) || folded(view.bytes) !== undefined
}
