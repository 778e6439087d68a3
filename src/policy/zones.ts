// Owns: the verdict of zones: rules on or off, and what a severity leads to, in a part of the repository.
// Must not know: how zones are written down.
import { matchesName } from '../core/allow-comment.ts'
import type { Policy } from './index.ts'
import { byVault } from './vault-answer.ts'
import { zoneOf } from './zone-of.ts'

/** The first zone with an opinion decides. */
export const zones: Policy = {
  id: 'zones',
  judge(finding, facts) {
    const { ruleId, severity, origin } = finding
    const off = zoneOf(facts, origin.path, (z) => isOff(ruleId, z.disableRules, z.onlyRules))
    if (off) return { action: 'allow', policy: 'zones', reason: `zone ${off.name}: rule ${ruleId} is off` }
    const zone = zoneOf(facts, origin.path, (z) => z.severity[severity] !== undefined)
    if (!zone) return null
    const why = zone.reason ? ` (${zone.reason})` : ''
    const action = zone.severity[severity]!
    if (action === 'vault') return byVault(finding, facts)
    return { action, policy: 'zones', reason: `zone ${zone.name}: ${severity}${why}` }
  },
}

function isOff(ruleId: string, disabled: readonly string[], only: readonly string[]): boolean {
  return matchesName(ruleId, disabled) || (only.length > 0 && !matchesName(ruleId, only))
}
