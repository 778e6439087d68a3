// Owns: several rules on one value: the more specific one speaks.
// Must not know: how hits were found.
import type { ContentHit } from './hit.ts'

/** Drops a hit whose secret overlaps that of a hit with a higher specificity; the rest sorted by place and rule. */
export function withoutOverlaps(hits: readonly ContentHit[]): ContentHit[] {
  const ranks = new Set(hits.map((hit) => hit.rule.spec.specificity))
  const plain = hits.every((hit) => hit.via.length === 0)
  const kept = ranks.size < 2 && plain ? [...hits] : unbeaten(hits)
  return kept.sort(
    (a, b) =>
      a.span.start - b.span.start ||
      a.span.end - b.span.end ||
      (a.rule.spec.id < b.rule.spec.id ? -1 : a.rule.spec.id > b.rule.spec.id ? 1 : 0) ||
      a.secretSpan.start - b.secretSpan.start,
  )
}

/** Each hit is compared with those only whose secrets can reach it: by ascending start, back to where none does. */
function unbeaten(hits: readonly ContentHit[]): ContentHit[] {
  const sorted = [...hits].sort((a, b) => a.secretSpan.start - b.secretSpan.start)
  let farthest = 0
  const ends = sorted.map((hit) => {
    farthest = Math.max(farthest, hit.secretSpan.end)
    return farthest
  })
  return hits.filter((hit) => {
    for (let i = firstFrom(sorted, hit.secretSpan.end) - 1; i >= 0 && ends[i]! > hit.secretSpan.start; i--) {
      if (beats(sorted[i]!, hit)) return false
    }
    return true
  })
}

/** Index of the first hit whose secret starts at or after `offset`. */
function firstFrom(sorted: readonly ContentHit[], offset: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]!.secretSpan.start < offset) low = middle + 1
    else high = middle
  }
  return low
}

function beats(other: ContentHit, hit: ContentHit): boolean {
  if (other === hit) return false
  if (other.secretSpan.start >= hit.secretSpan.end || hit.secretSpan.start >= other.secretSpan.end) return false
  if (other.rule === hit.rule) return seenAsItStands(other, hit)
  if (other.rule.spec.specificity <= hit.rule.spec.specificity) return false
  // Of one encoded value all that it holds has the same span: there the text tells whether two secrets are one.
  const decoded = hit.via.length > 0 && other.via.length > 0
  return !decoded || other.secret.includes(hit.secret) || hit.secret.includes(other.secret)
}

/** A rule that finds a value as it stands need not find it again decoded (a key file with its line ends written as \n). */
function seenAsItStands(other: ContentHit, hit: ContentHit): boolean {
  return other.via.length === 0 && hit.via.length > 0 && alike(other.secret, hit.secret)
}

function alike(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => text.replace(/\\[rnt]|[^0-9A-Za-z]/g, ''))
  return a !== b && x === y
}
