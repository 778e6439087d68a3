// Owns: the json report: gitleaks' fields in gitleaks' order, ours after them.
// Must not know: where it is written.
import type { Finding } from '../core/finding.ts'
import { type Report, sorted } from '../core/report.ts'

/** One part of a scan names itself, so that a join can tell that none is missing; else it is an array with one entry for each finding that is blocked or warned of; one-space indent, final newline. */
export function renderJson(report: Report): string {
  const shown = sorted(report.decisions).filter((d) => d.verdict.action !== 'allow')
  const rows = shown.map(({ finding, verdict }) => ({
    ...gitleaksFields(finding),
    Severity: finding.severity,
    Confidence: finding.confidence,
    Action: verdict.action,
    Policy: verdict.policy,
    ContentID: finding.contentId,
    ...(finding.history === undefined ? {} : historyFields(finding.history)),
    ...(finding.vault === undefined ? {} : { Vault: finding.vault }),
    ...(finding.state === undefined ? {} : { State: finding.state }),
    ...(finding.rotate === undefined ? {} : { Rotate: finding.rotate }),
  }))
  const { part, faults, ruleset } = report
  const whole = part
    ? {
        part,
        ruleset,
        commits: report.stats.commits,
        faults: faults.map((f) => `${f.where}: ${f.message}`),
        findings: rows,
      }
    : rows
  return `${goEscaped(JSON.stringify(whole, null, 1))}\n`
}

function gitleaksFields(f: Finding): Record<string, unknown> {
  const commit = 'commit' in f.origin ? f.origin.commit : undefined
  return {
    RuleID: f.ruleId,
    Description: f.description,
    StartLine: f.region.startLine,
    EndLine: f.region.endLine,
    StartColumn: f.region.startColumn,
    EndColumn: f.region.endColumn,
    Match: f.shown.match,
    Secret: f.shown.secret,
    File: f.origin.path,
    SymlinkFile: (f.origin.kind === 'file' ? f.origin.symlink : undefined) ?? '',
    Commit: commit?.id ?? '',
    Entropy: Number(f.entropy.toPrecision(8)),
    Author: commit?.author ?? '',
    Email: commit?.email ?? '',
    Date: commit?.date ?? (f.origin.kind === 'staged' ? '0001-01-01T00:00:00Z' : ''),
    Message: commit?.message ?? '',
    Tags: [
      ...f.tags,
      ...f.via.map((v) => `decoded:${v}`),
      ...(f.via.length > 0 ? [`decode-depth:${f.via.length}`] : []),
    ],
    Fingerprint: f.fingerprint,
  }
}

/** Go escapes what HTML could read: gitleaks' reports do, so files compare. */
function goEscaped(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function historyFields({ inHead, refs, moreRefs }: NonNullable<Finding['history']>) {
  return { InHead: inHead, Refs: refs, ...(moreRefs > 0 ? { MoreRefs: moreRefs } : {}) }
}
