// Owns: learning where the repository is from a git that runs anyway: its own trace of what it has set up (GIT_TRACE_SETUP).
// Must not know: what that git is asked. A hook saves a process; where the trace is not as expected, rev-parse is asked.
//
//   12:00:00.000000 trace.c:311             setup: git_dir: .git
//   ... git_common_dir, worktree, cwd, prefix
import { isAbsolute, resolve } from 'node:path'
import { openRepo, type Repo, repoAt } from './repo.ts'
import { type GitContext, type GitResult, runGit } from './run.ts'

/** A running git, and the repository that it works in. */
export interface Traced {
  /** stderr is without the trace. */
  readonly result: Promise<GitResult>
  /** Rejects with a UserError when there is no repository, or git will not read it. */
  readonly repo: Promise<Repo>
}

const LINES =
  /^.*setup: git_dir: (.*)\n.*setup: git_common_dir: .*\n.*setup: worktree: (.*)\n.*setup: cwd: (.*)\n.*setup: prefix: .*\n/m

/** Runs git to its end. */
export function runTraced(context: GitContext, args: readonly string[]): Traced {
  const ran = runGit({ ...context, env: { ...context.env, GIT_TRACE_SETUP: '1' } }, args)
  return {
    result: ran.then((result) => ({ ...result, stderr: result.stderr.replace(LINES, '') })),
    repo: ran.then(({ stderr }) => repoIn(context, stderr) ?? openRepo(context)),
  }
}

/** undefined = the trace does not tell it for certain: no work tree, or a path with characters that a trace escapes. */
function repoIn(context: GitContext, trace: string): Repo | undefined {
  const [, gitDir = '', top = '', cwd = ''] = LINES.exec(trace) ?? []
  if (!isAbsolute(top) || top !== cwd || /[\\\ufffd]/.test(gitDir + top)) return undefined
  return repoAt(context, top, resolve(top, gitDir))
}
