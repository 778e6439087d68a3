// Owns: the last line of the report for people, and whether it is all there is to say: a clean run renders nothing else.
// Must not know: where it is written.
import { exitCodeOf, type Report } from '../core/report.ts'
import { paint, RED, type TextStyle } from './style.ts'

/** Whether the report as text is the summary alone. */
export function isSummaryOnly(report: Report, style: TextStyle): boolean {
  const { decisions, faults, skips, stale, notes } = report
  if (faults.length + stale.length + notes.length > 0 || (style.verbose && skips.length > 0)) return false
  return decisions.every((d) => d.verdict.action === 'allow')
}

/** One line: what was looked at and what came of it; the honest way round the hook after it when something is blocked. */
export function summary(report: Report, style: TextStyle): string {
  const { stats } = report
  const blocked = report.decisions.filter((d) => d.verdict.action === 'block').length
  const allowed = report.decisions.filter((d) => d.verdict.action === 'allow').length
  const looked = `${count(stats.fragments, 'file')}, ${bytes(stats.bytes)} of new text, ${stats.rules} rules, ${stats.milliseconds} ms`
  const extra = [
    ...(allowed > 0 ? [`${allowed} allowed`] : []),
    ...(report.skips.length > 0 ? [`${report.skips.length} skipped`] : []),
  ]
  const tail = `(${[`looked at ${looked}`, ...extra].join('; ')})`
  const code = exitCodeOf(report)
  if (code === 2)
    return `stanch: ${paint('not everything was looked at', RED, style)}; nothing is claimed clean ${tail}\n`
  if (code === 0) {
    const nothing = stats.fragments === 0 && report.skips.length === 0
    return nothing
      ? `stanch: nothing to scan in the ${report.scope}\n`
      : `stanch: no secrets in the ${report.scope} ${tail}\n`
  }
  return `stanch: ${paint(`${count(blocked, 'problem')}`, RED, style)} in the ${report.scope} ${tail}\n${style.bypass}`
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

function bytes(n: number): string {
  if (n < 1000) return `${n} bytes`
  return n < 1e6 ? `${(n / 1e3).toFixed(1)} kB` : `${(n / 1e6).toFixed(1)} MB`
}
