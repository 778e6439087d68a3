// Owns: findings -> decisions: the first policy with an opinion decides, none means block.
// Must not know: any single policy.
import type { Finding } from '../core/finding.ts'
import type { Decision } from '../core/verdict.ts'
import { type PolicyFacts, policies } from './index.ts'

/** Judges findings. What no policy judged is blocked. */
export function decide(findings: readonly Finding[], facts: PolicyFacts): Decision[] {
  return findings.map((finding) => {
    for (const policy of policies) {
      const verdict = policy.judge(finding, facts)
      if (verdict) return { finding, verdict }
    }
    return { finding, verdict: { action: 'block', policy: 'default', reason: 'no policy allows it' } }
  })
}
