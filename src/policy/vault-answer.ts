// Owns: the verdict that a vault's answer leads to: a live value blocks; what the vault does not know is up to the policy.
// Must not know: vaults. A finding of a rule is not let off by an answer, unless the policy has the vault decide that rule.
import type { Finding } from '../core/finding.ts'
import type { VaultFacts } from '../core/policy-facts.ts'
import { KNOWN_VALUE, type VaultAnswer } from '../core/vault.ts'
import type { Policy } from './index.ts'

/** live: block. retired: as set. unknown: as set, where the vault decides; else no opinion. */
export const vaultAnswer: Policy = {
  id: 'vault',
  judge(finding, facts) {
    const answer = finding.vault
    if (!answer || !facts.vault) return null
    const decides = vaultDecides(finding, facts.vault)
    if (answer.state === 'live') return verdict('block', `it is live in the ${answer.backend} vault`, answer)
    if (answer.state === 'retired') {
      const lets = facts.vault.retired === 'warn' && !decides
      return lets ? null : verdict(facts.vault.retired, `it was live in the ${answer.backend} vault`, answer)
    }
    return decides ? verdict(facts.vault.unknown, `the ${answer.backend} vault does not know it`, answer) : null
  },
}

function verdict(action: 'block' | 'warn' | 'allow', reason: string, { place }: VaultAnswer) {
  return { action, policy: 'vault', reason: place ? `${reason}: ${place}` : reason } as const
}

function vaultDecides({ ruleId }: Finding, { decides }: VaultFacts): boolean {
  return ruleId === KNOWN_VALUE || decides.includes(ruleId) || decides.includes('*')
}
