// Owns: a whole history: every content is looked at once, wherever it stands; then the few commits that may have brought
// something are read closely, as a range is.
// Must not know: how contents are looked at (it is given), rules.
import type { Source, SourceItem } from '../core/fragment.ts'
import { toText } from '../core/utf8.ts'
import { SteadyReader } from '../git/blobs.ts'
import { type TreeChange, treeChanges } from '../git/changes.ts'
import type { Repo } from '../git/repo.ts'
import type { Walk } from '../git/walk.ts'
import type { ArchiveLimits } from './archives/limits.ts'
import { archiveMark } from './archives/mark.ts'
import { Ledger } from './ledger.ts'
import { changesItems } from './range.ts'

/** Marks of what may be found in a content, sorted: equal marks, equal finds. A content without marks holds nothing. */
export type Marks = readonly number[]

/** How packs are looked at. */
export interface PacksWish {
  /** Only these blobs, and what they are made from. */
  readonly only?: Iterable<string>
  /** While others work, this thread waits for it: what git writes is read as fast as it comes. */
  readonly first?: Promise<unknown>
}

/** Looks at contents. */
export interface Look {
  /** Looks at everything in the local packs. */
  packs(signal: AbortSignal, wish?: PacksWish): Promise<void>
  /** What the packs gave for a blob; undefined = it was not looked at. */
  marksOf(blob: string): Marks | undefined
  /** Looks at one content. */
  content(bytes: Uint8Array): Promise<Marks>
  /** Things to say of the packs. */
  items(): SourceItem[]
  /** Contents looked at so far, and their bytes that were run through the rules. */
  readonly blobs: number
  readonly bytes: number
}

/** What a history is made of. */
export interface HistoryRequest {
  readonly repo: Repo
  /** Arguments for rev-list: --all ... */
  readonly revs: readonly string[]
  /** Keeps the commits that git listed. */
  readonly walk?: Walk
  /** A partial clone. */
  readonly partial: boolean
  readonly look: Look
  /** How far archives are opened. */
  readonly archives: ArchiveLimits
  /** Paths at which nothing is to be found. */
  readonly leaveOut: (path: string) => unknown
  /** Paths of which a rule speaks whatever their content. */
  readonly speaks: (path: string) => boolean
  /** Paths that this run is to look at; undefined = all. The other runs look at the others. */
  readonly owns?: (path: string) => boolean
}

/** The history that `revs` selects. */
export function historySource(request: HistoryRequest): Source {
  return {
    name: 'history',
    items(signal) {
      const { repo } = request
      return read({ ...request, repo: { ...repo, context: { ...repo.context, until: signal } } }, signal)
    },
  }
}

const SUBMODULE = '160000'

async function* read(request: HistoryRequest, signal: AbortSignal): AsyncGenerator<SourceItem> {
  const { repo, look, archives, partial } = request
  const ledger = new Ledger()
  const submodules = new Set<string>()
  const reading = record(request, ledger, submodules, signal)
  const first = reading.catch(() => undefined) // awaited below
  if (!request.owns) await look.packs(signal, { first })
  const trouble = await reading
  const isNew = ownedBlobs(ledger, request.owns)
  if (request.owns) await look.packs(signal, { only: ledger.blobs.filter((_name, blob) => isNew[blob]) })
  yield* look.items()
  if (trouble) yield trouble
  for (const path of submodules) yield { type: 'skip', skip: { where: path, why: 'submodule' } }
  const marks = new Map<number, Marks>()
  if (!signal.aborted) yield* readRest(request, ledger, marks, isNew)
  const { blobs: fragments, bytes } = look
  yield { type: 'count', count: { fragments, bytes, commits: ledger.commits } }
  if (signal.aborted) return
  const wanted = closely(request, ledger, marks)
  if (wanted.size === 0) return
  const commits = [...wanted.keys()]
  const isWanted = (change: TreeChange) => wanted.get(change.commit)?.has(change.path) ?? false
  yield* changesItems(repo.context, { commits }, { signal, archives, partial, wanted: isWanted })
}

/** Writes down what every commit brought. A git that fails after it began leaves a fault and what was read. */
async function record(
  { repo, revs, walk }: HistoryRequest,
  ledger: Ledger,
  submodules: Set<string>,
  signal: AbortSignal,
): Promise<SourceItem | undefined> {
  try {
    for await (const batch of treeChanges(repo.context, { revs, ...(walk ? { walk } : {}) })) {
      for (const change of batch) {
        if (change.mode === SUBMODULE) submodules.add(change.path)
        else ledger.add(change)
      }
      if (signal.aborted) return undefined
    }
    return undefined
  } catch (error) {
    if (signal.aborted) return undefined // the run says that it was interrupted
    if (ledger.size === 0) throw error
    const hint = 'what was read so far was scanned'
    const message = error instanceof Error ? error.message : String(error)
    return { type: 'fault', fault: { stage: 'source', where: 'the history', message, hint } }
  }
}

