// Owns: rules that zones name, and whether there are such rules: a name that is nobody's switches off nothing, or leaves nothing on.
// Must not know: where rules come from.
import { matchesName } from '../core/allow-comment.ts'
import { ISOLATION } from '../core/isolated-value.ts'
import { nearest } from '../core/nearest.ts'
import type { RuleSpec } from '../core/rule.ts'
import { KNOWN_VALUE } from '../core/vault.ts'
import type { Problem } from './problem.ts'
import type { LoadedSettings } from './settings-load.ts'

/** A warning for every name in disableRules and onlyRules that fits no rule. */
export function zoneRuleProblems({ settings, origin }: LoadedSettings, rules: readonly RuleSpec[]): Problem[] {
  const known = [...rules.map(({ id }) => id), KNOWN_VALUE]
  const isNobodys = (name: string) => !name.startsWith(ISOLATION) && !known.some((id) => matchesName(id, [name]))
  return settings.isolation.zones.flatMap(({ name: zone, disableRules, onlyRules }) =>
    Object.entries({ disableRules, onlyRules }).flatMap(([key, names]) =>
      names.filter(isNobodys).map((name): Problem => {
        const near = nearest(name, known)
        const message = `zone "${zone}": ${key} names "${name}", and there is no such rule`
        const at = { file: origin.get(`isolation.zones.${zone}.${key}`) ?? 'the settings', line: 0 }
        return { level: 'warning', at, message, ...(near ? { hint: `did you mean ${near}?` } : {}) }
      }),
    ),
  )
}
