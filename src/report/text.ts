// Owns: the report for people: what was found, why it is blocked, how to mend it, how to allow it.
// Must not know: where it is written; colours come in as a style.
import type { Fault } from '../core/fault.ts'
import { type Report, sorted } from '../core/report.ts'
import { clean } from './clean.ts'
import { grouped } from './group.ts'
import { paint, RED, type TextStyle } from './style.ts'
import { summary } from './summary.ts'
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
