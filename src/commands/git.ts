// Owns: the verb `git`: the history of a repository, or a part of it.
// Must not know: how it is read or judged.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '../core/fault.ts'
import type { CommandLine, RawOptions } from '../core/options.ts'
import type { Part } from '../core/report.ts'
import { needCommits } from '../git/commits-here.ts'
import { openRepo } from '../git/repo.ts'
import { revsOfLogOptions } from '../git/selection.ts'
import { Walk } from '../git/walk.ts'
import type { Host } from '../host.ts'
import { archiveLimits } from '../sources/archives/limits.ts'
import { rangeSource } from '../sources/range.ts'
import { withRefContents } from '../sources/ref-contents.ts'
import { withShallow } from '../sources/shallow.ts'
import { ciRevisions } from './ci.ts'
import type { Gathered } from './gather.ts'
import { CachedHistory, type CachedRequest } from './git-cached.ts'
import { Submodules, wholeHistory } from './git-history.ts'
import { withHistory } from './history-facts.ts'
import { partOf } from './part.ts'
import { runScan } from './scan.ts'
import type { SourceGiven } from './scan-request.ts'

/** Scans the history: everything that a ref reaches, or the commits that the user asked for. */
export async function git(line: CommandLine, host: Host): Promise<number> {
  const { options, args } = line
  if (options.staged) return (await import('./protect.ts')).protect(line, host)
  if (options.preCommit) return (await import('./worktree.ts')).worktree(line, host)
  const { folder, ranges } = placed(args, host.cwd)
  const cwd = resolve(host.cwd, options.source ?? folder)
  const repo = await openRepo({ cwd, env: host.env })
  const hasCommits = needCommits(repo)
  hasCommits.catch(() => undefined) // awaited below: git is asked while rules are read
  if (options.ci) await hasCommits
  const ci = options.ci ? await ciRevisions(repo.context, host) : undefined
  const revs = ci?.revs ?? revsOf(options, ranges)
  const selected = revs ?? everything(options)
  const archives = archiveLimits(options.maxArchiveDepth)
  const part = options.shard === undefined ? undefined : partOf(options.shard)
  if (part && revs) throw new UserError('--shard is for whole histories', 'a range is small enough for one run')
  const walk = new Walk()
  const wish = { repo, revs: revs ? everything(options) : selected, archives, part, walk }
  const submodules = options.recurseSubmodules ? new Submodules(wish, options.allowShallow ?? false) : undefined
  const make = revs ? () => rangeSource(repo.context, revs, ci?.note, archives) : wholeHistory(wish)
  const cached = cachedBy(revs, part, { repo, revs: selected, archives, walk, options, version: host.version })
  const source = async (given: SourceGiven) => {
    await hasCommits
    const whole = await make(given)
    const own = cached ? cached.over(whole, given) : whole
    const made = submodules ? submodules.behind(own, given) : own
    const { context } = repo
    const messagesOf = options.messages ? selected : undefined
    const all = !revs || messagesOf ? withRefContents(made, { context, messagesOf }) : made
    return options.allowShallow ? all : withShallow(all, repo, selected)
  }
  const after = async ({ findings, faults }: Gathered) => {
    if (faults.length === 0 && !host.signal.aborted) cached?.remember(findings)
    return submodules ? submodules.told(findings) : withHistory(repo, findings, { walk })
  }
  const isolation = { context: repo.context, top: repo.top, tip: { revs } }
  const whole = !revs && !part
  return runScan({ source, after, root: repo.top, options, host, isolation, whole, ...(part ? { part } : {}) })
}

/** --cache is for whole histories of one repository: a range is short, and a share is not the whole. */
function cachedBy(
  revs: readonly string[] | undefined,
  part: Part | undefined,
  request: Omit<CachedRequest, 'dir'>,
): CachedHistory | undefined {
  const { cache: dir, recurseSubmodules } = request.options
  return dir === undefined || revs || part || recurseSubmodules ? undefined : new CachedHistory({ ...request, dir })
}

/** All refs, and what the reflog knows when asked. */
function everything(options: RawOptions): string[] {
  return options.reflog ? ['--all', '--reflog'] : ['--all']
}

/** What the user selected; undefined = everything. */
function revsOf(options: RawOptions, ranges: readonly string[]): string[] | undefined {
  const ways = [options.logOpts, options.sinceCommit, ranges[0]].filter((way) => way !== undefined)
  if (ways.length > 1)
    throw new UserError('more than one range was given', 'give one of: A..B, --log-opts, --since-commit')
  if (options.logOpts !== undefined) return revsOfLogOptions(options.logOpts)
  if (options.sinceCommit !== undefined) return ['HEAD', `^${options.sinceCommit}`]
  return ranges.length > 0 ? [...ranges] : undefined
}

/** The first argument is a folder if there is one of that name; all others are revisions. */
function placed(args: readonly string[], cwd: string): { folder: string; ranges: readonly string[] } {
  const [first = '', ...rest] = args
  if (first === '') return { folder: '.', ranges: rest }
  const isFolder = statSync(resolve(cwd, first), { throwIfNoEntry: false })?.isDirectory() ?? false
  if (isFolder) return { folder: first, ranges: rest }
  if (/[/\\]/.test(first) && !first.includes('..'))
    throw new UserError(`${first} does not exist`, 'nothing was scanned')
  return { folder: '.', ranges: args }
}
