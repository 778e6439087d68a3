// One report with everything in it, for the golden files and the redaction property.
import { type RawFinding, toFindings } from '../../src/core/finding.ts'
import type { Origin } from '../../src/core/fragment.ts'
import type { Report } from '../../src/core/report.ts'
import type { Decision } from '../../src/core/verdict.ts'

/** A raw finding with a secret of one's own. */
export function rawFinding(secret: string, more: Partial<RawFinding> = {}): RawFinding {
  const region = { startLine: 12, startColumn: 10, endLine: 12, endColumn: 9 + secret.length }
  return {
    seq: 0,
    ruleId: 'sample-token',
    description: 'Sample token',
    severity: 'critical',
    confidence: 'high',
    specificity: 100,
    tags: ['sample'],
    rotate: 'https://example.com/tokens',
    span: { start: 100, end: 100 + secret.length },
    secretSpan: { start: 100, end: 100 + secret.length },
    region,
    secretRegion: region,
    match: `key = "${secret}"`,
    secret,
    entropy: 3.5849626064300537,
    via: [],
    directives: [],
    frame: { firstLine: 11, lines: ['before', `  key = "${secret}" // <tag> & more`, 'after, with a comma'] },
    ...more,
  }
}

const STAGED: Origin = { kind: 'staged', path: 'src/späße "a",b.js', blob: '0'.repeat(40), change: 'added' }
const COMMIT: Origin = {
  kind: 'commit',
  path: 'old/x.env',
  blob: '1'.repeat(40),
  commit: {
    id: 'c'.repeat(40),
    author: '=Ann "A" <b>',
    email: 'ann@example.com',
    date: '2026-01-02T03:04:05Z',
    message: 'First\n\nline | two',
  },
}

/** Two blocked findings, a warning and an allowed one, a fault and a skip. */
export function sampleReport(secrets: readonly [string, string, string, string], redact = 100): Report {
  const decide = (raw: RawFinding, origin: Origin, action: Decision['verdict']['action']): Decision => ({
    finding: toFindings([raw], origin, redact)[0]!,
    verdict: { action, policy: 'default', reason: action === 'allow' ? 'allowed by .stanchignore:3' : 'no policy allows it' },
  })
  const low = { severity: 'low', confidence: 'medium', ruleId: 'other-token' } as const
  return {
    tool: { name: 'stanch', version: '9.9.9' },
    scope: 'staged changes',
    ruleset: 'digest',
    decisions: [
      decide(rawFinding(secrets[0]), STAGED, 'block'),
      decide(rawFinding(secrets[1], { via: ['base64'], state: 'expired' }), COMMIT, 'block'),
      decide(rawFinding(secrets[2], low), STAGED, 'warn'),
      decide(rawFinding(secrets[3]), COMMIT, 'allow'),
    ],
    faults: [{ stage: 'source', where: 'big.bin', message: 'cannot be read: EIO', hint: 'try again' }],
    skips: [{ where: 'sub', why: 'submodule' }],
    stale: [],
    notes: ['re2 is not installed'],
    stats: { fragments: 3, bytes: 4096, commits: 1, rules: 700, milliseconds: 61, threads: 1 },
    endedAt: 1767323045000,
  }
}

/** Nothing found. */
export function cleanReport(): Report {
  return { ...sampleReport(['a', 'b', 'c', 'd']), decisions: [], faults: [], notes: [] }
}
