// Owns: what refs hold beside the files of commits: tags that point at a blob or a tree, and (when asked) the messages of
// commits and tags.
// Must not know: rules.
import type { Fragment, Source, SourceItem } from '../core/fragment.ts'
import { toText } from '../core/utf8.ts'
import { BlobReader } from '../git/blobs.ts'
import { bareCommit, commitRefs } from '../git/commits.ts'
import { type GitContext, gitError, runGit, succeeded } from '../git/run.ts'

/** What is asked for. */
export interface RefContents {
  readonly context: GitContext
  /** Arguments for rev-list, for the messages of its commits; undefined = no messages are wanted. */
  readonly messagesOf: readonly string[] | undefined
}

/** The source, then the contents that hang on refs alone. */
export function withRefContents(source: Source, wanted: RefContents): Source {
  return {
    name: source.name,
    async *items(signal) {
      const listed = refs(wanted.context)
      listed.catch(() => undefined) // awaited below: git lists them while the source is read
      yield* source.items(signal)
      yield* refItems(wanted, await listed, signal)
    },
  }
}

async function* refItems(
  { context, messagesOf }: RefContents,
  listed: readonly Ref[],
  signal: AbortSignal,
): AsyncGenerator<SourceItem> {
  const reader = new BlobReader(context)
  try {
    for (const { ref, kind, peeled } of listed) {
      if (signal.aborted) return
      if (kind === 'tag' && messagesOf) yield* taken(reader, ref, `${ref} (tag message)`)
      if (peeled === 'blob') yield* taken(reader, `${ref}^{}`, ref)
      if (peeled === 'tree') yield* tree(context, reader, ref)
    }
    if (messagesOf) yield* messages(context, messagesOf, signal)
  } finally {
    reader.close()
  }
}

interface Ref {
  readonly ref: string
  readonly kind: string
  /** Kind of what the ref leads to in the end. */
  readonly peeled: string
}

async function refs(context: GitContext): Promise<Ref[]> {
  const args = ['for-each-ref', '--format=%(refname) %(objecttype) %(*objecttype)']
  const result = await git(context, args)
  const list: Ref[] = []
  for (const line of result.toString().split('\n')) {
    const [ref = '', kind = '', target = ''] = line.split(' ')
    if (ref === '' || kind === 'commit' || (kind === 'tag' && target === 'commit')) {
      if (kind === 'tag') list.push({ ref, kind, peeled: 'commit' })
      continue
    }
    const end = await git(context, ['cat-file', '-t', `${ref}^{}`])
    list.push({ ref, kind, peeled: end.toString().trim() })
  }
  return list
}

async function git(context: GitContext, args: readonly string[]): Promise<Buffer> {
  const result = await runGit(context, args)
  if (!succeeded(result)) throw gitError(args, result)
  return result.stdout
}

async function* taken(reader: BlobReader, name: string, path: string): AsyncGenerator<SourceItem> {
  const answer = await reader.read(name)
  if (answer.found) {
    const { bytes } = toText(answer.bytes)
    yield fragment({ seq: 0, origin: { kind: 'blob', blob: name, path }, bytes, firstLine: 1, focus: 'all' })
  } else {
    const fault = {
      stage: 'source',
      where: path,
      message: `it is ${answer.why}`,
      hint: 'check with: git fsck',
    } as const
    yield { type: 'fault', fault }
  }
}

function fragment(content: Fragment): SourceItem {
  return { type: 'fragment', fragment: content }
}

//   <mode> SP <kind> SP <oid> TAB <path> NUL
async function* tree(context: GitContext, reader: BlobReader, ref: string): AsyncGenerator<SourceItem> {
  const list = await git(context, ['ls-tree', '-r', '-z', '--full-tree', `${ref}^{tree}`])
  for (const entry of list.toString().split('\0')) {
    const [, kind, oid = '', path = ''] = /^\d+ (\w+) (\w+)\t([\s\S]*)$/.exec(entry) ?? []
    if (kind === 'blob') yield* taken(reader, oid, `${ref}/${path}`)
  }
}

const BATCH = 2000

async function* messages(
  context: GitContext,
  revs: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<SourceItem> {
  const all = (await git(context, ['rev-list', ...revs])).toString().split('\n').filter(Boolean)
  for (let at = 0; at < all.length && !signal.aborted; at += BATCH) {
    const ids = all.slice(at, at + BATCH)
    const commits = await commitRefs(context, ids)
    for (const id of ids) {
      const commit = commits.get(id) ?? bareCommit(id)
      const bytes = Buffer.from(commit.message)
      yield fragment({
        seq: 0,
        origin: { kind: 'message', path: '(message)', commit },
        bytes,
        firstLine: 1,
        focus: 'all',
      })
    }
  }
}
