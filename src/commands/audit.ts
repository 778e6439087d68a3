// Owns: the verb `audit`: one finding after the other in the terminal, and what somebody says of each. Writes the baseline.
// Must not know: how findings are made.
import { randomBytes } from 'node:crypto'
import { formatBaseline } from '../config/baseline.ts'
import { UserError } from '../core/fault.ts'
import type { Finding } from '../core/finding.ts'
import type { CommandLine } from '../core/options.ts'
import type { BaselineEntry } from '../core/policy-facts.ts'
import type { Host } from '../host.ts'
import { clean } from '../report/clean.ts'
import { writeReportFile } from '../report/write.ts'
import { entryFor, hashOf, openBaseline } from './baseline.ts'
import { type Known, placeOf, scanKnown } from './known-scan.ts'

type Entries = Map<string, BaselineEntry>

interface Session {
  readonly file: string
  readonly salt: string
  readonly entries: Entries
  readonly findings: readonly Finding[]
}

/** Asks about every finding that nobody has judged yet. `audit --report` prints statistics only. */
export async function audit(line: CommandLine, host: Host): Promise<number> {
  const wantsReport = line.options.report === true
  if (!wantsReport && !(host.stdin.isTTY && host.stdout.isTTY)) {
    throw new UserError(
      'audit needs a terminal',
      'audit --report prints statistics; baseline create accepts everything',
    )
  }
  const known = await scanKnown(line, host)
  const session = opened(known, line, host)
  if (wantsReport) await host.stdout.write(statistics(session))
  else await triage(session, host)
  return known.faults.length > 0 ? 2 : 0
}

function opened(known: Known, line: CommandLine, host: Host): Session {
  const { file, old } = openBaseline(known.ground, line, host)
  const salt = old?.salt ?? randomBytes(16).toString('hex')
  const counted = known.decisions.filter((d) => d.verdict.action !== 'allow' || d.verdict.policy === 'baseline')
  return { file, salt, entries: new Map(old?.hashes), findings: counted.map((d) => d.finding) }
}

const KEYS = [
  { value: 'r', label: 'real: it keeps blocking until it is gone' },
  { value: 'f', label: 'false: not a secret' },
  { value: 'a', label: 'allow, with a reason' },
  { value: 'l', label: 'later' },
  { value: 'u', label: 'undo the last answer' },
  { value: 'q', label: 'quit; the rest is asked next time' },
] as const

async function triage(session: Session, host: Host): Promise<void> {
  const { selectKey, text, isCancel } = await import('@clack/prompts')
  const { entries, findings, salt } = session
  const open = findings.filter((f) => (entries.get(hashOf(salt, f))?.decision ?? 'known') === 'known')
  const undo: (readonly [hash: string, before: BaselineEntry | undefined])[] = []
  for (let i = 0; i < open.length; ) {
    const finding = open[i]!
    const hash = hashOf(salt, finding)
    await host.stdout.write(frameOf(finding, i, open.length, entries.get(hash)))
    const key = await selectKey({ message: 'What is it?', options: [...KEYS] })
    if (isCancel(key) || key === 'q') break
    if (key === 'u') {
      const last = undo.pop()
      if (last) restore(session, last)
      i = Math.max(0, i - 1)
      continue
    }
    const reason =
      key === 'a'
        ? await text({ message: 'Why may it stay?', validate: (v) => (v ? undefined : 'a reason, please') })
        : ''
    if (isCancel(reason)) break
    undo.push([hash, entries.get(hash)])
    if (key !== 'l')
      keep(session, hash, entryFor(finding, ({ r: 'real', f: 'false', a: 'allow' } as const)[key], String(reason)))
    i++
  }
  await host.stdout.write(statistics(session))
}

/** Every answer is written at once: what was said survives a closed terminal. */
function keep({ file, salt, entries }: Session, hash: string, entry: BaselineEntry): void {
  entries.set(hash, entry)
  writeReportFile(file, formatBaseline(salt, entries))
}

function restore({ file, salt, entries }: Session, [hash, before]: readonly [string, BaselineEntry | undefined]): void {
  if (before) entries.set(hash, before)
  else entries.delete(hash)
  writeReportFile(file, formatBaseline(salt, entries))
}

function frameOf(finding: Finding, i: number, of: number, before: BaselineEntry | undefined): string {
  const { frame } = finding.shown
  const lines = frame.lines.map((line, n) => `  ${String(frame.firstLine + n).padStart(5)} | ${clean(line)}`)
  const commit =
    'commit' in finding.origin
      ? `  ${finding.origin.commit.id.slice(0, 10)} ${clean(finding.origin.commit.author)}`
      : ''
  const said = before ? `  before: ${before.decision}${before.reason ? ` (${clean(before.reason)})` : ''}\n` : ''
  return `\n${i + 1} of ${of}  ${clean(placeOf(finding))}  ${clean(finding.description)}${commit}\n${lines.join('\n')}\n${said}`
}

/** Answers by rule: how many are real, false, allowed and open, and how often the rule was right. */
export function statistics({ entries, findings, salt }: Session): string {
  const rows = new Map<string, Record<BaselineEntry['decision'], number>>()
  for (const finding of findings) {
    const row = rows.get(finding.ruleId) ?? { known: 0, real: 0, false: 0, allow: 0 }
    row[entries.get(hashOf(salt, finding))?.decision ?? 'known']++
    rows.set(finding.ruleId, row)
  }
  const lines = [...rows].sort().map(([rule, n]) => {
    const judged = n.real + n.false + n.allow
    const right = judged === 0 ? '-' : `${Math.round((100 * n.real) / judged)} %`
    return `${rule.padEnd(40)} ${[n.real, n.false, n.allow, n.known].map((x) => String(x).padStart(6)).join(' ')} ${right.padStart(6)}`
  })
  return `${'rule'.padEnd(40)}   real  false  allow   open  right\n${lines.map((l) => `${l}\n`).join('')}`
}
