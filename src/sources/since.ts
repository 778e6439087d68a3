// Owns: a history of which a part was scanned before: the commits that are new, and the places at which something stood.
// Must not know: where it is remembered.
import { messageOf } from '../core/fault.ts'
import type { Source, SourceItem } from '../core/fragment.ts'
import { askGit } from '../git/ask.ts'
import type { Repo } from '../git/repo.ts'
import { gitError, runGit, succeeded } from '../git/run.ts'
import type { ArchiveLimits } from './archives/limits.ts'
import { changesItems } from './range.ts'

/** What was seen before. */
export interface Before {
  readonly tips: readonly string[]
  readonly places: readonly (readonly [commit: string, path: string])[]
}

/** More new commits than this are read faster as a whole history. */
const MOST_NEW = 2000

/** The commits at the tips of what `revs` selects. */
export async function tipsOf(repo: Repo, revs: readonly string[]): Promise<string[]> {
  const names = await askGit(repo.context, ['rev-parse', '--revs-only', ...revs.filter((r) => r !== '--reflog')])
  return [...new Set(names.split('\n').filter(Boolean))].sort()
}

/** The source, or undefined when too much is new for it to pay. */
export async function sinceSource(
  repo: Repo,
  revs: readonly string[],
  before: Before,
  archives: ArchiveLimits,
): Promise<Source | undefined> {
  const known = await existing(repo, before.tips)
  const fresh = [...revs, ...known.map((tip) => `^${tip}`)]
  const count = Number(await askGit(repo.context, ['rev-list', '--count', ...fresh]))
  if (count > MOST_NEW) return undefined
  return {
    name: 'history',
    async *items(signal): AsyncIterable<SourceItem> {
      const limits = { signal, archives }
      yield { type: 'count', count: { fragments: 0, bytes: 0, commits: count } }
      if (count > 0) yield* changesItems(repo.context, { revs: fresh }, limits)
      const places = await reached(repo, revs, before.places).catch(messageOf)
      if (typeof places === 'string') {
        const hint = 'what is new was scanned; run again, or delete the cache directory'
        yield { type: 'fault', fault: { stage: 'source', where: 'what was found before', message: places, hint } }
        return
      }
      if (places.size === 0) return
      const wanted = (change: { commit: string; path: string }) => places.get(change.commit)?.has(change.path) ?? false
      yield* changesItems(repo.context, { commits: [...places.keys()] }, { ...limits, wanted })
    },
  }
}

async function existing(repo: Repo, tips: readonly string[]): Promise<string[]> {
  const input = tips.map((tip) => `${tip}\n`).join('')
  const checked = await runGit(repo.context, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], input)
  if (!succeeded(checked)) return []
  return checked.stdout
    .toString()
    .split('\n')
    .flatMap((line) => (/^\w+ (commit|tag)$/.test(line) ? [line.split(' ')[0]!] : []))
}

/** The places whose commits are still selected, and were before: new ones are read anyway. */
async function reached(
  repo: Repo,
  revs: readonly string[],
  places: Before['places'],
): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>()
  if (places.length === 0) return found
  const asked = ['rev-list', ...revs]
  const listed = await runGit(repo.context, asked)
  if (!succeeded(listed)) throw gitError(asked, listed) // else what stood there before would be passed over
  const all = new Set(listed.stdout.toString().split('\n'))
  for (const [commit, path] of places) {
    if (!all.has(commit)) continue
    found.set(commit, (found.get(commit) ?? new Set()).add(path))
  }
  return found
}
