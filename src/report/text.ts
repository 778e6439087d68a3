// Owns: the report for people: what was found, why it is blocked, how to mend it, how to allow it.
// Must not know: where it is written; colours come in as a style.
import type { Fault } from '../core/fault.ts'
import { exitCodeOf, type Report, sorted } from '../core/report.ts'
import { clean } from './clean.ts'
import { grouped } from './group.ts'
import { paint, RED, type TextStyle } from './style.ts'
import { findingText } from './text-finding.ts'

/** After that many findings the advice is not repeated. */
const ADVISED = 3

/** The whole report as text; '' when there is nothing to say. */
export function renderText(report: Report, style: TextStyle): string {
  const shown = sorted(report.decisions).filter((d) => d.verdict.action !== 'allow')
  const parts = [
    ...grouped(shown).map((group, i) => findingText(group, style, i >= ADVISED)),
    ...report.faults.map((f) => faultLine(f, style)),
    ...(style.verbose ? report.skips.map((s) => `skipped  ${clean(s.where)}: ${clean(s.why)}`) : []),
    ...report.stale.map((line) => `stale  ${clean(line)}\n`),
    ...report.notes.map((n) => `note  ${clean(n)}\n`),
    summary(report, style),
  ]
  return parts.join('\n')
}

function faultLine(f: Fault, style: TextStyle): string {
  const hint = f.hint ? `\n  hint  ${clean(f.hint)}` : ''
  return `${paint('not looked at', RED, style)}  ${clean(f.where)}: ${clean(f.message)}${hint}\n`
}

function summary(report: Report, style: TextStyle): string {
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
