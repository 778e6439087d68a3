// Owns: which file contents each commit brought: `rev-list | diff-tree --stdin -c`, parsed as a stream.
// Must not know: what is done with them. A path of a merge is listed only when it differs from every parent.
//
//   <commit> NUL  :100644 100644 <old> <new> M NUL path NUL  ::100644 100644 100644 <old> <old> <new> MM NUL path NUL ...
import { type GitContext, type GitProcess, gitError, notStarted, startGit } from './run.ts'
import { pathsOf } from './selection.ts'
import type { Walk } from './walk.ts'

/** One content that a commit brought to a path. Deletions are not listed. */
export interface TreeChange {
  readonly commit: string
  /** Paths that are not UTF-8 come with U+FFFD; contents are read by oid. */
  readonly path: string
  /** git's octal mode: 100644, 120000 a symlink, 160000 a submodule. */
  readonly mode: string
  readonly oid: string
  /** The contents that it replaces, one for each parent that had one of the same kind. */
  readonly olds: readonly string[]
  /** True when no parent has the path: in a commit that is no merge it may be a rename. */
  readonly added: boolean
}

const DIFF = [
  'diff-tree',
  '--stdin',
  '-r',
  '-c',
  '--root',
  '--raw',
  '-z',
  '--no-abbrev',
  '--no-textconv',
  '--no-ext-diff',
]
const SMALL = [
  '-c',
  'core.deltaBaseCacheLimit=24m',
  '-c',
  'core.packedGitWindowSize=1m',
  '-c',
  'core.packedGitLimit=32m',
]

const RENAMES = { none: '--no-renames', exact: '-M100%', all: '-M' } as const

/**
 * Arguments that select commits, for `rev-list`, and who keeps what it wrote; or the commits themselves. `without` are commits that are left out with all
 * before them: as many as there are refs, so more than a command line holds.
 */
export type Selection =
  | { readonly revs: readonly string[]; readonly walk?: Walk; readonly without?: readonly string[] }
  | { readonly commits: readonly string[] }

/**
 * Reads the changes of the selected commits, in the order of rev-list, in batches. `renames` compares a moved file with
 * what it was: `all` needs the contents of what came and went, `exact` those of nothing. Throws a UserError when git fails or is killed, after everything that came before was handed on.
 */
export async function* treeChanges(
  where: GitContext,
  selection: Selection,
  renames: 'none' | 'exact' | 'all' = 'none',
): AsyncGenerator<TreeChange[]> {
  const paths = 'revs' in selection ? pathsOf(selection.revs) : []
  const context = paths.length > 0 ? { ...where, patterns: true } : where
  const only = paths.length > 0 ? ['--', ...paths] : []
  const diff = startGit(context, [...SMALL, ...DIFF, RENAMES[renames], ...only])
  const ended = Promise.all([feed(context, selection, diff), endOf(DIFF, diff)])
  ended.catch(() => undefined) // awaited below, after the output
  const parser = new ChangeParser()
  try {
    for await (const chunk of diff.stdout) {
      const batch = parser.take(chunk as Buffer)
      if (batch.length > 0) yield batch
    }
    await ended
    parser.end()
  } finally {
    if (diff.exitCode === null) diff.kill()
  }
}

/** As `rev-list --stdin` reads them. */
export function withoutLines(commits: readonly string[]): string {
  return commits.map((commit) => `^${commit}\n`).join('')
}

async function feed(context: GitContext, selection: Selection, diff: GitProcess): Promise<void> {
  diff.stdin.on('error', () => undefined) // its end is reported by `endOf`
  if ('commits' in selection) {
    diff.stdin.end(selection.commits.map((c) => `${c}\n`).join(''))
    return
  }
  const { revs, walk, without = [] } = selection
  // git takes the parents that stand behind a commit for what it is compared with.
  const from = without.length > 0 ? ['--stdin'] : []
  const args = ['rev-list', '--topo-order', ...from, ...(walk ? ['--parents'] : []), ...revs]
  const list = startGit(context, [...SMALL, ...args])
  list.stdin.on('error', () => undefined) // its end is reported by `endOf`
  list.stdin.end(withoutLines(without))
  if (walk) list.stdout.on('data', (chunk: Buffer) => walk.take(chunk))
  list.stdout.pipe(diff.stdin)
  try {
    await endOf(args, list)
    walk?.end()
  } catch (error) {
    diff.stdin.end()
    throw error
  }
}

