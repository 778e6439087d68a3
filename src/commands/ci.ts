// Owns: --ci: the range of a push or a pull request, and what to scan when it cannot be known: more, never less.
// Must not know: how commits are read.
import { readFileSync } from 'node:fs'
import { messageOf, UserError } from '../core/fault.ts'
import { hasCommit } from '../git/commits-here.ts'
import type { GitContext } from '../git/run.ts'
import type { Host } from '../host.ts'
import { type CiRange, ciRange } from '../sources/ci-range.ts'

/** Arguments for rev-list, and a sentence that says what they are. */
export interface CiRevisions {
  readonly revs: readonly string[]
  readonly note: string
}

/** Works the range out. Throws a UserError when this is no CI service that is known, or its head is not there. */
export async function ciRevisions(context: GitContext, host: Host): Promise<CiRevisions> {
  const range = ciRange(host.env, eventOf(host.env))
  if (!range) {
    const known =
      'GitHub Actions, GitLab, Bitbucket, Azure, CircleCI and Jenkins are known; elsewhere give a range A..B'
    throw new UserError('--ci: this is no CI service that stanch knows', known)
  }
  const head = await headOf(context, range)
  for (const base of range.bases) {
    if (await hasCommit(context, base)) return told(range, [head, `^${base}`], `since ${base.slice(0, 12)}`)
  }
  return (await sinceTarget(context, range, head)) ?? told(range, [head], 'its whole history: no base is known')
}

/** A pull request's head may not be checked out by name; then what is checked out is scanned. */
async function headOf(context: GitContext, { head, service }: CiRange): Promise<string> {
  for (const name of [head, 'HEAD']) if (await hasCommit(context, name)) return name
  throw new UserError(`--ci: ${service} names the commit ${head}, which is not here`, 'check out the whole history')
}

/** What the target branch holds was scanned when it came there. On that branch itself it is no help. */
async function sinceTarget(context: GitContext, range: CiRange, head: string): Promise<CiRevisions | undefined> {
  if (range.target === undefined) return undefined
  const target = `refs/remotes/origin/${range.target}`
  if (!(await hasCommit(context, target)) || (await hasCommit(context, head, target))) return undefined
  return told(range, [head, `^${target}`], `not on ${range.target}`)
}

function told(range: CiRange, revs: readonly string[], which: string): CiRevisions {
  return { revs, note: `${range.service}: commits of ${revs[0]!.slice(0, 12)}, ${which}` }
}

function eventOf(env: Host['env']): unknown {
  const path = env.GITHUB_ACTIONS === 'true' ? env.GITHUB_EVENT_PATH : undefined
  if (!path) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UserError(`--ci: the event file ${path} cannot be read: ${messageOf(error)}`)
  }
}
