// Owns: several rules on one value: the more specific one speaks.
// Must not know: how hits were found.
import type { Hit } from './scan.ts'

/** Drops a hit whose secret lies within that of a hit with a higher specificity; the rest sorted by place and rule. */
export function withoutOverlaps(hits: readonly Hit[]): Hit[] {
  const kept = hits.filter((hit) => !hits.some((other) => beats(other, hit)))
  return kept.sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule.spec.id < b.rule.spec.id ? -1 : 1),
  )
}

function beats(other: Hit, hit: Hit): boolean {
  if (other === hit || other.rule.spec.specificity <= hit.rule.spec.specificity) return false
  return other.secretSpan.start < hit.span.end && hit.span.start < other.secretSpan.end
}
