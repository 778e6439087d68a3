// Owns: the verb `explain`: which rule fired, what each policy said, and why an allowlist did or did not apply.
// Must not know: how rules or policies work; it asks them.
import { loadFacts } from '../config/facts.ts'
import { UserError } from '../core/fault.ts'
import { type Finding, fingerprint } from '../core/finding.ts'
import type { CommandLine } from '../core/options.ts'
import type { Host } from '../host.ts'
import { opinions } from '../policy/decide.ts'
import { clean } from '../report/clean.ts'
import { allowlistsOf } from './explain-allowlists.ts'
import { type Known, scanKnown } from './known-scan.ts'

/** `explain FINGERPRINT`: a place (`file:rule:line`, with or without a commit) or a content id. Exit 1 when there is none. */
export async function explain(line: CommandLine, host: Host): Promise<number> {
  const [name, ...rest] = line.args
  if (!name || rest.length > 0) throw new UserError('explain takes one fingerprint', 'it stands in every report')
  const known = await scanKnown(line, host)
  const finding = known.decisions.map((d) => d.finding).find((f) => namesOf(f).includes(name))
  const text = finding ? await found(finding, known, line, host) : await notFound(name, known, line, host)
  await host.stdout.write(text)
  if (known.faults.length > 0) return 2
  return finding ? 0 : 1
}

function namesOf(f: Finding): string[] {
  return [f.fingerprint, f.contentId, fingerprint({ kind: 'file', path: f.origin.path }, f.ruleId, f.region.startLine)]
}

async function found(f: Finding, { ground }: Known, { options }: CommandLine, host: Host): Promise<string> {
  const facts = await loadFacts({
    ...{ root: ground.root, cwd: host.cwd, view: ground.view, scopes: ground.scopes, now: host.now() },
    ...{ ignorePath: options.gitleaksIgnorePath, baselinePath: options.baselinePath, paths: [f.origin.path] },
  })
  const said = opinions(f, facts).map(({ policy, verdict, remark }) => {
    const words = verdict ? `${verdict.action}: ${verdict.reason}` : remark || 'no opinion'
    return `  ${policy.padEnd(14)} ${clean(words)}`
  })
  const stands = opinions(f, facts).find((o) => o.verdict)?.verdict
  const lists = await allowlistsOf(f, ground, options, host)
  return [
    `${clean(f.origin.path)}:${f.region.startLine}:${f.region.startColumn}  ${clean(f.description)}`,
    `  rule           ${f.ruleId}  severity ${f.severity}, confidence ${f.confidence}${lists.definedAt ? `, ${lists.definedAt}` : ''}`,
    `  fingerprint    ${clean(f.fingerprint)}`,
    `  content id     ${f.contentId}`,
    ...(f.via.length > 0 ? [`  decoded        ${f.via.join(', then ')}`] : []),
    ...(f.state ? [`  check          ${clean(f.state)}`] : []),
    'policies, the first with an opinion decides:',
    ...said,
    `  -> ${stands ? `${stands.action} (${stands.policy})` : 'block: no policy allows it'}`,
    'allowlists of the rules:',
    ...(lists.lines.length > 0 ? lists.lines.map((l) => `  ${clean(l)}`) : ['  none']),
    '',
  ].join('\n')
}

/** Nothing of that name: perhaps an allowlist of the rules kept it from being a finding. */
async function notFound(name: string, { ground }: Known, { options }: CommandLine, host: Host): Promise<string> {
  const { whyNot } = await import('./explain-allowlists.ts')
  const lines = await whyNot(name, ground, options, host)
  return `${clean(name)}: no such finding in the tracked files or the history\n${lines.map((l) => `  ${clean(l)}\n`).join('')}`
}
