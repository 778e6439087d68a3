// Owns: saying that a shallow clone is not the whole history: its oldest commits look as if they had added everything, and
// what came before them is not there to be looked at.
// Must not know: how commits are read.
import type { Source, SourceItem } from '../core/fragment.ts'
import { askGit } from '../git/ask.ts'
import { shallowCommits } from '../git/commits-here.ts'
import type { Repo } from '../git/repo.ts'

const HINT =
  'fetch the rest: git fetch --unshallow (GitHub Actions: fetch-depth: 0; GitLab: GIT_DEPTH: 0), or accept it: --allow-shallow'

/** The same source, with a fault when a commit of the range is one whose parents a shallow clone left out. */
export function withShallow(source: Source, repo: Repo, revs: readonly string[]): Source {
  return {
    ...source,
    async *items(signal) {
      const fault = await shallowFault(repo, revs)
      if (fault) yield fault
      yield* source.items(signal)
    },
  }
}

async function shallowFault(repo: Repo, revs: readonly string[]): Promise<SourceItem | undefined> {
  const boundary = new Set(shallowCommits(repo))
  if (boundary.size === 0) return undefined
  const selected = (await askGit(repo.context, ['rev-list', ...revs])).split('\n')
  const cut = selected.filter((commit) => boundary.has(commit)).length
  if (cut === 0) return undefined
  const message = `the clone is shallow: what came before ${cut} of its commits is not here`
  return { type: 'fault', fault: { stage: 'source', where: 'history', message, hint: HINT } }
}
