// Owns: the verdict that a vault's answer leads to: a live value blocks; what the vault does not know is up to the policy.
// Must not know: vaults. A finding of a rule is not let off by an answer, unless the policy has the vault decide that rule.
import type { Finding } from '../core/finding.ts'
import type { PolicyFacts, VaultFacts } from '../core/policy-facts.ts'
import { KNOWN_VALUE, VAULT_DECIDES, type VaultAnswer } from '../core/vault.ts'
import type { Verdict } from '../core/verdict.ts'
import type { Policy } from './index.ts'

/** live: block. retired: as set. unknown: as set, where the vault decides; else no opinion. */
export const vaultAnswer: Policy = {
  id: 'vault',
  judge(finding, facts) {
    const answer = finding.vault
    if (answer && facts.vault) {
      if (answer.state === 'live' || vaultDecides(finding, facts.vault)) return byVault(finding, facts)
      const raises = answer.state === 'retired' && facts.vault.retired === 'block'
      return raises ? byVault(finding, facts) : null
    }
    return finding.tags.includes(VAULT_DECIDES) ? byVault(finding, facts) : null
  },
}

/** The verdict where a zone or a severity has the vault decide. What was not asked about is blocked. */
export function byVault({ vault: answer }: Finding, { vault: facts }: PolicyFacts): Verdict {
  if (!answer || !facts)
    return { action: 'block', policy: 'vault', reason: 'the vault was to decide, and was not asked' }
  const { backend, state } = answer
  if (state === 'unknown') return verdict(facts.unknown, `the ${backend} vault does not know it`, answer)
  const action = state === 'live' ? 'block' : facts.retired
  return verdict(action, `it ${state === 'live' ? 'is' : 'was'} live in the ${backend} vault`, answer)
}

function verdict(action: Verdict['action'], reason: string, { place }: VaultAnswer): Verdict {
  return { action, policy: 'vault', reason: place ? `${reason}: ${place}` : reason }
}

function vaultDecides({ ruleId, tags }: Finding, { decides }: VaultFacts): boolean {
  return ruleId === KNOWN_VALUE || tags.includes(VAULT_DECIDES) || decides.includes(ruleId) || decides.includes('*')
}
