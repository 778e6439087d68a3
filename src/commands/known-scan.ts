// Owns: the scan behind baseline, audit and explain: everything that is tracked, and the history when there is one.
// Must not know: what is done with the findings.
import { resolve } from 'node:path'
import type { Finding } from '../core/finding.ts'
import type { CommandLine } from '../core/options.ts'
import type { Report } from '../core/report.ts'
import type { Decision } from '../core/verdict.ts'
import { openRepo, type Repo } from '../git/repo.ts'
import { runGit, succeeded } from '../git/run.ts'
import type { Host } from '../host.ts'
import { rangeSource } from '../sources/range.ts'
import { trackedSource } from '../sources/tracked.ts'
import type { Ground } from './ground.ts'
import { scanOnce } from './scan.ts'

/** What a repository holds. */
export interface Known {
  readonly repo: Repo
  readonly ground: Ground
  /** Of both scans; a secret with the same rule, path and value once. */
  readonly decisions: readonly Decision[]
  readonly faults: Report['faults']
}

/** Scans the index, and all commits. */
export async function scanKnown({ options }: CommandLine, host: Host): Promise<Known> {
  const repo = await openRepo({ cwd: resolve(host.cwd, options.source ?? '.'), env: host.env })
  const request = { root: repo.top, options, host }
  const isolation = { context: repo.context, top: repo.top }
  const now = await scanOnce({ ...request, source: trackedSource(repo), isolation })
  const commits = succeeded(await runGit(repo.context, ['rev-parse', '-q', '--verify', 'HEAD']))
  const past = commits ? await scanOnce({ ...request, source: rangeSource(repo.context, ['--all']) }) : undefined
  const decisions = [...now.report.decisions, ...(past?.report.decisions ?? [])]
  return {
    repo,
    ground: now.ground,
    decisions: [...new Map(decisions.toReversed().map((d) => [d.finding.contentId, d])).values()].toReversed(),
    faults: [...now.report.faults, ...(past?.report.faults ?? [])],
  }
}

/** `config/app.js:12  github-pat` */
export function placeOf({ origin, region, ruleId }: Finding): string {
  return `${origin.path}:${region.startLine}  ${ruleId}`
}
