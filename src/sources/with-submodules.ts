// Owns: the histories of submodules behind the one that they stand in, under their path.
// Must not know: how a history is read (it is given), rules.
import type { Source, SourceItem } from '../core/fragment.ts'
import type { Repo } from '../git/repo.ts'
import { openSubmodule } from '../git/submodules.ts'

/** A submodule that was scanned. */
export interface Submodule {
  readonly repo: Repo
  /** Of its files: its path below the outermost top, with a slash. */
  readonly prefix: string
}

/** What is needed for them. */
export interface SubmoduleRequest {
  readonly repo: Repo
  readonly prefix: string
  /** The whole history of a submodule, paths relative to its own top. */
  readonly history: (submodule: Submodule) => Promise<Source>
  /** Told of each that is scanned. */
  readonly found: (submodule: Submodule) => void
}

/** The source, and in the place of each submodule that it leaves out its whole history; one that is not here is a fault. */
export function withSubmodules(source: Source, request: SubmoduleRequest): Source {
  return {
    name: source.name,
    async *items(signal) {
      const paths = new Set<string>()
      let next = 0
      const counted = (item: SourceItem, prefix: string, base: number): SourceItem => {
        const moved = under(item, prefix, base)
        if (moved.type === 'fragment') next = Math.max(next, moved.fragment.seq + 1)
        return moved
      }
      for await (const item of source.items(signal)) {
        if (item.type === 'skip' && item.skip.why === 'submodule') paths.add(item.skip.where)
        else yield counted(item, '', 0)
      }
      for (const path of paths) {
        if (signal.aborted) return
        const base = next
        for await (const item of inner(path, request, signal)) yield counted(item, `${path}/`, base)
      }
    },
  }
}

async function* inner(path: string, request: SubmoduleRequest, signal: AbortSignal): AsyncGenerator<SourceItem> {
  const repo = await openSubmodule(request.repo, path)
  if (typeof repo === 'string') {
    const hint = 'bring it here: git submodule update --init --recursive; or scan without --recurse-submodules'
    yield { type: 'fault', fault: { stage: 'source', where: 'the submodule', message: repo, hint } }
    return
  }
  const submodule = { repo, prefix: `${request.prefix}${path}/` }
  request.found(submodule)
  const source = await request.history(submodule)
  yield* withSubmodules(source, { ...request, ...submodule }).items(signal)
}

/** The item as it is called from outside. */
function under(item: SourceItem, prefix: string, base: number): SourceItem {
  if (prefix === '') return item
  if (item.type === 'skip') return { type: 'skip', skip: { ...item.skip, where: prefix + item.skip.where } }
  if (item.type === 'fault') {
    return { type: 'fault', fault: { ...item.fault, where: `${prefix.slice(0, -1)}: ${item.fault.where}` } }
  }
  if (item.type !== 'fragment') return item
  const { fragment } = item
  const origin = { ...fragment.origin, path: prefix + fragment.origin.path }
  const alsoAt = fragment.alsoAt?.map((path) => prefix + path)
  const moved = { ...fragment, seq: fragment.seq + base, origin }
  return { type: 'fragment', fragment: alsoAt ? { ...moved, alsoAt } : moved }
}
