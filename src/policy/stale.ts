// Owns: which suppressions matched nothing. Asked only after a scan that looked at everything they could speak of.
// Must not know: how findings are made.
import type { Finding } from '../core/finding.ts'
import { opinions } from './decide.ts'
import type { PolicyFacts } from './index.ts'

/** Suppressions that no finding needs any more, in words, with file and line. */
export function staleSuppressions(findings: readonly Finding[], facts: PolicyFacts): string[] {
  const used = new Set<string>()
  for (const finding of findings)
    for (const { verdict } of opinions(finding, facts)) if (verdict?.by) used.add(verdict.by)
  const ignores = facts.ignores
    .filter((e) => !e.text.startsWith('!') && !used.has(`${e.file}:${e.line}`))
    .map((e) => `${e.file}:${e.line}: ${e.text} ${ended(e.until, facts)}`)
  const known = [...new Set([...(facts.baseline?.hashes.values() ?? []), ...(facts.baseline?.names.values() ?? [])])]
    .filter((e) => e.decision !== 'real' && !used.has(`${e.file}:${e.line}`))
    .map((e) => `${e.file}:${e.line}: ${e.ruleId} in ${e.path} ${ended(e.until, facts)}`)
  return [...ignores, ...known]
}

function ended(until: string, facts: PolicyFacts): string {
  return until !== '' && until < facts.today ? `expired on ${until}` : 'matches nothing any more'
}
