// Owns: which commits a repository has: none at all, where a shallow clone ends, whether a name leads to one.
// Must not know: why they are asked. Off the hook path.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '../core/fault.ts'
import type { Repo } from './repo.ts'
import { type GitContext, gitError, runGit, succeeded } from './run.ts'

/** Throws when no ref leads to a commit: there is nothing to scan, which is not the same as clean. */
export async function needCommits(repo: Repo): Promise<void> {
  if ((await told(repo, ['rev-list', '--all', '-n1'])) === '')
    throw new UserError(`${repo.top} has no commits`, 'commit something, or scan files: stanch dir')
}

/** The commits whose parents a shallow clone left out. */
export async function shallowCommits(repo: Repo): Promise<string[]> {
  const file = resolve(repo.context.cwd, await told(repo, ['rev-parse', '--git-path', 'shallow']))
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
