// Owns: files of a commit that are to be looked at as files (may they be there at all?), after the history itself.
// Must not know: which files those are; the question comes in as a function. Their content is not new: the focus is empty.
//
//   100644 blob <oid> TAB path NUL        (`ls-tree -r -z`)
import type { Source, SourceItem } from '../core/fragment.ts'
import { headOf, toText } from '../core/utf8.ts'
import { BlobReader } from '../git/blobs.ts'
import { type GitContext, gitError, runGit, succeeded } from '../git/run.ts'

/** What is asked of the tip. */
export interface TipRequest {
  readonly context: GitContext
  /** Revisions that were scanned: only paths that they touch are looked at; undefined = all. */
  readonly revs: readonly string[] | undefined
  readonly wanted: (path: string) => Promise<boolean>
}

/** The source, and after it the wanted files of HEAD. */
export function withTip(source: Source, request: TipRequest): Source {
  return {
    name: source.name,
    async *items(signal) {
      let seq = 0
      for await (const item of source.items(signal)) {
        if (item.type === 'fragment') seq = Math.max(seq, item.fragment.seq + 1)
        yield item
      }
      yield* tipOf(request, seq)
    },
  }
}

async function* tipOf({ context, revs, wanted }: TipRequest, first: number): AsyncIterable<SourceItem> {
  const listed = await runGit(context, ['ls-tree', '-r', '-z', '--full-tree', 'HEAD'])
  if (!succeeded(listed)) return // no HEAD: a repository of other refs only
  const touched = revs && (await touchedBy(context, revs))
  const reader = new BlobReader(context)
  let seq = first
  try {
    for (const record of listed.stdout.toString().split('\0').filter(Boolean)) {
      const tab = record.indexOf('\t')
      const path = record.slice(tab + 1)
      const [mode = '', type = '', blob = ''] = record.slice(0, tab).split(' ')
      if (type !== 'blob' || mode === '120000' || (touched && !touched.has(path)) || !(await wanted(path))) continue
      const answer = await reader.read(blob)
      if (!answer.found) continue // the history has a fault for it already
      const text = toText(answer.bytes)
      const origin = { kind: 'blob', path, blob } as const
      const fragment = { seq: seq++, origin, bytes: text.bytes, ...headOf(answer.bytes, text), firstLine: 1, focus: [] }
      yield { type: 'fragment', fragment }
    }
  } finally {
    reader.close()
  }
}

async function touchedBy(context: GitContext, revs: readonly string[]): Promise<Set<string>> {
  const asked = ['log', '--format=', '--name-only', '-z', '-m', '--no-renames', ...revs, '--']
  const result = await runGit(context, asked)
  if (!succeeded(result)) throw gitError(asked, result)
  return new Set(
    result.stdout
      .toString()
      .split(/[\0\n]/)
      .filter(Boolean),
  )
}
