// Owns: the verdict on findings of isolation: a file or a value that must not be committed is blocked.
// Must not know: how such files are recognised (inspect-file.ts).
import { ISOLATION } from '../core/isolated-value.ts'
import type { Policy } from './index.ts'
import { zoneOf } from './zone-of.ts'

/** Blocks what isolation found; a zone that switches the entry off leaves it to the zone policy. */
export const isolation: Policy = {
  id: 'isolation',
  judge(finding, facts) {
    if (!finding.ruleId.startsWith(ISOLATION)) return null
    if (zoneOf(facts, finding.origin.path, (z) => z.disableRules.length > 0 || z.onlyRules.length > 0)) return null
    return { action: 'block', policy: 'isolation', reason: finding.state ?? finding.description }
  },
}
