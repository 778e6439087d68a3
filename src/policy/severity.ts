// Owns: the verdict of the settings on a severity: block, warn or allow.
// Must not know: zones.
import { scopeOf } from '../core/policy-facts.ts'
import type { Policy } from './index.ts'
import { byVault } from './vault-answer.ts'

/** Speaks only where a severity does not block: blocking needs no policy. */
export const severity: Policy = {
  id: 'severity',
  judge(finding, facts) {
    const action = scopeOf(facts, finding.origin.path).severity[finding.severity]
    if (action === 'block') return null
    if (action === 'vault') return byVault(finding, facts)
    return { action, policy: 'severity', reason: `the settings say: ${finding.severity} = "${action}"` }
  },
}
