// Owns: the questions about a repository as a whole: where its top is, what HEAD is, whether a merge is going on.
// Must not know: why they are asked.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UserError } from '../core/fault.ts'
import { type GitContext, gitError, runGit, succeeded } from './run.ts'

/** A repository with a work tree. Paths are absolute. */
export interface Repo {
  readonly top: string
  readonly gitDir: string
  readonly bare: boolean
  readonly context: GitContext
}

const ASK = ['rev-parse', '--is-bare-repository', '--is-inside-work-tree', '--absolute-git-dir', '--show-toplevel']

/** Finds the repository that holds `cwd`. Throws a UserError when there is none, or git will not read it. */
export async function openRepo(context: GitContext): Promise<Repo> {
  const result = await runGit(context, ASK)
  const [bare, inside, gitDir = '', top = ''] = result.stdout.toString().split('\n')
  if (bare === 'true') return { top: gitDir, gitDir, bare: true, context }
  if (!succeeded(result)) {
    if (inside === 'false') return { top: gitDir, gitDir, bare: false, context }
    throw gitError(ASK, result)
  }
  return repoAt(context, top, gitDir)
}

/** The repository with that work tree. Paths are absolute. */
export function repoAt(context: GitContext, top: string, gitDir: string): Repo {
  return { top, gitDir, bare: false, context: { ...context, cwd: top, env: absoluteIndex(context) } }
}

/** A relative GIT_INDEX_FILE is relative to where git set it; we run git at the top, so it is made absolute. */
function absoluteIndex(context: GitContext): GitContext['env'] {
  const env: Record<string, string | undefined> = { ...context.env }
  for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_OBJECT_DIRECTORY'] as const) {
    if (env[name]) env[name] = resolve(context.cwd, env[name])
  }
  return env
}

/** The repository, if it has a work tree; throws a UserError otherwise. */
export function needWorkTree(repo: Repo): Repo {
  if (repo.bare) throw new UserError('this repository is bare: it has no index', 'scan its history with: stanch git')
  return repo
}

/** The tree to compare the index with: HEAD, or the empty tree before the first commit. */
export async function headTree(context: GitContext): Promise<string> {
  const head = await runGit(context, ['rev-parse', '-q', '--verify', 'HEAD^{tree}'])
  if (succeeded(head)) return head.stdout.toString().trim()
  const symbolic = await runGit(context, ['symbolic-ref', '-q', 'HEAD'])
  const branch = symbolic.stdout.toString().trim()
  if (!branch) throw gitError(['rev-parse'], head)
  const exists = await runGit(context, ['show-ref', '--verify', '-q', branch])
  if (exists.code === 0) throw new UserError(`HEAD (${branch}) cannot be read`, 'check the repository with: git fsck')
  const empty = await runGit(context, ['hash-object', '-t', 'tree', '--stdin'], '')
  if (!succeeded(empty)) throw gitError(['hash-object'], empty)
  return empty.stdout.toString().trim()
}

/** Commits that are being merged into HEAD, if any (git writes them to MERGE_HEAD). */
export function mergeHeads(repo: Repo): string[] {
  const file = join(repo.gitDir, 'MERGE_HEAD')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}
