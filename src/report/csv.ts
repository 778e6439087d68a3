// Owns: the csv report: gitleaks' columns, ours after them.
// Must not know: where it is written.
import { type Report, sorted } from '../core/report.ts'
import type { Decision } from '../core/verdict.ts'

const COLUMNS = [
  'RuleID', 'Commit', 'File', 'SymlinkFile', 'Secret', 'Match', 'StartLine', 'EndLine', 'StartColumn', 'EndColumn',
  'Author', 'Message', 'Date', 'Email', 'Fingerprint', 'Tags', 'Severity', 'Confidence', 'Action',
] as const // biome-ignore format: a table

/** One line for each finding that is blocked or warned of, after a header line. */
export function renderCsv(report: Report): string {
  const rows = sorted(report.decisions)
    .filter((d) => d.verdict.action !== 'allow')
    .map(cells)
  return [COLUMNS, ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('')
}

function cells({ finding: f, verdict }: Decision): string[] {
  const commit = 'commit' in f.origin ? f.origin.commit : undefined
  const { startLine, endLine, startColumn, endColumn } = f.region
  return [
    f.ruleId,
    commit?.id ?? '',
    f.origin.path,
    (f.origin.kind === 'file' ? f.origin.symlink : undefined) ?? '',
    f.shown.secret,
    f.shown.match,
    ...[startLine, endLine, startColumn, endColumn].map(String),
    commit?.author ?? '',
    commit?.message ?? '',
    commit?.date ?? '',
    commit?.email ?? '',
    f.fingerprint,
    [...f.tags, ...f.via.map((v) => `decoded:${v}`)].join(' '),
    f.severity,
    f.confidence,
    verdict.action,
  ]
}

/** RFC 4180; a cell that a spreadsheet would run as a formula gets an apostrophe in front. */
function quoted(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]|^ /.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
