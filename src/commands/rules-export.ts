// Owns: `rules export`: the rules of a run as a file for gitleaks.
// Must not know: TOML.
import { gitleaksToml } from '../config/gitleaks-toml.ts'
import type { CommandLine } from '../core/options.ts'
import type { RuleSpec } from '../core/rule.ts'
import { JUDGES } from '../engine/generic/judge.ts'
import type { Host } from '../host.ts'
import { configOf } from './config-of.ts'

/**
 * Prints the rules in gitleaks' dialect. Rules whose matches are only proposals that a judge of the engine weighs are left out, and
 * named at the top: without the judge they flag every assignment. So are rules that need another one beside them.
 */
export async function exportRules(line: CommandLine, host: Host): Promise<number> {
  const { set } = await configOf(line, host)
  const stands = (rule: RuleSpec): boolean =>
    rule.required.length === 0 && !rule.skipReport && !rule.checks.some((name) => Object.hasOwn(JUDGES, name))
  const rules = set.rules.filter(stands)
  const left = set.rules.filter((rule) => !stands(rule))
  await host.stdout.write(gitleaksToml({ rules, allowlists: set.allowlists }, headOf(rules, left)))
  return 0
}

function headOf(rules: readonly RuleSpec[], left: readonly RuleSpec[]): string[] {
  const head = [
    `${rules.length} rules of stanch in the dialect of gitleaks. Offline checks (checksums, expiry, states) are not in it.`,
  ]
  if (left.length === 0) return head
  return [...head, 'Left out, since only stanch can judge what they propose:', ...left.map((rule) => `  ${rule.id}`)]
}
