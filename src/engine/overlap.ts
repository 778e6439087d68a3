// Owns: several rules on one value: the more specific one speaks.
// Must not know: how hits were found.
import type { ContentHit } from './hit.ts'

/** Drops a hit whose secret lies within that of a hit with a higher specificity; the rest sorted by place and rule. */
export function withoutOverlaps(hits: readonly ContentHit[]): ContentHit[] {
  const kept = hits.filter((hit) => !hits.some((other) => beats(other, hit)))
  return kept.sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule.spec.id < b.rule.spec.id ? -1 : 1),
  )
}

function beats(other: ContentHit, hit: ContentHit): boolean {
  if (other === hit || other.rule.spec.specificity <= hit.rule.spec.specificity) return false
  if (other.secretSpan.start >= hit.span.end || hit.span.start >= other.secretSpan.end) return false
  // Of one encoded value all that it holds has the same span: there the text tells whether two secrets are one.
  const decoded = hit.via.length > 0 && other.via.length > 0
  return !decoded || other.secret.includes(hit.secret) || hit.secret.includes(other.secret)
}
