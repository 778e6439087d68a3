// Owns: one-shot questions to git whose answer is a little text, by way of simple-git. Off the hook path only: loading it
// takes longer than a whole hook run; streams and the hook use run.ts.
// Must not know: what is asked.
import { UserError } from '../core/fault.ts'
import { type GitContext, gitError } from './run.ts'

/** simple-git drops every GIT_* variable that is not named: a hook or a receive would be read from the wrong place. */
const PASSED = [
  'GIT_INDEX_FILE',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_PREFIX',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_CEILING_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_NO_LAZY_FETCH',
  'GIT_OPTIONAL_LOCKS',
  'GIT_TERMINAL_PROMPT',
]
/** What git needs of the rest. Editors, pagers and helpers are not among it: simple-git refuses to pass them on. */
const PLAIN = /^(PATH|HOME|USER|LOGNAME|LANG|TMPDIR|TMP|TEMP|XDG_CONFIG_HOME|SystemRoot|USERPROFILE|APPDATA|PATHEXT)$/i

/**
 * Runs git and gives what it wrote, without trailing white space. Throws a UserError when git fails or is killed:
 * simple-git alone takes the partial output of a killed git for an answer.
 */
export async function askGit(context: GitContext, args: readonly string[]): Promise<string> {
  const { simpleGit } = await import('simple-git')
  const git = simpleGit({
    baseDir: context.cwd,
    allowEnvironment: PASSED,
    errors: (error, { exitCode, stdErr }) => {
      if (exitCode === 0 && !error) return undefined
      const stderr = Buffer.concat(stdErr).toString()
      return new GitFailure(gitError(args, { code: exitCode, signal: exitCode === null ? 'a signal' : null, stderr }))
    },
  } as Parameters<typeof simpleGit>[0])
  try {
    return (await git.env(environment(context.env)).raw('--no-replace-objects', ...args)).trimEnd()
  } catch (error) {
    throw error instanceof GitFailure ? error.told : new UserError(`git ${args[0]} could not be asked: ${error}`)
  }
}

class GitFailure extends Error {
  readonly told: UserError

  constructor(told: UserError) {
    super(told.message)
    this.told = told
  }
}

function environment(env: GitContext['env']): Record<string, string> {
  const kept = Object.entries(env).filter(
    ([name, value]) => value !== undefined && (PLAIN.test(name) || PASSED.includes(name)),
  )
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
  }
}
