// Owns: files of a commit that are to be looked at as files (may they be there at all?), after the history itself.
// Must not know: which files those are; the question comes in as a function. Their content is not new: the focus is empty.
//
//   100644 blob <oid> TAB path NUL        (`ls-tree -r -z`)
import { messageOf } from '../core/fault.ts'
import type { Source, SourceItem } from '../core/fragment.ts'
import { headOf, toText } from '../core/utf8.ts'
import { BlobReader } from '../git/blobs.ts'
import { hasCommit, hasHead } from '../git/commits-here.ts'
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
      const head = request.revs ? undefined : filesAt(request.context, 'HEAD')
      head?.catch(() => undefined) // awaited below: git lists them while the source is read
      let seq = 0
      for await (const item of source.items(signal)) {
        if (item.type === 'fragment') seq = Math.max(seq, item.fragment.seq + 1)
        yield item
      }
      yield* tipOf(request, seq, head)
    },
  }
}

async function* tipOf(
  { context, revs, wanted }: TipRequest,
  first: number,
  head?: Promise<TipFile[]>,
): AsyncIterable<SourceItem> {
  const touched = revs && (await touchedBy(context, revs))
  const reader = new BlobReader(context)
  const seen = new Set<string>()
  let seq = first
  try {
    for (const tip of revs ? await endsOf(context, revs) : ['HEAD']) {
      for (const { mode, type, blob, path } of await (head ?? filesAt(context, tip))) {
        if (type !== 'blob' || mode === '120000' || (touched && !touched.has(path)) || !(await wanted(path))) continue
        if (seen.size === seen.add(`${blob} ${path}`).size) continue
        const answer = await reader.read(blob)
        if (!answer.found) {
          yield unread(path, `content ${blob} is not in this repository`)
          continue
        }
        const text = toText(answer.bytes)
        const origin = { kind: 'blob', path, blob } as const
        const fragment = {
          seq: seq++,
          origin,
          bytes: text.bytes,
          ...headOf(answer.bytes, text),
          firstLine: 1,
          focus: [],
        }
        yield { type: 'fragment', fragment }
      }
    }
  } catch (error) {
    yield unread('the last commit', messageOf(error)) // what the history held is still reported
  } finally {
    reader.close()
  }
}

function unread(where: string, message: string): SourceItem {
  const hint = 'which files may be there at all was not judged for it; run again, or: git fsck'
  return { type: 'fault', fault: { stage: 'source', where, message, hint } }
}

interface TipFile {
  readonly mode: string
  readonly type: string
  readonly blob: string
  readonly path: string
}

async function filesAt(context: GitContext, tip: string): Promise<TipFile[]> {
  if (!(await (tip === 'HEAD' ? hasHead(context) : hasCommit(context, tip)))) return [] // an unborn HEAD, a tag or a replace ref at something else
  const asked = ['ls-tree', '-r', '-z', '--full-tree', tip]
  const listed = await runGit(context, asked)
  if (!succeeded(listed)) throw gitError(asked, listed)
  const records = listed.stdout.toString().split('\0').filter(Boolean)
  return records.map((record) => {
    const tab = record.indexOf('\t')
    const [mode = '', type = '', blob = ''] = record.slice(0, tab).split(' ')
    return { mode, type, blob, path: record.slice(tab + 1) }
  })
}

/** The commits at the ends of a selection: what `rev-parse` names without a caret. */
async function endsOf(context: GitContext, revs: readonly string[]): Promise<readonly string[]> {
  const asked = ['rev-parse', '--revs-only', ...revs]
  const result = await runGit(context, asked)
  if (!succeeded(result)) throw gitError(asked, result)
  const ends = result.stdout
    .toString()
    .split('\n')
    .filter((line) => /^[0-9a-f]{40,64}$/.test(line))
  return ends.length > 0 ? [...new Set(ends)] : ['HEAD']
}

/** The paths that the commits of a selection touch. */
export async function touchedBy(context: GitContext, revs: readonly string[]): Promise<Set<string>> {
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
