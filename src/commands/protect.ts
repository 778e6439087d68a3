// Owns: the verb `protect`: what is about to be committed, or what the pre-commit program asks for instead.
// Must not know: how it is read or judged.
import { resolve } from 'node:path'
import type { Source } from '../core/fragment.ts'
import type { CommandLine } from '../core/options.ts'
import type { Repo } from '../git/repo.ts'
import type { Host } from '../host.ts'
import { archiveLimits } from '../sources/archives/limits.ts'
import { type StagedSource, stagedSource } from '../sources/staged.ts'
import type { IsolationScope } from './isolate.ts'
import { runScan } from './scan.ts'
import type { ScanRequest } from './scan-request.ts'

/** Scans the index against HEAD; all tracked files or a range of commits when pre-commit was called for these. */
export async function protect(line: CommandLine, host: Host): Promise<number> {
  const { options, args } = line
  const context = { cwd: resolve(host.cwd, options.source ?? args[0] ?? '.'), env: host.env }
  const staged = stagedSource(context, archiveLimits(options.maxArchiveDepth))
  try {
    const repo = await staged.repo
    const { source: plain, isolation, wholeFiles = false } = await chosen(staged, repo, line, host)
    const source = options.overlay ? await underOverlay(plain, repo, line, host) : plain
    return await runScan({ source, root: repo.top, options, host, isolation, wholeFiles })
  } finally {
    staged.close()
  }
}

async function underOverlay(source: Source, repo: Repo, { options }: CommandLine, host: Host): Promise<Source> {
  return (await import('./with-overlay.ts')).stagedUnderOverlay(source, repo, options, host)
}

type Chosen = Pick<ScanRequest, 'wholeFiles'> & { readonly source: Source; readonly isolation: IsolationScope }

async function chosen(staged: StagedSource, repo: Repo, { options }: CommandLine, { env }: Host): Promise<Chosen> {
  const archives = archiveLimits(options.maxArchiveDepth)
  const isolation = { context: repo.context, top: repo.top, paths: staged.paths }
  const revs = rangeOf(env)
  if (revs) {
    const { rangeSource } = await import('../sources/range.ts')
    const { allOfRange } = await import('./range-isolation.ts')
    return { source: rangeSource(repo.context, revs, undefined, archives), isolation: allOfRange(repo, revs) }
  }
  if (options.allFiles || (isBareRun(env) && (await staged.isEmpty()))) {
    const { trackedSource } = await import('../sources/tracked.ts')
    return { source: trackedSource(repo, archives), isolation, wholeFiles: true }
  }
  return { source: staged, isolation }
}

/**
 * `pre-commit run --all-files` tells a hook nothing of it. What shows is that git made no index for the hook, and that
 * nothing is staged: scanning nothing would pass in CI for ever.
 */
function isBareRun(env: Host['env']): boolean {
  return env.PRE_COMMIT === '1' && env.GIT_INDEX_FILE === undefined
}

/** `pre-commit run --from-ref A --to-ref B`, and its pre-push, where what the remote has is left out. */
function rangeOf(env: Host['env']): string[] | undefined {
  const { PRE_COMMIT_FROM_REF: from, PRE_COMMIT_TO_REF: to, PRE_COMMIT_REMOTE_NAME: remote } = env
  const pushed = to || env.PRE_COMMIT_LOCAL_BRANCH
  if (remote && pushed) return [pushed, '--not', `--remotes=${remote}`]
  return from && to ? [`${from}..${to}`] : undefined
}
