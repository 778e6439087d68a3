// Owns: who made a commit, when, and with which words.
// Must not know: why it is asked.
import type { CommitRef } from '../core/fragment.ts'
import { type GitContext, gitError, runGit, succeeded } from './run.ts'

const FORMAT = '%H%x00%aN%x00%aE%x00%at%x00%s%n%n%b%x00%x01'
const ARGS = [
  'rev-list',
  '--no-walk=unsorted',
  '--stdin',
  '--no-commit-header',
  '--encoding=UTF-8',
  `--format=${FORMAT}`,
]

/** The commits of that name; authors after .mailmap, as gitleaks has them. Throws a UserError when git fails. */
export async function commitRefs(context: GitContext, ids: Iterable<string>): Promise<Map<string, CommitRef>> {
  const wanted = [...new Set(ids)]
  const refs = new Map<string, CommitRef>()
  if (wanted.length === 0) return refs
  const result = await runGit(context, ARGS, wanted.map((id) => `${id}\n`).join(''))
  if (!succeeded(result)) throw gitError(ARGS, result)
  for (const record of result.stdout.toString().split('\0\x01\n')) {
    const [id, author = '', email = '', time = '', message = ''] = record.split('\0')
    if (id) refs.set(id, { id, author, email, date: utc(Number(time)), message: message.trim() })
  }
  return refs
}

/** RFC 3339 in UTC, whole seconds. A date that no calendar knows becomes the epoch. */
function utc(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? utc(0) : date.toISOString().replace(/\.\d+Z$/, 'Z')
}

/** A commit of which nothing but the name is known. */
export function bareCommit(id: string): CommitRef {
  return { id, author: '', email: '', date: '', message: '' }
}

/** The commits right before a selection: what its first commits build on. At most eight. */
export async function boundaryOf(context: GitContext, revs: readonly string[]): Promise<string[]> {
  const asked = ['rev-list', '--boundary', ...revs, '--']
  const result = await runGit(context, asked)
  if (!succeeded(result)) throw gitError(asked, result)
  const lines = result.stdout.toString().split('\n')
  return lines.flatMap((line) => (line.startsWith('-') ? [line.slice(1)] : [])).slice(0, 8)
}