/** By number: contents that a commit brought to a path that is ours. */
function ownedBlobs(ledger: Ledger, owns: HistoryRequest['owns']): Uint8Array {
  const isNew = new Uint8Array(ledger.blobs.length)
  const ours = owns && ledger.paths.map(owns)
  for (let row = 0; row < ledger.size; row++) {
    if (!ours || ours[ledger.pathOf(row)]) isNew[ledger.blobOf(row)] = 1
  }
  return isNew
}

/** So many contents are looked at while more are read. */
const MOST_OPEN = 8

/** Looks at every content that no pack gave: loose objects, alternates, damaged packs. */
async function* readRest(
  { repo, look }: HistoryRequest,
  ledger: Ledger,
  marks: Map<number, Marks>,
  isNew: Uint8Array,
): AsyncGenerator<SourceItem> {
  const rest: number[] = []
  ledger.blobs.forEach((name, blob) => {
    const known = look.marksOf(name)
    if (known && known.length > 0) marks.set(blob, known)
    else if (!known && isNew[blob]) rest.push(blob)
  })
  if (rest.length === 0) return
  const absent: string[] = []
  const open = new Set<Promise<void>>()
  for await (const { blob, bytes } of contents(repo, rest, ledger, absent)) {
    const mark = archiveMark(bytes)
    const found = mark === undefined ? look.content(toText(bytes).bytes) : Promise.resolve([mark])
    const work = found.then((list) => {
      if (list.length > 0) marks.set(blob, list)
      open.delete(work)
    })
    work.catch(() => undefined) // awaited below, with the others
    open.add(work)
    if (open.size >= MOST_OPEN) await Promise.race(open)
  }
  await Promise.all(open)
  if (absent.length > 0) yield absence(absent)
}

async function* contents(
  repo: Repo,
  blobs: readonly number[],
  ledger: Ledger,
  absent: string[],
): AsyncGenerator<{ blob: number; bytes: Uint8Array }> {
  const reader = new SteadyReader(repo.context)
  const ask = (n: number) => {
    const blob = blobs[n]
    const answer = blob === undefined ? undefined : reader.read(ledger.blobs[blob]!)
    answer?.catch(() => undefined) // awaited below: git reads the next while this one is looked at
    return answer
  }
  try {
    let next = ask(0)
    for (const [n, blob] of blobs.entries()) {
      const name = ledger.blobs[blob]!
      const answer = (await next)!
      next = ask(n + 1)
      if (answer.found) yield { blob, bytes: answer.bytes }
      else absent.push(name)
    }
  } catch (error) {
    if (!repo.context.until?.aborted) throw error
  } finally {
    reader.close()
  }
}

function absence(names: readonly string[]): SourceItem {
  const message = `${names.length} contents of the history are absent or damaged (the first: blob ${names[0]})`
  const hint = 'in a partial clone: git fetch --refetch --no-filter; otherwise check with: git fsck'
  return { type: 'fault', fault: { stage: 'source', where: 'the history', message, hint } }
}

/** Commits and paths that may have brought something: marks that no parent's version has, or a path with a rule. */
function closely(
  { leaveOut, speaks, owns }: HistoryRequest,
  ledger: Ledger,
  marks: ReadonlyMap<number, Marks>,
): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>()
  const spoken = ledger.paths.map(speaks)
  const left = new Map<number, boolean>()
  for (let r = 0; r < ledger.size; r++) {
    const path = ledger.pathOf(r)
    const found = marks.get(ledger.blobOf(r))
    if (!found && !spoken[path]) continue
    const row = ledger.row(r)
    if (!spoken[path] && row.olds.some((old) => includes(marks.get(old), found!))) continue
    const name = ledger.paths[path]!
    const out = left.get(path) ?? (leaveOut(name) !== undefined || owns?.(name) === false)
    left.set(path, out)
    if (out) continue
    const paths = wanted.get(row.commit)
    if (paths) paths.add(name)
    else wanted.set(row.commit, new Set([name]))
  }
  return wanted
}

/** Does `all` hold every mark of `some`, as often? Both are sorted. */
function includes(all: Marks | undefined, some: Marks): boolean {
  if (!all || all.length < some.length) return false
  if (all === some) return true
  let a = 0
  for (const mark of some) {
    while (a < all.length && all[a]! < mark) a++
    if (all[a++] !== mark) return false
  }
  return true
}
