// Owns: the markdown report: for job summaries and merge request comments.
// Must not know: where it is written.
import { exitCodeOf, type Report, sorted } from '../core/report.ts'
import type { Decision } from '../core/verdict.ts'
import { clean } from './clean.ts'

const MOST = 500
const HEADLINE = ['No secrets found', 'Secrets found', 'Not everything was looked at'] as const

/** A headline, a table of the findings (at most 500), and what was not looked at. */
export function renderMarkdown(report: Report): string {
  const shown = sorted(report.decisions).filter((d) => d.verdict.action !== 'allow')
  const { stats } = report
  const lines = [
    `## stanch: ${HEADLINE[exitCodeOf(report)]}`,
    '',
    `Looked at ${stats.fragments} files (${stats.bytes} bytes) of the ${cell(report.scope)} with ${stats.rules} rules.`,
    '',
  ]
  if (shown.length > 0) {
    lines.push(
      '| what | where | secret | action | why |',
      '|---|---|---|---|---|',
      ...shown.slice(0, MOST).map(row),
      '',
    )
    if (shown.length > MOST) lines.push(`${shown.length - MOST} more are in the other reports.`, '')
  }
  if (report.faults.length > 0) {
    lines.push('### Not looked at', '', ...report.faults.map((f) => `- ${cell(f.where)}: ${cell(f.message)}`), '')
  }
  return lines.join('\n')
}

function row({ finding: f, verdict }: Decision): string {
  const commit = 'commit' in f.origin ? ` in ${f.origin.commit.id.slice(0, 12)}` : ''
  const where = `${f.origin.path}:${f.region.startLine}${commit}`
  const cells = [`${f.description} (${f.ruleId})`, where, f.shown.secret, verdict.action, verdict.reason]
  return `| ${cells.map(cell).join(' | ')} |`
}

/** Text that cannot leave its table cell or become markup. */
function cell(text: string): string {
  return clean(text).replace(/[\\`*_[\]<>|#~]/g, (c) => `\\${c}`)
}
