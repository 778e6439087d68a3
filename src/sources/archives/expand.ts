// Owns: an archive -> the fragments of the files in it, archives in archives too, with `outer!inner` as path.
// Must not know: where the archive comes from, git, rules.
import { messageOf } from '../../core/fault.ts'
import type { Fragment, Origin, SourceItem } from '../../core/fragment.ts'
import { pathOf } from '../../core/fragment.ts'
import { headOf, toText } from '../../core/utf8.ts'
import { binaryKind } from '../magic.ts'
import { WINDOW, Windower } from '../windows.ts'
import { type ArchiveKind, archiveKind } from './kind.ts'
import { Account, type ArchiveLimits, BoundReached } from './limits.ts'
import { gathered, type Member } from './member.ts'
import { unpacked } from './packed.ts'
import { tarMembers } from './tar.ts'
import { zipMembers } from './zip.ts'

/** Kinds of members that hold no text. Programs are scanned: strings stand in them. */
const WITHOUT_TEXT = new Set(['image', 'font', 'media'])

interface Opening {
  readonly limits: ArchiveLimits
  readonly account: Account
  readonly nextSeq: () => number
}

/**
 * The content of an archive as source items: a fragment for each file in it (several for a large one), a skip for each bound that was reached,
 * and each member that cannot be opened, a fault when the archive is damaged; what was read until then is given all the same. `bytes` is the whole archive;
 * `nextSeq` numbers the fragments. Never throws.
 */
export async function* expand(
  origin: Origin,
  bytes: Uint8Array,
  limits: ArchiveLimits,
  nextSeq: () => number,
): AsyncGenerator<SourceItem> {
  const kind = archiveKind(bytes)
  if (kind) yield* opened(kind, origin, bytes, 1, { limits, account: new Account(limits, bytes.length), nextSeq })
}

async function* opened(
  kind: ArchiveKind,
  origin: Origin,
  bytes: Uint8Array,
  depth: number,
  opening: Opening,
): AsyncGenerator<SourceItem> {
  const path = pathOf(origin)
  if (kind === '7z' || kind === 'rar') return yield skip(path, `archive not opened: ${kind}`)
  if (depth > opening.limits.depth) return yield skip(path, `archive more than ${opening.limits.depth} deep`)
  try {
    for await (const member of membersOf(kind, path, bytes, opening)) {
      yield* itemsOf(member, inside(origin, member.name), depth, opening)
    }
  } catch (error) {
    yield error instanceof BoundReached ? skip(path, error.message) : fault(path, kind, messageOf(error))
  }
}

async function* itemsOf(member: Member, origin: Origin, depth: number, opening: Opening): AsyncGenerator<SourceItem> {
  const path = pathOf(origin)
  if (member.type === 'left-out') return yield skip(path, member.why)
  const kind = archiveKind(member.bytes)
  if (kind) return yield* opened(kind, origin, member.bytes, depth + 1, opening)
  const binary = binaryKind(member.bytes)
  if (binary && WITHOUT_TEXT.has(binary)) return yield skip(path, binary)
  for (const fragment of fragmentsOf(origin, member.bytes, opening.nextSeq)) yield { type: 'fragment', fragment }
}

function* fragmentsOf(origin: Origin, content: Uint8Array, nextSeq: () => number): Generator<Fragment> {
  const text = toText(content)
  const { bytes } = text
  if (bytes.length <= WINDOW) {
    yield { seq: nextSeq(), origin, bytes, ...headOf(content, text), firstLine: 1, focus: 'all' }
    return
  }
  const windower = new Windower()
  for (const window of [...windower.push(bytes), ...windower.end()]) {
    yield { seq: nextSeq(), origin, focus: 'all', ...window }
  }
}

async function* membersOf(
  kind: Exclude<ArchiveKind, '7z' | 'rar'>,
  path: string,
  bytes: Uint8Array,
  { account, limits }: Opening,
): AsyncGenerator<Member> {
  if (kind === 'zip') yield* zipMembers(bytes, account, limits.memberBytes)
  else if (kind === 'tar') yield* tarMembers(once(bytes), account, limits.memberBytes)
  else yield* packedMembers(await unpacked(kind, bytes, account), path, account, limits.memberBytes)
}

const TAR_HEADER = 512

/** A compressed tar is one archive, not two; anything else that is compressed is one file. */
async function* packedMembers(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  account: Account,
  most: number,
): AsyncGenerator<Member> {
  const rest = chunks[Symbol.asyncIterator]()
  let head: Uint8Array = new Uint8Array(0)
  let ended = false
  while (!ended && head.length < TAR_HEADER) {
    const next = await rest.next()
    ended = next.done === true
    if (!next.done) head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
  }
  const all = continued(head, rest)
  if (archiveKind(head) === 'tar') yield* tarMembers(counted(all, account), account, most)
  else {
    account.member()
    yield await gathered(nameInside(path), all, account, most)
  }
}

/** The bytes of a packed tar as they come out, headers and what is left out included. */
async function* counted(chunks: AsyncIterable<Uint8Array>, account: Account): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    account.unpacked(chunk.length)
    yield chunk
  }
}

async function* continued(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** `dump.sql.gz` holds `dump.sql`. */
function nameInside(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1)
  return name.replace(/\.(gz|gzip|bz2|xz|zst|zstd|z)$/i, '') || 'content'
}

function inside(origin: Origin, name: string): Origin {
  return { ...origin, path: `${origin.path}!${name.replace(/^(\.?\/)+/, '')}` }
}

function skip(where: string, why: string): SourceItem {
  return { type: 'skip', skip: { where, why } }
}

function fault(where: string, kind: string, message: string): SourceItem {
  const hint =
    'what could be read of it was scanned; to leave it out, put its path into [[allowlists]] of the rule file, or use --max-archive-depth=0'
  return { type: 'fault', fault: { stage: 'source', where, message: `damaged ${kind} archive: ${message}`, hint } }
}
