// Owns: one finding for people: its frame with the secret marked, why it is there, how to mend it, how to allow it.
// Must not know: the rest of the report.
import type { Finding } from '../core/finding.ts'
import { clean } from './clean.ts'
import { commitLines, type Group } from './group.ts'
import { DIM, paint, RED, type TextStyle, YELLOW } from './style.ts'

/** The text of a secret at its first place. `brief` leaves out advice that was given with earlier findings. */
export function findingText(group: Group, style: TextStyle, brief: boolean): string {
  const { finding: f, verdict } = group.first
  const blocked = verdict.action === 'block'
  const at = f.secretRegion.startLine > 0 ? `:${f.secretRegion.startLine}:${f.secretRegion.startColumn}` : ''
  const place = `${clean(f.origin.path || '(stdin)')}${at}`
  const head = [paint(blocked ? 'blocked' : 'warning', blocked ? RED : YELLOW, style), place, clean(f.description)]
  const lines = [`${head.join('  ')}  [${clean(f.ruleId)}]  ${f.severity}`, ...frameLines(f, style)]
  const advice = f.remedy ? [['why', verdict.reason] as const, ...f.remedy] : adviceOf(f, verdict.reason, brief)
  return [
    ...lines,
    ...[...commitLines(group), ...advice].map(([what, line]) => `  ${what.padEnd(7)} ${clean(line)}`),
    '',
  ].join('\n')
}

function frameLines(f: Finding, style: TextStyle): string[] {
  const { firstLine, lines } = f.shown.frame
  const width = String(firstLine + lines.length - 1).length
  return lines.flatMap((line, i) => {
    const n = firstLine + i
    const hit = n >= f.region.startLine && n <= f.region.endLine
    const gutter = `  ${hit ? '>' : ' '} ${String(n).padStart(width)} |`
    const text = clean(line)
    const row = `${hit ? paint(gutter, RED, style) : paint(gutter, DIM, style)} ${text}`
    const mark = n === f.secretRegion.startLine ? markUnder(text, f.shown.secret) : undefined
    return mark === undefined ? [row] : [row, paint(`${' '.repeat(gutter.length - 1)}| ${mark}`, RED, style)]
  })
}

/** Carets under the (hidden) secret; undefined when it does not stand on that line as a whole. */
function markUnder(text: string, secret: string): string | undefined {
  const at = secret === '' ? -1 : text.indexOf(secret)
  if (at === -1) return undefined
  return `${text.slice(0, at).replace(/[^\t]/g, ' ')}${'^'.repeat(Math.min(secret.length, 80))}`
}

type Advice = readonly (readonly [what: string, line: string])[]

function adviceOf(f: Finding, reason: string, brief: boolean): Advice {
  const inHistory = f.origin.kind === 'commit' || f.origin.kind === 'message'
  const rotate = f.rotate ?? 'where it was issued'
  const why = ['why', f.state ? `${reason} (${f.state})` : reason] as const
  const allow = ['allow', `not a secret? add to .stanchignore: ${f.fingerprint}`] as const
  if (brief) return [why, ...(f.rotate ? [['rotate', f.rotate] as const] : []), allow]
  return [
    why,
    ...(inHistory
      ? [
          ['rotate', `it is in the history, so revoke it first: ${rotate}`] as const,
          ['remove', 'then take it out of the file (and of the history, if others must not read it)'] as const,
        ]
      : [
          [
            'remove',
            `take it out of the file${f.origin.kind === 'staged' ? `, then: git add ${quoted(f.origin.path)}` : ''}`,
          ] as const,
          ['rotate', `if it was ever pushed or shared, revoke it: ${rotate}`] as const,
        ]),
    ['refer', referTo(f)],
    ['allow', `not a secret? end the line with a comment: stanch:allow ${f.ruleId}`],
    ['', `or add to .stanchignore: ${f.fingerprint}`],
  ]
}

/** What to write instead: the vault's own reference when it has one. */
function referTo({ vault }: Finding): string {
  if (!vault?.reference) return 'keep it in the environment or the vault, and read it from there'
  return `write ${vault.reference}${vault.variable ? ` or \${${vault.variable}}` : ''} instead`
}

/** A path that can be pasted into a shell. */
function quoted(path: string): string {
  if (/^[\w./@%+,:=][\w./@%+,:=-]*$/.test(path)) return path
  return `-- '${path.replaceAll("'", "'\\''")}'`
}
