// Owns: content ids of findings whose paths were typed: the same ids that a scan from the top gives.
// Must not know: which verb it was. Hashing is loaded for it, so hooks do not load this.
import { contentId, type Finding } from '../core/finding.ts'
import type { Placed } from './placed.ts'

/** The same findings; their content ids are those that a scan from the top gives. */
export function identified(findings: readonly Finding[], placed: Placed): Finding[] {
  return findings.map((finding) => {
    const id = finding.secret.with((value) => contentId(finding.ruleId, placed(finding.origin.path), value))
    return { ...finding, contentId: id }
  })
}
