// Owns: which suppressions matched nothing. Asked only after a scan that looked at everything they could speak of.
// Must not know: how findings are made.

import { parseAllow } from '../core/allow-comment.ts'
import type { Finding } from '../core/finding.ts'
import type { WrittenAllow } from '../core/policy-facts.ts'
import { opinions } from './decide.ts'
import type { PolicyFacts } from './index.ts'

/** Suppressions that no finding needs any more, in words, with file and line. */
export function staleSuppressions(findings: readonly Finding[], facts: PolicyFacts): string[] {
  const used = usedBy(findings, facts)
  const ignores = facts.ignores
    .filter((e) => !e.text.startsWith('!') && !used.has(`${e.file}:${e.line}`))
    .map((e) => `${e.file}:${e.line}: ${e.text} ${ended(e.until, facts)}`)
  const known = [...new Set([...(facts.baseline?.hashes.values() ?? []), ...(facts.baseline?.names.values() ?? [])])]
    .filter((e) => e.decision !== 'real' && !used.has(`${e.file}:${e.line}`))
    .map((e) => `${e.file}:${e.line}: ${e.ruleId} in ${e.path} ${ended(e.until, facts)}`)
  return [...ignores, ...known]
}

/** Allow comments that no finding needs, in words. The comment's text is not shown: it may hold a secret. */
export function staleComments(
  comments: readonly WrittenAllow[],
  findings: readonly Finding[],
  facts: PolicyFacts,
): string[] {
  const used = usedBy(findings, facts)
  return comments
    .filter(({ path, directive }) => !used.has(`${path}:${directive.line}`))
    .map(({ path, directive: { tool, scope, line, text } }) => {
      const until = tool === 'stanch' ? parseAllow(text).until : ''
      return `${path}:${line}: ${tool}:allow${scope === 'line' ? '' : `-${scope}`} ${ended(until, facts)}`
    })
}

/** `file:line` of every suppression that speaks for a finding. */
function usedBy(findings: readonly Finding[], facts: PolicyFacts): Set<string> {
  const used = new Set<string>()
  for (const finding of findings)
    for (const { verdict } of opinions(finding, facts)) if (verdict?.by) used.add(verdict.by)
  return used
}

function ended(until: string, facts: PolicyFacts): string {
  return until !== '' && until < facts.today ? `expired on ${until}` : 'matches nothing any more'
}
