// Owns: GitHub Actions' workflow commands: annotations on the lines of a pull request.
// Must not know: where they are written.
//
//   ::error file=app.js,line=1,endLine=1,col=12,title=...::message
import { type Report, sorted } from '../core/report.ts'
import type { Decision } from '../core/verdict.ts'
import { remedyLines } from './remedy.ts'

const RANK = { critical: 0, high: 1, medium: 2, low: 3 } as const

/** Worst first: GitHub shows ten of each level a step. Faults are errors, too. */
export function renderGithub(report: Report): string {
  const shown = sorted(report.decisions).filter((d) => d.verdict.action !== 'allow')
  const worst = [...shown].sort((a, b) => RANK[a.finding.severity] - RANK[b.finding.severity])
  const faults = report.faults.map((f) => `::error title=not looked at::${data(`${f.where}: ${f.message}`)}\n`)
  return [...faults, ...worst.map(annotation)].join('')
}

function annotation({ finding: f, verdict }: Decision): string {
  const { startLine, endLine, startColumn } = f.region
  const title = `${f.description || f.ruleId} (${f.ruleId})`
  const at = [
    `file=${property(f.origin.path)}`,
    ...(startLine > 0 ? [`line=${startLine}`, `endLine=${endLine}`, `col=${startColumn}`] : []),
  ]
  const kind = verdict.action === 'block' ? 'error' : 'warning'
  const advice = f.remedy ? remedyLines(f).join('\n') : 'Remove it, rotate it, refer to it.'
  const message = `${verdict.reason}. ${advice}${f.remedy ? '\n' : ' '}Fingerprint: ${f.fingerprint}`
  return `::${kind} ${[...at, `title=${property(title)}`].join(',')}::${data(message)}\n`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
