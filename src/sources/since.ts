// Owns: a history of which a part was scanned before: the commits that are new, and the places at which something stood.
// Must not know: where it is remembered.
import { messageOf } from '../core/fault.ts'
import type { Source, SourceItem } from '../core/fragment.ts'
import { askGit } from '../git/ask.ts'
import { withoutLines } from '../git/changes.ts'
import type { Repo } from '../git/repo.ts'
import { gitError, runGit, succeeded } from '../git/run.ts'
import type { Walk } from '../git/walk.ts'
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

/** The source, or undefined when too much is new for it to pay. `walk` keeps the commits when they had to be listed. */
export async function sinceSource(
  repo: Repo,
  revs: readonly string[],
  before: Before,
  { archives, walk }: { readonly archives: ArchiveLimits; readonly walk: Walk },
): Promise<Source | undefined> {
  const known = await existing(repo, before.tips)
  const count = await countOf(repo, revs, known)
  if (count > MOST_NEW) return undefined
  return {
    name: 'history',
    async *items(signal): AsyncIterable<SourceItem> {
      const limits = { signal, archives }
      yield { type: 'count', count: { fragments: 0, bytes: 0, commits: count } }
      if (count > 0) yield* changesItems(repo.context, { revs, without: known }, limits)
      const places = await reached(repo, revs, before.places, walk).catch(messageOf)
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

/** How many commits are selected and stand before none of those. */
async function countOf({ context }: Repo, revs: readonly string[], without: readonly string[]): Promise<number> {
  const asked = ['rev-list', '--count', '--stdin', ...revs]
  const counted = await runGit(context, asked, withoutLines(without))
  if (!succeeded(counted)) throw gitError(asked, counted)
  return Number(counted.stdout.toString())
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
  walk: Walk,
): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>()
  if (places.length === 0) return found
  const asked = ['rev-list', '--topo-order', '--parents', ...revs]
  const listed = await runGit(repo.context, asked)
  if (!succeeded(listed)) throw gitError(asked, listed) // else what stood there before would be passed over
  walk.take(listed.stdout)
  walk.end()
  const lines = listed.stdout.toString('latin1').split('\n')
  const all = new Set(lines.map((line) => line.split(' ', 1)[0]))
  for (const [commit, path] of places) {
    if (!all.has(commit)) continue
    found.set(commit, (found.get(commit) ?? new Set()).add(path))
  }
  return found
}
