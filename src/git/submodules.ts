// Owns: where the repository of a submodule is: below its folder of the work tree, or absorbed into the git folder.
// Must not know: why it is asked. Paths and names come from the scanned repository: nothing outside of it is opened.
import { existsSync, realpathSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { UserError } from '../core/fault.ts'
import { needCommits } from './commits-here.ts'
import { openRepo, type Repo } from './repo.ts'
import { type GitContext, runGit, succeeded } from './run.ts'

/** Opens a submodule; `path` is relative to the top. A text instead says why there is nothing to open. */
export async function openSubmodule(repo: Repo, path: string): Promise<Repo | string> {
  try {
    const context = await placeOf(repo, path)
    if (!context) return 'the submodule is not here'
    const opened = await openRepo(context)
    if (opened.gitDir === repo.gitDir) return 'the submodule is not here'
    await needCommits(opened)
    return opened
  } catch (error) {
    if (error instanceof UserError) return `the submodule cannot be read: ${error.message}`
    throw error
  }
}

async function placeOf(repo: Repo, path: string): Promise<GitContext | undefined> {
  const { until } = repo.context
  const env = withoutPlace(repo.context.env)
  const base = { env, ...(until ? { until } : {}) }
  const folder = inside(repo.top, path)
  if (!repo.bare && folder && existsSync(join(folder, '.git'))) return { ...base, cwd: folder }
  const common = await runGit(repo.context, ['rev-parse', '--git-common-dir'])
  if (!succeeded(common)) return undefined
  const modules = join(resolve(repo.context.cwd, common.stdout.toString().trim()), 'modules')
  const kept = inside(modules, (await nameOf(repo, path)) ?? path)
  if (!kept || !existsSync(join(kept, 'HEAD'))) return undefined
  // Its settings name a work tree that need not be there.
  return { ...base, cwd: kept, env: { ...env, GIT_DIR: kept, GIT_WORK_TREE: kept } }
}

/** The folder below another, links followed; undefined when there is none, or it lies outside. */
function inside(base: string, path: string): string | undefined {
  const folder = join(base, path)
  if (!existsSync(folder)) return undefined
  const real = realpathSync(folder)
  return real.startsWith(realpathSync(base) + sep) ? real : undefined
}

//   submodule.<name>.path LF <path> NUL
async function nameOf(repo: Repo, path: string): Promise<string | undefined> {
  const asked = ['config', '-z', '--blob', 'HEAD:.gitmodules', '--get-regexp', '^submodule\\..*\\.path$']
  const result = await runGit(repo.context, asked)
  for (const entry of result.stdout.toString().split('\0')) {
    const lf = entry.indexOf('\n')
    if (lf !== -1 && entry.slice(lf + 1) === path) return entry.slice('submodule.'.length, lf - '.path'.length)
  }
  return undefined
}

/** git tells hooks where the outer repository is: that is not where the inner one is. */
function withoutPlace(env: GitContext['env']): GitContext['env'] {
  const placing = /^GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|PREFIX|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES)$/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !placing.test(name)))
}
