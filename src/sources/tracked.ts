// Owns: every tracked file as the index has it: what `pre-commit run --all-files` means.
// Must not know: rules, policies, who asked.
//
//   100644 <oid> 0 TAB path NUL        (mode, oid, stage, path of `ls-files --stage -z`)
import type { Source } from '../core/fragment.ts'
import { headOf, toText } from '../core/utf8.ts'
import { BlobReader } from '../git/blobs.ts'
import type { Repo } from '../git/repo.ts'
import { gitError, runGit, succeeded } from '../git/run.ts'
import { type ArchiveLimits, DEFAULT_LIMITS } from './archives/limits.ts'
import { packedItem, type RawItem, withArchives } from './archives/with-archives.ts'

const LIST = ['ls-files', '--stage', '-z', '--full-name']
const SUBMODULE = '160000'

/** All blobs of the index; nothing of the work tree. */
export function trackedSource(repo: Repo, archives = DEFAULT_LIMITS): Source {
  return { name: 'tracked files', items: () => withArchives(read(repo, archives), archives) }
}

async function* read(repo: Repo, archives: ArchiveLimits): AsyncIterable<RawItem> {
  const listed = await runGit({ ...repo.context, cwd: repo.top }, LIST)
  if (!succeeded(listed)) throw gitError(LIST, listed)
  const reader = new BlobReader(repo.context)
  try {
    let seq = 0
    for (const record of listed.stdout.toString().split('\0').filter(Boolean)) {
      const item = await itemOf(record, reader, seq, archives)
      if (item.type === 'fragment') seq++
      yield item
    }
  } finally {
    reader.close()
  }
}

async function itemOf(record: string, reader: BlobReader, seq: number, archives: ArchiveLimits): Promise<RawItem> {
  const tab = record.indexOf('\t')
  const [mode, oid = ''] = record.slice(0, tab).split(' ')
  const path = record.slice(tab + 1)
  if (mode === SUBMODULE) return { type: 'skip', skip: { where: path, why: 'submodule' } }
  const blob = await reader.read(oid)
  if (!blob.found) {
    const fault = {
      stage: 'source',
      where: path,
      message: `its content (${oid}) is ${blob.why}`,
      hint: 'git fsck',
    } as const
    return { type: 'fault', fault }
  }
  const origin = { kind: 'staged', path, blob: oid, change: 'present' } as const
  const packed = packedItem(origin, blob.bytes, archives)
  if (packed) return packed
  const text = toText(blob.bytes)
  const fragment = { seq, origin, bytes: text.bytes, ...headOf(blob.bytes, text), firstLine: 1, focus: 'all' } as const
  return { type: 'fragment', fragment }
}
