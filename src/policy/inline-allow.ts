// Owns: the verdict of an allow comment on (or around) the finding's lines.
// Must not know: how comments are found in text (core/directive.ts).
import { isDay, matchesName, parseAllow } from '../core/allow-comment.ts'
import type { Directive } from '../core/directive.ts'
import type { Finding } from '../core/finding.ts'
import { type PolicyFacts, scopeOf } from '../core/policy-facts.ts'
import { matchesGlobs } from './globs.ts'
import type { Policy } from './index.ts'
import { zoneOf } from './zone-of.ts'

/** Allows a finding whose lines carry `stanch:allow`, `gitleaks:allow` or `betterleaks:allow`. */
export const inlineAllow: Policy = {
  id: 'inline-allow',
  judge(finding, facts) {
    if (finding.directives.length === 0) return null
    const directive = finding.directives.find((d) => objection(d, finding, facts) === '')
    if (!directive) return null
    const said = directive.tool === 'stanch' ? parseAllow(directive.text).reason : ''
    const reason = `${directive.tool}:allow on line ${directive.line}${said ? `: ${said}` : ''}`
    return { action: 'allow', policy: 'inline-allow', reason, by: `${finding.origin.path}:${directive.line}` }
  },
  remark(finding, facts) {
    const directive = finding.directives[0]
    const why = directive && objection(directive, finding, facts)
    return why ? `the comment ${directive.tool}:allow on line ${directive.line} does not count: ${why}` : ''
  },
}

/** Why an allow comment does not count for a finding; '' = it does. */
function objection(directive: Directive, { ruleId, origin }: Finding, facts: PolicyFacts): string {
  const { inline } = scopeOf(facts, origin.path)
  if (!inline.allow) return 'allow comments are turned off'
  if (!inline.tools.includes(directive.tool)) return `comments of ${directive.tool} are turned off`
  const zone = zoneOf(facts, origin.path, (z) => !z.inlineAllows)
  if (zone) return `zone ${zone.name} forbids allow comments`
  if (matchesGlobs(origin.path, inline.forbid)) return 'the settings forbid allow comments in this path'
  if (directive.tool !== 'stanch') return inline.requireReason ? 'it cannot give the reason that is required' : ''
  const { rules, reason, until } = parseAllow(directive.text)
  if (rules.length > 0 && !matchesName(ruleId, rules)) return `it names ${rules.join(', ')} and not ${ruleId}`
  if (inline.requireReason && reason === '') return 'it gives no reason, and the settings require one'
  if (until !== '' && !isDay(until)) return `"${until}" is no date (until=YYYY-MM-DD)`
  return until !== '' && until < facts.today ? `it expired on ${until}` : ''
}
