// Owns: the verdict of the baseline: findings that are known do not block.
// Must not know: how a baseline is read or written.
import { baselineHash } from '../core/baseline-hash.ts'
import { type Finding, fingerprint } from '../core/finding.ts'
import type { Baseline, BaselineEntry, PolicyFacts } from '../core/policy-facts.ts'
import type { Policy } from './index.ts'

/** The entry of a finding, if there is one. */
export function entryOf(finding: Finding, known: Baseline): BaselineEntry | undefined {
  const { ruleId, origin } = finding
  if (known.hashes.size > 0) {
    const hash = finding.secret.with((value) => baselineHash(known.salt, ruleId, origin.path, value))
    const entry = known.hashes.get(hash)
    if (entry) return entry
  }
  if (known.names.size === 0) return undefined
  const anywhere = fingerprint({ kind: 'file', path: origin.path }, ruleId, finding.region.startLine)
  const names = [finding.contentId, finding.fingerprint, anywhere]
  return names.map((name) => known.names.get(name)).find((entry) => entry !== undefined)
}

/** Allows what the baseline holds, except what somebody has said is real or what has expired. */
export const baseline: Policy = {
  id: 'baseline',
  judge(finding, facts) {
    const entry = facts.baseline && entryOf(finding, facts.baseline)
    if (!entry || objection(entry, facts)) return null
    const said = [entry.decision === 'known' ? '' : entry.decision, entry.reason].filter(Boolean).join(': ')
    const by = `${entry.file}:${entry.line}`
    return { action: 'allow', policy: 'baseline', reason: said ? `${by}: ${said}` : by, by }
  },
  remark(finding, facts) {
    const entry = facts.baseline && entryOf(finding, facts.baseline)
    const why = entry && objection(entry, facts)
    return why ? `${entry.file}:${entry.line} does not count: ${why}` : ''
  },
}

function objection(entry: BaselineEntry, facts: PolicyFacts): string {
  if (entry.until !== '' && entry.until < facts.today) return `it expired on ${entry.until}`
  return entry.decision === 'real' ? 'it was judged to be real' : ''
}
