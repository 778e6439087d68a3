// Owns: the verdict of the settings on how sure the engine is: block, warn or allow. Low confidence warns unless they say more.
// Must not know: how confidence comes about.
import { scopeOf } from '../core/policy-facts.ts'
import type { Policy } from './index.ts'
import { byVault } from './vault-answer.ts'

/** Speaks only where a confidence does not block: blocking needs no policy. */
export const confidence: Policy = {
  id: 'confidence',
  judge(finding, facts) {
    const action = scopeOf(facts, finding.origin.path).confidence[finding.confidence]
    if (action === 'block') return null
    if (action === 'vault') return byVault(finding, facts)
    return { action, policy: 'confidence', reason: `the settings say: confidence ${finding.confidence} = "${action}"` }
  },
}
