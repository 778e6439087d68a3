// Owns: the verb `baseline`: create, update or prune the file of known findings. It writes that file.
// Must not know: how a baseline looks inside (config/baseline.ts).
import { randomBytes } from 'node:crypto'
import { relative } from 'node:path'
import { formatBaseline, parseBaseline } from '../config/baseline.ts'
import { baselineFile } from '../config/facts.ts'
import { baselineHash } from '../core/baseline-hash.ts'
import { UserError } from '../core/fault.ts'
import type { Finding } from '../core/finding.ts'
import type { CommandLine } from '../core/options.ts'
import type { Baseline, BaselineEntry } from '../core/policy-facts.ts'
import type { Host } from '../host.ts'
import { writeReportFile } from '../report/write.ts'
import type { Ground } from './ground.ts'
import { type Known, scanKnown } from './known-scan.ts'

/** `baseline create | update | prune`. Nothing is written when not everything was looked at. */
export async function baseline(line: CommandLine, host: Host): Promise<number> {
  const [what = ''] = line.args
  if (what !== 'create' && what !== 'update' && what !== 'prune') {
    throw new UserError(`baseline ${what || 'needs a command'}`, 'baseline create, baseline update or baseline prune')
  }
  const known = await scanKnown(line, host)
  if (known.faults.length > 0) {
    const [first] = known.faults
    await host.stderr.write(`stanch: ${first!.where}: ${first!.message}; nothing was written\n`)
    return 2
  }
  const { file, old } = openBaseline(known.ground, line, host)
  if (what === 'create' && old) throw new UserError(`${file} is there already`, 'stanch baseline update adds to it')
  if (what !== 'create' && !old) throw new UserError(`there is no baseline ${file}`, 'stanch baseline create makes one')
  const salt = old?.hashes.size ? old.salt : randomBytes(16).toString('hex')
  const { entries, added, removed } = merged(known, salt, old, what)
  writeReportFile(file, formatBaseline(salt, entries))
  const name = relative(host.cwd, file) || file
  await host.stdout.write(`${name}: ${entries.size} known, ${added} added, ${removed} removed\n`)
  return 0
}

/** The baseline of a run: where it stands, and what it holds. */
export function openBaseline(
  ground: Ground,
  { options }: CommandLine,
  host: Host,
): { file: string; old: Baseline | undefined } {
  const lookup = { root: ground.root, cwd: host.cwd, scopes: ground.scopes, baselinePath: options.baselinePath }
  const { file } = baselineFile(lookup)
  const bytes = ground.files.read(file)
  const old = bytes && parseBaseline(bytes.toString(), file)
  if (old && old.salt === 'report') {
    throw new UserError(
      `${file} is a report, which can be used as a baseline but not added to`,
      'stanch baseline create',
    )
  }
  return { file, old: old ?? undefined }
}

/** The hash under which a finding is known. */
export function hashOf(salt: string, { secret, ruleId, origin }: Finding): string {
  return secret.with((value) => baselineHash(salt, ruleId, origin.path, value))
}

function merged(known: Known, salt: string, old: Baseline | undefined, what: 'create' | 'update' | 'prune') {
  const before = old?.hashes ?? new Map<string, BaselineEntry>()
  const entries = new Map<string, BaselineEntry>(what === 'prune' ? [] : before)
  let added = 0
  for (const { finding, verdict } of known.decisions) {
    const hash = hashOf(salt, finding)
    const kept = before.get(hash)
    if (kept) entries.set(hash, kept)
    else if (what !== 'prune' && verdict.action !== 'allow' && !entries.has(hash)) {
      entries.set(hash, entryFor(finding, 'known', ''))
      added++
    }
  }
  return { entries, added, removed: [...before.keys()].filter((hash) => !entries.has(hash)).length }
}

/** An entry for a finding. */
export function entryFor(finding: Finding, decision: BaselineEntry['decision'], reason: string): BaselineEntry {
  return { file: '', line: 0, ruleId: finding.ruleId, path: finding.origin.path, decision, reason, until: '' }
}
