// Owns: the verdict of an allow comment on (or around) the finding's lines.
// Must not know: how comments are found in text (core/directive.ts).
import type { Policy } from './index.ts'

/** Allows a finding whose lines carry `stanch:allow`, `gitleaks:allow` or `betterleaks:allow`. */
export const inlineAllow: Policy = {
  id: 'inline-allow',
  judge(finding, facts) {
    if (!facts.inlineAllows) return null
    const directive = finding.directives[0]
    if (!directive) return null
    return { action: 'allow', policy: 'inline-allow', reason: `${directive.tool}:allow on line ${directive.line}` }
  },
}
