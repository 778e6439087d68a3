// Owns: what isolation looks at in a range of commits: files that stand at its end, and values of this machine in what is new.
// Must not know: who scans the range.
import { boundaryOf } from '../git/commits.ts'
import type { Repo } from '../git/repo.ts'
import { touchedBy } from '../sources/tip.ts'
import type { IsolationScope } from './isolate.ts'

/** For a server: files only. */
export function filesOfRange({ context, top }: Repo, revs: readonly string[]): IsolationScope {
  return { context, top, tip: { revs } }
}

/** For a clone of somebody: files, and values. What stood there before the range does not count. */
export function allOfRange(repo: Repo, revs: readonly string[]): IsolationScope {
  const { context } = repo
  const paths = async () => [...(await touchedBy(context, revs))]
  return { ...filesOfRange(repo, revs), paths, heldBy: () => boundaryOf(context, revs) }
}
