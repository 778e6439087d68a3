// Owns: the verdict of zones: rules on or off, and what a severity leads to, in a part of the repository.
// Must not know: how zones are written down.
import { matchesName } from '../core/allow-comment.ts'
import type { Policy } from './index.ts'
import { zoneOf } from './zone-of.ts'

/** The first zone with an opinion decides. */
export const zones: Policy = {
  id: 'zones',
  judge({ ruleId, severity, origin }, facts) {
    const off = zoneOf(facts, origin.path, (z) => isOff(ruleId, z.disableRules, z.onlyRules))
    if (off) return { action: 'allow', policy: 'zones', reason: `zone ${off.name}: rule ${ruleId} is off` }
    const zone = zoneOf(facts, origin.path, (z) => z.severity[severity] !== undefined)
    if (!zone) return null
    const why = zone.reason ? ` (${zone.reason})` : ''
    return { action: zone.severity[severity]!, policy: 'zones', reason: `zone ${zone.name}: ${severity}${why}` }
  },
}

function isOff(ruleId: string, disabled: readonly string[], only: readonly string[]): boolean {
  return matchesName(ruleId, disabled) || (only.length > 0 && !matchesName(ruleId, only))
}
