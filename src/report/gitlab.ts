// Owns: GitLab's secret detection report (security report schema 15.x).
// Must not know: where it is written.
import { createHash } from 'node:crypto'
import { type Report, sorted } from '../core/report.ts'
import type { Decision } from '../core/verdict.ts'
import { remedyLines } from './remedy.ts'

const SCANNER = { id: 'stanch', name: 'stanch', vendor: { name: 'stanch' } } as const
const SEVERITY = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low' } as const

/** Blocked findings as vulnerabilities. The first identifier is GitLab's tracking key: the rule. */
export function renderGitlab(report: Report): string {
  const end = new Date(report.endedAt)
  const start = new Date(report.endedAt - report.stats.milliseconds)
  const blocked = sorted(report.decisions).filter((d) => d.verdict.action === 'block')
  const document = {
    version: '15.0.7',
    scan: {
      analyzer: { ...SCANNER, version: report.tool.version },
      scanner: { ...SCANNER, version: report.tool.version },
      type: 'secret_detection',
      start_time: stamp(start),
      end_time: stamp(end),
      status: report.faults.length > 0 ? 'failure' : 'success',
    },
    vulnerabilities: blocked.map(vulnerability),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function vulnerability({ finding: f, verdict }: Decision): unknown {
  const commit = 'commit' in f.origin ? f.origin.commit : undefined
  return {
    id: uuidOf(`${f.contentId}\0${f.fingerprint}`),
    category: 'secret_detection',
    name: f.description || f.ruleId,
    description: `${f.description || f.ruleId}: ${verdict.reason}`,
    ...(f.remedy ? { solution: remedyLines(f).join('\n') } : {}),
    severity: SEVERITY[f.severity],
    raw_source_code_extract: f.shown.secret,
    scanner: { id: SCANNER.id, name: SCANNER.name },
    location: {
      file: f.origin.path,
      start_line: Math.max(1, f.region.startLine),
      end_line: Math.max(1, f.region.endLine),
      ...(commit
        ? { commit: { sha: commit.id, author: commit.author, date: commit.date, message: commit.message } }
        : {}),
    },
    identifiers: [{ type: 'stanch_rule_id', name: `stanch rule ${f.ruleId}`, value: f.ruleId }],
    ...(f.rotate?.startsWith('https://') ? { links: [{ url: f.rotate }] } : {}),
  }
}

/** A stable UUID (version 5 layout) of a text, as RFC 4122 section 4.3 lays it out. */
function uuidOf(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function stamp(date: Date): string {
  return date.toISOString().slice(0, 19)
}
