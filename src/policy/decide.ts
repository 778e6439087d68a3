// Owns: findings -> decisions: the first policy with an opinion decides, none means block.
// Must not know: any single policy.
import type { Finding } from '../core/finding.ts'
import type { Decision, Verdict } from '../core/verdict.ts'
import { type PolicyFacts, policies } from './index.ts'

/** What one policy said. */
export interface Opinion {
  readonly policy: string
  readonly verdict: Verdict | null
  /** Why a suppression that speaks of the finding does not count. */
  readonly remark: string
}

/** Judges findings. What no policy judged is blocked. */
export function decide(findings: readonly Finding[], facts: PolicyFacts): Decision[] {
  return findings.map((finding) => ({ finding, verdict: judge(finding, facts) }))
}

function judge(finding: Finding, facts: PolicyFacts): Verdict {
  for (const policy of policies) {
    const verdict = policy.judge(finding, facts)
    if (!verdict) continue
    return verdict.action === 'allow' ? verdict : { ...verdict, reason: withRemarks(verdict.reason, finding, facts) }
  }
  return { action: 'block', policy: 'default', reason: withRemarks('no policy allows it', finding, facts) }
}

function withRemarks(reason: string, finding: Finding, facts: PolicyFacts): string {
  const remarks = policies.map((policy) => policy.remark?.(finding, facts) ?? '').filter(Boolean)
  return [reason, ...remarks].join('; ')
}

/** What every policy says of a finding, in order: the first verdict is the one that stands. */
export function opinions(finding: Finding, facts: PolicyFacts): Opinion[] {
  return policies.map((policy) => ({
    policy: policy.id,
    verdict: policy.judge(finding, facts),
    remark: policy.remark?.(finding, facts) ?? '',
  }))
}
