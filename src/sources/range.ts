// Owns: the commits of a range, one by one: each file content that a commit brought, and which lines of it are new.
// Must not know: rules; how whole histories are read (history.ts).
import { messageOf } from '../core/fault.ts'
import type { CommitRef, Fragment, Source, SourceItem } from '../core/fragment.ts'
import { toText } from '../core/utf8.ts'
import { SteadyReader } from '../git/blobs.ts'
import { type Selection, type TreeChange, treeChanges } from '../git/changes.ts'
import { bareCommit, commitRefs } from '../git/commits.ts'
import type { GitContext } from '../git/run.ts'
import { openStore } from '../git/store.ts'
import { type ArchiveLimits, DEFAULT_LIMITS } from './archives/limits.ts'
import { packedItem, type RawItem, withArchives } from './archives/with-archives.ts'
import { changedLines } from './changed-lines.ts'

const SUBMODULE = '160000'

/**
 * The commits that `revs` selects (arguments of git rev-list: A..B, --all, --not ...). A merge is compared with all its
 * parents at once: only what none of them has is new.
 */
export function rangeSource(
  context: GitContext,
  revs: readonly string[],
  name = `commits ${revs.join(' ')}`,
  archives = DEFAULT_LIMITS,
): Source {
  return { name, items: (signal) => changesItems(context, { revs }, { signal, archives }) }
}

/** How selected commits are read. */
export interface Reading {
  readonly signal: AbortSignal
  readonly archives: ArchiveLimits
  /** Whether it is a partial clone, where that is known. */
  readonly partial?: boolean
  /** Leaves out what need not be looked at. */
  readonly wanted?: (change: TreeChange) => boolean
}

/** The fragments of selected commits. */
export function changesItems(context: GitContext, selection: Selection, reading: Reading): AsyncGenerator<SourceItem> {
  return withArchives(read(context, selection, reading), reading.archives)
}

async function* read(where: GitContext, selection: Selection, reading: Reading): AsyncGenerator<RawItem> {
  const { signal } = reading
  const context = { ...where, until: signal }
  const reader = new SteadyReader(context)
  let begun = false
  try {
    for await (const item of changed(context, selection, reader, reading)) {
      if (signal.aborted) return
      begun = true
      yield item
    }
  } catch (error) {
    if (signal.aborted) return // the run says that it was interrupted
    if (!begun) throw error
    const hint = 'what was read so far was scanned'
    yield { type: 'fault', fault: { stage: 'source', where: 'the commits', message: messageOf(error), hint } }
  } finally {
    reader.close()
  }
}

/** So many commits with their messages take up little. */
const FEW = 500

async function* changed(
  context: GitContext,
  selection: Selection,
  reader: SteadyReader,
  { archives, wanted = () => true, ...reading }: Reading,
): AsyncGenerator<RawItem> {
  const seen = new Set<string>()
  let seq = 0
  // A few commits are asked for all at once, while git compares them.
  const few = 'commits' in selection && selection.commits.length <= FEW
  const asked = few ? commitRefs(context, selection.commits) : undefined
  asked?.catch(() => undefined) // awaited below
  // In a partial clone git would end at the first content that it has to compare and that is not here.
  const { partial } = reading.partial === undefined ? await openStore({ context }) : reading
  for await (const batch of treeChanges(context, selection, partial ? 'exact' : 'all')) {
    const changes = batch.filter(wanted)
    const commits = await (asked ?? commitRefs(context, new Set(changes.map((c) => c.commit))))
    for (const change of changes) {
      const commit = commits.get(change.commit) ?? bareCommit(change.commit)
      const item = await itemOf(change, reader, commit, { seq, archives })
      if (item.type === 'fragment') seq++
      else if (item.type !== 'archive' && seen.size === seen.add(item.type === 'skip' ? change.path : change.oid).size)
        continue
      yield item
    }
  }
}

async function itemOf(
  change: TreeChange,
  reader: SteadyReader,
  commit: CommitRef,
  { seq, archives }: { readonly seq: number; readonly archives: ArchiveLimits },
): Promise<RawItem> {
  const { path, oid } = change
  if (change.mode === SUBMODULE) return { type: 'skip', skip: { where: path, why: 'submodule' } }
  const now = await reader.read(oid)
  if (!now.found) return missing(change, now.why)
  const origin = { kind: 'commit', path, blob: oid, commit } as const
  const packed = packedItem(origin, now.bytes, archives)
  if (packed) return packed
  const olds: Uint8Array[] = []
  for (const old of change.olds) {
    const before = await reader.read(old)
    if (before.found && before.type === 'blob') olds.push(toText(before.bytes).bytes) // absent: all counts as new
  }
  const { bytes } = toText(now.bytes)
  const fragment: Fragment = {
    seq,
    origin,
    bytes,
    firstLine: 1,
    focus: olds.length > 0 ? changedLines(olds, bytes) : 'all',
  }
  return { type: 'fragment', fragment }
}

/** A content that the repository should have and has not. */
export function missing({ path, oid, commit }: TreeChange, why: string): SourceItem {
  const message = `its content (blob ${oid}) is ${why}`
  const hint = 'in a partial clone: git fetch --refetch --filter=blob:limit=1g; otherwise check with: git fsck'
  return { type: 'fault', fault: { stage: 'source', where: `${commit.slice(0, 12)}:${path}`, message, hint } }
}
