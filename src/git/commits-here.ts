// Owns: which commits a repository has: none at all, where a shallow clone ends, whether a name leads to one.
// Must not know: why they are asked. Off the hook path.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UserError } from '../core/fault.ts'
import type { Repo } from './repo.ts'
import { type GitContext, gitError, runGit, succeeded } from './run.ts'

/** Throws when no ref leads to a commit: there is nothing to scan, which is not the same as clean. */
export async function needCommits(repo: Repo): Promise<void> {
  // HEAD tells nearly always, and at once: git reads every ref to list one commit.
  if ((await hasHead(repo.context)) || (await told(repo, ['rev-list', '--all', '-n1'])) !== '') return
  throw new UserError(`${repo.top} has no commits`, 'commit something, or scan files: stanch dir')
}

/** Whether HEAD leads to a commit: a run that knows asks once. */
export function hasHead(context: GitContext): Promise<boolean> {
  const known = heads.get(context) ?? hasCommit(context, 'HEAD')
  heads.set(context, known)
  return known
}

const heads = new WeakMap<GitContext, Promise<boolean>>()

/** The commits whose parents a shallow clone left out. */
export function shallowCommits({ gitDir, context }: Repo): string[] {
  // A work tree beside the main one has a folder of its own, and there the name of that which all share: gitrepository-layout(5).
  const link = join(gitDir, 'commondir')
  const named = existsSync(link) ? readFileSync(link, 'utf8').trimEnd() : '.'
  const common = context.env.GIT_COMMON_DIR ? resolve(context.cwd, context.env.GIT_COMMON_DIR) : resolve(gitDir, named)
  const file = join(common, 'shallow')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}

/** Whether a name leads to a commit that is here; with `within`, whether that one holds it already. */
export async function hasCommit(context: GitContext, name: string, within?: string): Promise<boolean> {
  const asked = ['rev-parse', '-q', '--verify', '--end-of-options', `${name}^{commit}`]
  const found = await runGit(context, asked)
  if (found.signal) throw gitError(asked, found) // a git that was killed has not said no
  if (!succeeded(found) || within === undefined) return succeeded(found)
  const oid = found.stdout.toString().trim()
  return succeeded(await runGit(context, ['merge-base', '--is-ancestor', oid, within]))
}

async function told({ context }: Repo, asked: readonly string[]): Promise<string> {
  const result = await runGit(context, asked)
  if (!succeeded(result)) throw gitError(asked, result)
  return result.stdout.toString().trimEnd()
}
