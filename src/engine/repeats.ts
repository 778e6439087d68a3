// Owns: a value that was found in the content and is found again in a decoded view of the same place.
// Must not know: how either was found.
import { SHARED_KINDS } from './decoders/index.ts'
import type { ContentHit } from './hit.ts'

/**
 * Without the hits that repeat an earlier one: same rule and secret at a place that overlaps. gitleaks reports both where an
 * encoding that it knows is involved; there both are kept, so that its findings compare.
 */
export function withoutRepeats(hits: readonly ContentHit[]): readonly ContentHit[] {
  if (hits.every(isComparable)) return hits
  const seen = new Map<string, ContentHit[]>()
  return hits.filter((hit) => {
    const key = `${hit.rule.spec.id}\0${hit.secret}`
    const before = seen.get(key) ?? []
    if (!isComparable(hit) && before.some((other) => overlap(other, hit))) return false
    before.push(hit)
    if (before.length === 1) seen.set(key, before)
    return true
  })
}

function isComparable(hit: ContentHit): boolean {
  return hit.via.every((kind) => SHARED_KINDS.includes(kind))
}

function overlap(a: ContentHit, b: ContentHit): boolean {
  return a.span.start < b.span.end && b.span.start < a.span.end
}
