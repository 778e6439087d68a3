// Owns: the report for people: what was found, why it is blocked, how to mend it, how to allow it.
// Must not know: where it is written; colours come in as a style.
import type { Fault } from '../core/fault.ts'
import type { Finding } from '../core/finding.ts'
import { exitCodeOf, type Report, sorted } from '../core/report.ts'
import type { Decision } from '../core/verdict.ts'
import { clean } from './clean.ts'

/** How to paint, and what the run knows of its surroundings. */
export interface TextStyle {
  readonly color: boolean
  /** The honest way round the hook that is running. */
  readonly bypass: string
}

/** The whole report as text; '' when there is nothing to say. */
export function renderText(report: Report, style: TextStyle): string {
  const shown = sorted(report.decisions).filter((d) => d.verdict.action !== 'allow')
  const parts = [
    ...shown.map((d) => block(d, style)),
    ...report.faults.map((f) => faultLine(f, style)),
    ...report.stale.map((line) => `stale  ${clean(line)}\n`),
    ...report.notes.map((n) => `note  ${clean(n)}\n`),
    summary(report, style),
  ]
  return parts.join('\n')
}

function block({ finding: f, verdict }: Decision, style: TextStyle): string {
  const color = verdict.action === 'block' ? RED : YELLOW
  const place = `${clean(f.origin.path || '(stdin)')}:${f.secretRegion.startLine}:${f.secretRegion.startColumn}`
  const head = [paint(verdict.action === 'block' ? 'blocked' : 'warning', color, style), place, clean(f.description)]
  return [
    `${head.join('  ')}  [${clean(f.ruleId)}]  ${f.severity}`,
    ...frameLines(f, style),
    ...advice(f, verdict.reason),
    '',
  ].join('\n')
}

function frameLines(f: Finding, style: TextStyle): string[] {
  const { firstLine, lines } = f.shown.frame
  const width = String(firstLine + lines.length - 1).length
  return lines.map((line, i) => {
    const n = firstLine + i
    const hit = n >= f.region.startLine && n <= f.region.endLine
    const gutter = `${hit ? '>' : ' '} ${String(n).padStart(width)} |`
    return `  ${hit ? paint(gutter, RED, style) : paint(gutter, DIM, style)} ${clean(line)}`
  })
}

function advice(f: Finding, reason: string): string[] {
  if (f.remedy)
    return [['why', reason] as const, ...f.remedy].map(([what, line]) => `  ${what.padEnd(7)} ${clean(line)}`)
  const rotate = f.rotate ? `: ${clean(f.rotate)}` : ' where it was issued'
  return [
    `  why     ${clean(reason)}${f.state ? ` (${clean(f.state)})` : ''}`,
    `  remove  take it out of the file, then: git add ${clean(f.origin.path)}`,
    `  rotate  if it was ever pushed or shared, revoke it${rotate}`,
    `  refer   ${referTo(f)}`,
    `  allow   not a secret? end the line with a comment: stanch:allow ${clean(f.ruleId)}`,
    `          or add to .stanchignore: ${clean(f.fingerprint)}`,
  ]
}

/** What to write instead: the vault's own reference when it has one. */
function referTo({ vault }: Finding): string {
  if (!vault?.reference) return 'keep it in the environment or the vault, and read it from there'
  return clean(`write ${vault.reference}${vault.variable ? ` or \${${vault.variable}}` : ''} instead`)
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

const RED = '31'
const YELLOW = '33'
const DIM = '2'

function paint(text: string, code: string, style: TextStyle): string {
  return style.color ? `\u001b[${code}m${text}\u001b[0m` : text
}