function endOf(args: readonly string[], child: GitProcess): Promise<void> {
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  return new Promise((done, fail) => {
    child.on('error', (error) => fail(notStarted(error)))
    child.on('close', (code, signal) => {
      if (code === 0 && signal === null) done()
      else fail(gitError(args, { code, signal, stderr }))
    })
  })
}

const COLON = 58
const SPACE = 32
const DIGIT_ZERO = 48
/** Characters of a name. */
const SHA1 = 40
const SHA256 = 64
const NONE: readonly string[] = []
const ZERO = /^0+$/
const SUBMODULE = '160000'

/** Parses the stream, whatever its cuts. */
export class ChangeParser {
  #rest: Buffer = Buffer.alloc(0)
  #commit = ''

  /** The changes that are whole now. */
  take(chunk: Buffer): TreeChange[] {
    const buffer = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    const changes: TreeChange[] = []
    let at = 0
    for (;;) {
      const end = buffer.indexOf(0, at)
      if (end === -1) break
      if (buffer[at] !== COLON) {
        this.#commit = buffer.toString('latin1', at, end)
        at = end + 1
        continue
      }
      const last = this.#pathEnd(buffer, at, end)
      if (last === -1) break
      const path = buffer.toString('utf8', lastField(buffer, last), last)
      const change =
        buffer[at + 1] === COLON
          ? ofMerge(this.#commit, buffer.toString('latin1', at, end), path)
          : ofCommit(this.#commit, buffer, at, path)
      if (change) changes.push(change)
      at = last + 1
    }
    this.#rest = buffer.subarray(at)
    return changes
  }

  /** Throws when the output stopped in the middle of a record. */
  end(): void {
    if (this.#rest.length > 0) throw new Error('git diff-tree: its output ends in the middle of a record')
  }

  /** Where the (new) path of the record ends: renames have two paths. -1 when it is not there yet. */
  #pathEnd(buffer: Buffer, at: number, end: number): number {
    const first = buffer.indexOf(0, end + 1)
    if (first === -1) return -1
    const moved = buffer[at + 1] !== COLON && /[RC]\d*$/.test(buffer.toString('latin1', end - 5, end))
    return moved ? buffer.indexOf(0, first + 1) : first
  }
}

function lastField(buffer: Buffer, end: number): number {
  return buffer.lastIndexOf(0, end - 1) + 1
}

/** A record of a commit with one parent or none, at fixed places: a history has a hundred thousand. undefined for a deletion. */
function ofCommit(commit: string, buffer: Buffer, at: number, path: string): TreeChange | undefined {
  const first = at + ':100644 100644 '.length
  const length = buffer[first + SHA1] === SPACE ? SHA1 : SHA256
  const next = first + length + 1
  if (isZero(buffer, next, length)) return undefined
  const oid = text(buffer, next, next + length)
  const mode = text(buffer, first - 7, first - 1)
  if (isZero(buffer, first, length)) return { commit, path, mode, oid, olds: NONE, added: true }
  const sameKind = text(buffer, at + 1, at + 4) === mode.slice(0, 3) && mode !== SUBMODULE
  const olds = sameKind ? [text(buffer, first, first + length)] : NONE
  return { commit, path, mode, oid, olds, added: false }
}

function text(buffer: Buffer, from: number, to: number): string {
  return buffer.toString('latin1', from, to)
}

function isZero(buffer: Buffer, from: number, length: number): boolean {
  let at = from
  while (at < from + length && buffer[at] === DIGIT_ZERO) at++
  return at === from + length
}

/** One record of a merge; undefined for a deletion. */
function ofMerge(commit: string, record: string, path: string): TreeChange | undefined {
  let parents = 0
  while (record.charCodeAt(parents) === COLON) parents++
  const fields = record.slice(parents).split(' ')
  const mode = fields[parents]!
  const oid = fields[2 * parents + 1]!
  if (ZERO.test(oid)) return undefined
  const olds: string[] = []
  let added = true
  for (let p = 0; p < parents; p++) {
    const old = fields[parents + 1 + p]!
    if (ZERO.test(old)) continue
    added = false
    if (fields[p]!.slice(0, 3) === mode.slice(0, 3) && mode !== SUBMODULE) olds.push(old)
  }
  return { commit, path, mode, oid, olds, added }
}
