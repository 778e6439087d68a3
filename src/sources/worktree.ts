// Owns: what was changed and is not staged: the working tree against the index. Untracked files are not part of it.
// Must not know: rules, policies.
import { readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../core/fault.ts'
import type { Change, Source } from '../core/fragment.ts'
import { headOf, toText } from '../core/utf8.ts'
import { BlobReader } from '../git/blobs.ts'
import { isZero, parseRaw, type RawEntry } from '../git/raw.ts'
import type { Repo } from '../git/repo.ts'
import { gitError, runGit, succeeded } from '../git/run.ts'
import { type ArchiveLimits, DEFAULT_LIMITS } from './archives/limits.ts'
import { packedItem, type RawItem, withArchives } from './archives/with-archives.ts'
import { changedLines } from './changed-lines.ts'
import { readWhole } from './read-file.ts'

const SUBMODULE = '160000'
const SYMLINK = '120000'
const DIFF = ['diff-files', '--raw', '-z', '--no-abbrev', '--no-renames']

/** Changes that `git diff` would show. */
export function worktreeSource(repo: Repo, archives = DEFAULT_LIMITS): Source {
  return { name: 'unstaged changes', items: (signal) => withArchives(read(repo, signal, archives), archives) }
}

async function* read(repo: Repo, signal: AbortSignal, archives: ArchiveLimits): AsyncIterable<RawItem> {
  const result = await runGit(repo.context, DIFF)
  if (!succeeded(result)) throw gitError(DIFF, result)
  const reader = new BlobReader(repo.context)
  const seen = new Set<string>()
  let seq = 0
  try {
    for (const entry of parseRaw(result.stdout)) {
      if (signal.aborted) return
      if (entry.status === 'D' || seen.has(entry.path)) continue // an unmerged path comes twice
      seen.add(entry.path)
      const item = await itemOf(repo, entry, reader, { seq, archives })
      if (item.type === 'fragment') seq++
      yield item
    }
  } finally {
    reader.close()
  }
}

async function itemOf(
  repo: Repo,
  entry: RawEntry,
  reader: BlobReader,
  { seq, archives }: { readonly seq: number; readonly archives: ArchiveLimits },
): Promise<RawItem> {
  const { path } = entry
  if (entry.newMode === SUBMODULE || entry.oldMode === SUBMODULE) {
    return { type: 'skip', skip: { where: path, why: 'submodule' } }
  }
  let found: Uint8Array
  try {
    found = content(join(repo.top, path), entry)
  } catch (error) {
    const message = `cannot be read: ${messageOf(error)}`
    return { type: 'fault', fault: { stage: 'source', where: path, message, hint: 'nothing is claimed about it' } }
  }
  const origin = { kind: 'staged', path, blob: '', change: changeOf(entry) } as const
  const packed = packedItem(origin, found, archives)
  if (packed) return packed
  const text = toText(found)
  const { bytes } = text
  const old = await indexed(entry, reader)
  const focus = old === undefined ? 'all' : changedLines([old], bytes)
  return { type: 'fragment', fragment: { seq, origin, bytes, ...headOf(found, text), firstLine: 1, focus } }
}

/** git compares a link's target, not the file behind it. */
function content(file: string, entry: RawEntry): Uint8Array {
  return entry.newMode === SYMLINK ? readlinkSync(file, 'buffer') : readWhole(file)
}

/** The content in the index; undefined = nothing to compare with, so all counts as new. */
async function indexed(entry: RawEntry, reader: BlobReader): Promise<Uint8Array | undefined> {
  if (isZero(entry.oldOid) || entry.status === 'T' || entry.status === 'U') return undefined
  const old = await reader.read(entry.oldOid)
  return old.found && old.type === 'blob' ? toText(old.bytes).bytes : undefined
}

function changeOf(entry: RawEntry): Change {
  if (entry.status === 'A') return 'added'
  return entry.status === 'T' ? 'type-changed' : 'modified'
}
