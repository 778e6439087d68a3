// Owns: what of a scanned content holds at one place: path and commit conditions, composite rules, focus, overlaps.
// Must not know: how content was scanned. One content may be asked about many places.
import type { RawFinding } from '../core/finding.ts'
import { LineIndex, type Span, touches } from '../core/span.ts'
import { allowsPlace, placeHalf } from './allowlist.ts'
import { supportOf } from './composite.ts'
import { describe, describePath } from './describe.ts'
import type { CompiledRule, Engine } from './engine.ts'
import type { ContentHit } from './hit.ts'
import { withoutOverlaps } from './overlap.ts'
import type { Place } from './place.ts'
import type { Content } from './scan.ts'
import { isTestKeyPath } from './test-key.ts'

/** One place at which a content stands, and which of its bytes are new there. */
export interface Standing {
  readonly seq: number
  readonly place: Place
  readonly focus: readonly Span[] | 'all'
}

/** The findings at one place, in order of place and rule. */
export function findingsAt(engine: Engine, content: Content, standing: Standing): RawFinding[] {
  const { known, input } = content
  const { place, focus, seq } = standing
  const touched = (hit: ContentHit) => focus === 'all' || touches(focus, hit.span.start, hit.span.end)
  const { paths, hits } = ruleHitsAt(engine, content, place, touched)
  return [
    ...paths.map((rule) => describePath(rule.spec, place.path, seq)),
    ...describe(input, [...hits, ...known.filter(touched)], seq),
  ]
}

const NONE: HitsAt = { paths: [], hits: [] }

interface HitsAt {
  readonly paths: readonly CompiledRule[]
  readonly hits: readonly ContentHit[]
}

function ruleHitsAt(engine: Engine, content: Content, place: Place, touched: (hit: ContentHit) => boolean): HitsAt {
  const { hits, supports, pathRules, input } = content
  if (hits.length === 0 && pathRules.length === 0) return NONE
  if (engine.allowlists.some((list) => allowsPlace(list, place))) return NONE
  const holds = rulesAt(place)
  const paths = isFirstWindow(content) ? pathRules.filter(holds) : []
  const here = hits.filter((hit) => admits(hit, place, holds)).flatMap((hit) => appraisedAt(hit, place))
  const helpers = supports.filter((hit) => admits(hit, place, holds))
  return { paths, hits: withoutOverlaps(completed(here, [...here, ...helpers], input.bytes, touched)) }
}

/** Does the hit hold there? Its rule speaks at that path and commit, and no allowlist that waited for the place allows it. */
export function admits(hit: ContentHit, place: Place, holds = rulesAt(place)): boolean {
  return holds(hit.rule) && !hit.pending.some((list) => placeHalf(list, place))
}

/** The hit with the confidence that it has there, or nothing when a judge takes it for no secret there. */
function appraisedAt(hit: ContentHit, place: Place): ContentHit[] {
  if (hit.rule.spec.checks.includes('pem') && isTestKeyPath(place.path)) {
    return [{ ...hit, confidence: 'low', state: hit.state ?? 'test key' }]
  }
  if (!hit.appraisal) return [hit]
  const confidence = hit.appraisal(place.path)
  if (confidence === undefined) return []
  return [hit.confidence === 'low' ? hit : { ...hit, confidence }]
}

/** Tells, once for each rule, whether it speaks at a place. */
export function rulesAt(place: Place): (rule: CompiledRule) => boolean {
  const known = new Map<CompiledRule, boolean>()
  return (rule) => {
    const before = known.get(rule)
    if (before !== undefined) return before
    const inPath = !rule.path || (place.path !== '' && rule.path.test(place.pathBytes))
    const holds = inPath && !rule.allowlists.some((list) => allowsPlace(list, place))
    known.set(rule, holds)
    return holds
  }
}

/** Only the first window of a large file speaks of its path. */
function isFirstWindow({ input }: Content): boolean {
  return input.firstLine === 1 && (input.owns === undefined || input.owns.start === 0)
}

/** Hits that touch what is new, themselves or (of a composite rule) with one that they need. */
function completed(
  hits: readonly ContentHit[],
  all: readonly ContentHit[],
  bytes: Uint8Array,
  touched: (hit: ContentHit) => boolean,
): ContentHit[] {
  let lines: LineIndex | undefined
  return hits.filter((hit) => {
    if (hit.rule.spec.required.length === 0) return touched(hit)
    lines ??= new LineIndex(bytes)
    const support = supportOf(hit, all, lines, touched)
    return support !== undefined && (touched(hit) || support.some(touched))
  })
}
