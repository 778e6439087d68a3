// Owns: what is about to be committed: the index against HEAD (and against the other parents of a merge).
// Must not know: rules, policies.
import type { Change, Fragment, Origin, Source, SourceItem } from '../core/fragment.ts'
import { headOf, toText } from '../core/utf8.ts'
import { BlobReader } from '../git/blobs.ts'
import { isZero, parseRaw, type RawEntry } from '../git/raw.ts'
import { headTree, mergeHeads, needWorkTree, type Repo } from '../git/repo.ts'
import { type GitContext, type GitResult, gitError, runGit, succeeded } from '../git/run.ts'
import { runTraced } from '../git/traced.ts'
import { type ArchiveLimits, DEFAULT_LIMITS } from './archives/limits.ts'
import { packedItem, type RawItem, withArchives } from './archives/with-archives.ts'
import { changedLines } from './changed-lines.ts'

const SUBMODULE = '160000'
const DIFF = ['diff-index', '--cached', '--raw', '-z', '-M', '-l2000', '--no-abbrev', '--ita-invisible-in-index']

/** A source with a running git behind it. */
export interface StagedSource extends Source {
  /** The repository; it has a work tree. Rejects with a UserError when there is none. */
  readonly repo: Promise<Repo>
  /** True when the index is the same as HEAD. */
  isEmpty(): Promise<boolean>
  /** Paths that are staged, whatever happened to them. */
  paths(): Promise<string[]>
  close(): void
}

/**
 * Starts git at once, before the repository is known to be one and while the engine is loaded: a hook has no time to
 * wait in between. What goes wrong is reported when the items are read. Close it, read or not: git waits for questions.
 */
export function stagedSource(context: GitContext, archives = DEFAULT_LIMITS): StagedSource {
  const asked = runTraced(context, [...DIFF, 'HEAD', '--'])
  const reader = new BlobReader(context)
  const repo = asked.repo.then(needWorkTree)
  const entries = asked.result.then((result) => entriesOf(context, 'HEAD', result))
  for (const early of [entries, repo]) early.catch(() => undefined) // awaited, and so reported, by `read`
  return {
    name: 'staged changes',
    repo,
    async *items() {
      yield* withArchives(read(await repo, await entries, reader, archives), archives)
    },
    paths: async () => (await entries).map((entry) => entry.path),
    isEmpty: async () => (await entries).length === 0,
    close: () => reader.close(),
  }
}

async function* read(
  repo: Repo,
  entries: readonly RawEntry[],
  reader: BlobReader,
  archives: ArchiveLimits,
): AsyncIterable<RawItem> {
  const parents = await Promise.all(mergeHeads(repo).map((head) => diffIndex(repo.context, head)))
  const others = parents.map((list) => new Map(list.map((e) => [e.path, e])))
  let seq = 0
  for (const entry of entries) {
    const item = await itemOf(entry, reader, others, { seq, archives })
    if (!item) continue
    if (item.type === 'fragment') seq++
    yield item
  }
}

async function diffIndex(context: GitContext, tree: string): Promise<RawEntry[]> {
  return entriesOf(context, tree, await runGit(context, [...DIFF, tree, '--']))
}

async function entriesOf(context: GitContext, tree: string, result: GitResult): Promise<RawEntry[]> {
  if (succeeded(result)) return parseRaw(result.stdout)
  if (tree !== 'HEAD' || result.signal) throw gitError(DIFF, result)
  const second = await runGit(context, [...DIFF, await headTree(context), '--'])
  if (!succeeded(second)) throw gitError(DIFF, second)
  return parseRaw(second.stdout)
}

type Others = readonly ReadonlyMap<string, RawEntry>[]

async function itemOf(
  entry: RawEntry,
  reader: BlobReader,
  others: Others,
  { seq, archives }: { readonly seq: number; readonly archives: ArchiveLimits },
): Promise<RawItem | undefined> {
  const { path } = entry
  if (entry.status === 'D') return undefined
  if (entry.status === 'U') {
    return fault(path, 'the path is unmerged', `resolve the conflict, then: git add -- ${path}`)
  }
  if (entry.newMode === SUBMODULE) return { type: 'skip', skip: { where: path, why: 'submodule' } }
  const theirs = others.map((entries) => entries.get(path))
  if (theirs.some((e) => e === undefined)) return undefined // same as in the other parent: not new here
  const now = await reader.read(entry.newOid)
  if (!now.found) return fault(path, `its staged content (${entry.newOid}) is ${now.why}`, 'check with: git fsck')
  const packed = packedItem(originOf(entry), now.bytes, archives)
  if (packed) return packed
  const oids = [entry.oldOid, ...theirs.map((e) => e!.oldOid)].filter((oid) => !isZero(oid))
  const olds: Uint8Array[] = []
  for (const oid of sameKind(entry) ? oids : []) {
    const old = await reader.read(oid)
    if (old.found && old.type === 'blob') olds.push(toText(old.bytes).bytes) // a missing old version: all counts as new
  }
  const text = toText(now.bytes)
  return { type: 'fragment', fragment: { ...fragmentOf(entry, text.bytes, olds, seq), ...headOf(now.bytes, text) } }
}

function fragmentOf(entry: RawEntry, bytes: Uint8Array, olds: readonly Uint8Array[], seq: number): Fragment {
  return {
    seq,
    origin: originOf(entry),
    bytes,
    firstLine: 1,
    focus: olds.length > 0 ? changedLines(olds, bytes) : 'all',
  }
}

function originOf(entry: RawEntry): Origin {
  return { kind: 'staged', path: entry.path, blob: entry.newOid, change: changeOf(entry) }
}

/** A symlink's target compared with a file's text says nothing; then all of the new content is new. */
function sameKind(entry: RawEntry): boolean {
  return entry.status !== 'T' && entry.oldMode !== SUBMODULE
}

function changeOf(entry: RawEntry): Change {
  if (entry.status === 'A' || entry.status === 'C') return 'added'
  if (entry.status === 'R') return 'renamed'
  return entry.status === 'T' ? 'type-changed' : 'modified'
}

function fault(where: string, message: string, hint: string): SourceItem {
  return { type: 'fault', fault: { stage: 'source', where, message, hint } }
}
