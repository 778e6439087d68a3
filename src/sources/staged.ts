// Owns: what is about to be committed: the index against HEAD (and against the other parents of a merge).
// Must not know: rules, policies.
import type { Change, Fragment, Source, SourceItem } from '../core/fragment.ts'
import { toText } from '../core/utf8.ts'
import { BlobReader } from '../git/blobs.ts'
import { isZero, parseRaw, type RawEntry } from '../git/raw.ts'
import { headTree, mergeHeads, type Repo } from '../git/repo.ts'
import { gitError, runGit, succeeded } from '../git/run.ts'
import { changedLines } from './changed-lines.ts'

const SUBMODULE = '160000'
const DIFF = ['diff-index', '--cached', '--raw', '-z', '-M', '-l2000', '--no-abbrev', '--ita-invisible-in-index']

/** Starts reading at once, so that git works while the engine is loaded. */
export function stagedSource(repo: Repo): Source {
  const entries = diffIndex(repo, 'HEAD')
  entries.catch(() => undefined) // reported when the items are read
  const reader = new BlobReader(repo.context)
  return { name: 'staged changes', items: () => read(repo, entries, reader) }
}

async function* read(repo: Repo, pending: Promise<RawEntry[]>, reader: BlobReader): AsyncIterable<SourceItem> {
  try {
    const parents = await Promise.all(mergeHeads(repo).map((head) => diffIndex(repo, head)))
    const others = parents.map((entries) => new Map(entries.map((e) => [e.path, e])))
    let seq = 0
    for (const entry of await pending) {
      const item = await itemOf(entry, reader, others, seq)
      if (!item) continue
      if (item.type === 'fragment') seq++
      yield item
    }
  } finally {
    reader.close()
  }
}

async function diffIndex(repo: Repo, tree: string): Promise<RawEntry[]> {
  const result = await runGit(repo.context, [...DIFF, tree, '--'])
  if (succeeded(result)) return parseRaw(result.stdout)
  if (tree !== 'HEAD' || result.signal) throw gitError(DIFF, result)
  const base = await headTree(repo.context)
  const second = await runGit(repo.context, [...DIFF, base, '--'])
  if (!succeeded(second)) throw gitError(DIFF, second)
  return parseRaw(second.stdout)
}

type Others = readonly ReadonlyMap<string, RawEntry>[]

async function itemOf(
  entry: RawEntry,
  reader: BlobReader,
  others: Others,
  seq: number,
): Promise<SourceItem | undefined> {
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
  const oids = [entry.oldOid, ...theirs.map((e) => e!.oldOid)].filter((oid) => !isZero(oid))
  const olds: Uint8Array[] = []
  for (const oid of sameKind(entry) ? oids : []) {
    const old = await reader.read(oid)
    if (old.found && old.type === 'blob') olds.push(toText(old.bytes).bytes) // a missing old version: all counts as new
  }
  return { type: 'fragment', fragment: fragmentOf(entry, toText(now.bytes).bytes, olds, seq) }
}

function fragmentOf(entry: RawEntry, bytes: Uint8Array, olds: readonly Uint8Array[], seq: number): Fragment {
  return {
    seq,
    origin: { kind: 'staged', path: entry.path, blob: entry.newOid, change: changeOf(entry) },
    bytes,
    firstLine: 1,
    focus: olds.length > 0 ? changedLines(olds, bytes) : 'all',
  }
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
