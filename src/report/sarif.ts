// Owns: the SARIF 2.1.0 report, as code scanning services take it (OASIS sarif-v2.1.0).
// Must not know: where it is written.
import type { Finding } from '../core/finding.ts'
import { type Report, sorted } from '../core/report.ts'
import type { Decision } from '../core/verdict.ts'
import { remedyLines } from './remedy.ts'

const LEVEL = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const
/** GitHub sorts by this number: critical from 9.0, high from 7.0, medium from 4.0. */
const SECURITY = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' } as const

/** One run; rules are those that fired. Allowed findings are results with a suppression. Columns count UTF-16 units. */
export function renderSarif(report: Report): string {
  const decisions = sorted(report.decisions)
  const rules = [...new Map(decisions.map((d) => [d.finding.ruleId, d.finding])).values()]
  const index = new Map(rules.map((f, i) => [f.ruleId, i]))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'stanch',
            semanticVersion: report.tool.version,
            informationUri: 'https://www.npmjs.com/package/stanch',
            rules: rules.map(ruleOf),
          },
        },
        columnKind: 'unicodeCodePoints',
        invocations: [
          {
            executionSuccessful: report.faults.length === 0,
            toolExecutionNotifications: report.faults.map((f) => ({
              level: 'error',
              message: { text: `${f.where}: ${f.message}` },
            })),
          },
        ],
        results: decisions.map((d) => resultOf(d, index.get(d.finding.ruleId) ?? 0)),
      },
    ],
  }
  return `${JSON.stringify(log, null, 1)}\n`
}

function ruleOf(f: Finding): unknown {
  return {
    id: f.ruleId,
    shortDescription: { text: f.description || f.ruleId },
    defaultConfiguration: { level: LEVEL[f.severity] },
    ...(f.rotate?.startsWith('https://') ? { helpUri: f.rotate } : {}),
    properties: { tags: ['security', ...f.tags], 'security-severity': SECURITY[f.severity] },
  }
}

function resultOf({ finding: f, verdict }: Decision, ruleIndex: number): unknown {
  const commit = 'commit' in f.origin ? f.origin.commit : undefined
  const told = `${f.description || f.ruleId}${commit ? ` in commit ${commit.id}` : ''}: ${verdict.reason}`
  return {
    ruleId: f.ruleId,
    ruleIndex,
    level: LEVEL[f.severity],
    message: { text: [told, ...remedyLines(f)].join('\n') },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(f.origin.path) },
          ...(f.region.startLine > 0 ? { region: regionOf(f) } : {}),
        },
      },
    ],
    partialFingerprints: {
      'stanch/v1': f.contentId,
      ...(commit ? { commitSha: commit.id, email: commit.email, author: commit.author, date: commit.date } : {}),
    },
    ...(verdict.action === 'allow' ? { suppressions: [{ kind: 'external', justification: verdict.reason }] } : {}),
    properties: { tags: f.tags, confidence: f.confidence, action: verdict.action, policy: verdict.policy },
  }
}

/** SARIF's end column is exclusive. */
function regionOf(f: Finding): unknown {
  const { startLine, startColumn, endLine, endColumn } = f.region
  return { startLine, startColumn, endLine, endColumn: endColumn + 1, snippet: { text: f.shown.match } }
}

function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
