// Owns: the verdict of the settings on how sure the engine is: block, warn or allow. Low confidence warns unless they say more;
// `blockFrom` sets a threshold for a severity.
// Must not know: how confidence comes about.
import type { Finding } from '../core/finding.ts'
import { scopeOf } from '../core/policy-facts.ts'
import type { Confidence } from '../core/rule.ts'
import type { Verdict } from '../core/verdict.ts'
import type { Policy } from './index.ts'
import { byVault } from './vault-answer.ts'

const SURENESS: readonly Confidence[] = ['low', 'medium', 'high', 'certain']

/** Speaks only where a confidence does not block: blocking needs no policy. */
export const confidence: Policy = {
  id: 'confidence',
  judge(finding, facts) {
    const scope = scopeOf(facts, finding.origin.path)
    const least = scope.blockFrom[finding.severity]
    if (least && SURENESS.indexOf(finding.confidence) >= SURENESS.indexOf(least)) return null
    const action = scope.confidence[finding.confidence]
    if (least && action === 'block') return below(finding, least)
    if (action === 'block') return null
    if (action === 'vault') return byVault(finding, facts)
    return { action, policy: 'confidence', reason: `the settings say: confidence ${finding.confidence} = "${action}"` }
  },
}

function below({ severity, confidence }: Finding, least: Confidence): Verdict {
  const reason = `the settings say: ${severity} blocks from confidence ${least} on, and this is ${confidence}`
  return { action: 'warn', policy: 'confidence', reason }
}
