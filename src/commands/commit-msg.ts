// Owns: the verb commit-msg: the message that is about to be committed.
// Must not know: rules.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { messageOf, UserError } from '../core/fault.ts'
import type { Fragment, Source } from '../core/fragment.ts'
import type { CommandLine } from '../core/options.ts'
import { toText } from '../core/utf8.ts'
import { openRepo } from '../git/repo.ts'
import { type GitContext, gitError, runGit, succeeded } from '../git/run.ts'
import type { Host } from '../host.ts'
import { messageText } from '../sources/message.ts'
import { runScan } from './scan.ts'

/** `stanch commit-msg FILE`. */
export async function commitMsg({ args, options }: CommandLine, host: Host): Promise<number> {
  const file = args[0]
  if (file === undefined)
    throw new UserError('commit-msg takes the file of the message', 'call it as: stanch commit-msg "$1"')
  const repo = await openRepo({ cwd: host.cwd, env: host.env })
  const asked = await runGit(repo.context, ['config', '--get', 'core.commentChar'])
  const text = messageText(read(resolve(host.cwd, file), file), asked.stdout.toString().trim() || '#')
  const fragment: Fragment = {
    seq: 0,
    origin: { kind: 'file', path: file },
    bytes: Buffer.from(text),
    firstLine: 1,
    focus: 'all',
  }
  const source: Source = {
    name: 'commit message',
    async *items() {
      yield { type: 'fragment', fragment }
    },
  }
  const paths = () => stagedPaths(repo.context)
  return runScan({ source, root: repo.top, options, host, isolation: { context: repo.context, top: repo.top, paths } })
}

/** Values of git-ignored files beside what is committed must not stand in the message either. */
async function stagedPaths(context: GitContext): Promise<string[]> {
  const asked = ['diff', '--cached', '--name-only', '-z', '--no-renames', '--no-ext-diff']
  const result = await runGit(context, asked)
  if (!succeeded(result)) throw gitError(asked, result)
  return result.stdout.toString().split('\0').filter(Boolean)
}

function read(path: string, name: string): string {
  try {
    return Buffer.from(toText(readFileSync(path)).bytes).toString()
  } catch (error) {
    throw new UserError(`the message file ${name} cannot be read: ${messageOf(error)}`)
  }
}
