// Owns: files and folders as a source: every file under the given paths, of any size.
// Must not know: rules; what is left out by a path rule comes in as a function.
import { resolve } from 'node:path'
import { messageOf } from '../core/fault.ts'
import type { Origin, Source, SourceItem } from '../core/fragment.ts'
import { TextStream } from '../core/text-stream.ts'
import { headOf, toText } from '../core/utf8.ts'
import { archiveKind } from './archives/kind.ts'
import type { ArchiveLimits } from './archives/limits.ts'
import { type RawItem, withArchives } from './archives/with-archives.ts'
import { binaryKind } from './magic.ts'
import { type OpenFile, openFile, wholeOf } from './read-file.ts'
import { checkRoots, type Walked, walk } from './walk.ts'
import { type Window, Windower } from './windows.ts'

/** What `stanch dir` asks for. */
export interface FilesRequest {
  /** Files and folders as typed. */
  readonly roots: readonly string[]
  readonly cwd: string
  readonly followSymlinks: boolean
  /** Files with more bytes are left out; 0 = no limit. */
  readonly maxBytes: number
  /** Scan programs, images, fonts, media and archives as text, too. */
  readonly binary: boolean
  /** How far archives are opened. */
  readonly archives: ArchiveLimits
  /** Why a path rule leaves a path out (folders end in a slash); undefined = it does not. */
  readonly leaveOut: (path: string) => string | undefined
  /** Absolute paths that are not scanned because this run reads them as settings. */
  readonly settings: ReadonlySet<string>
}

/** A file's kind and encoding show in so many bytes. */
const START = 512

const LARGEST_ARCHIVE = 128 << 20

/** After so many files, or bytes, other work (signals, workers) gets a turn. */
const TURN_FILES = 64
const TURN_BYTES = 4 << 20

/** Throws a UserError at once when a path does not exist. */
export function filesSource(request: FilesRequest): Source {
  checkRoots(request.roots, request.cwd)
  const items = (signal: AbortSignal) => withArchives(read(request, signal), request.archives)
  return { name: `files of ${request.roots.join(', ')}`, items }
}

async function* read(request: FilesRequest, signal: AbortSignal): AsyncIterable<RawItem> {
  let seq = 0
  let files = 0
  let bytes = 0
  for (const walked of walk(request)) {
    if (signal.aborted) return
    for (const item of itemsOf(walked, request, seq)) {
      if (item.type === 'fragment') {
        seq++
        bytes += item.fragment.bytes.length
      }
      yield item
    }
    if (++files >= TURN_FILES || bytes >= TURN_BYTES) {
      files = bytes = 0
      await new Promise((turn) => setImmediate(turn))
    }
  }
}

function* itemsOf(walked: Walked, request: FilesRequest, seq: number): Generator<RawItem> {
  const { path } = walked
  if (walked.type === 'skip') yield skip(path, walked.why)
  else if (walked.type === 'fault') yield fault(path, walked.message)
  else if (request.settings.has(resolve(walked.file))) yield skip(path, 'rule file of this run')
  else {
    try {
      yield* fileItems(walked, request, seq)
    } catch (error) {
      yield fault(path, `cannot be read: ${messageOf(error)}`)
    }
  }
}

function* fileItems(walked: Walked & { type: 'file' }, request: FilesRequest, seq: number): Generator<RawItem> {
  const { path, symlink } = walked
  const open = openFile(walked.file, walked.pipe)
  try {
    if (request.maxBytes > 0 && open.size > request.maxBytes) {
      yield skip(path, 'too large')
      return
    }
    const origin: Origin = { kind: 'file', path, ...(symlink === undefined ? {} : { symlink }) }
    if (request.archives.depth > 0 && archiveKind(open.head)) {
      yield archiveItem(origin, open)
      return
    }
    const kind = request.binary ? undefined : binaryKind(open.head)
    if (kind !== undefined) {
      yield skip(path, kind)
      return
    }
    let n = seq
    const start = open.head.subarray(0, START)
    const head = headOf(start, toText(start))
    for (const window of windowsOf(open)) {
      yield { type: 'fragment', fragment: { seq: n++, origin, focus: 'all', ...window, ...head } }
    }
  } finally {
    open.close()
  }
}

/** Archives are opened in memory. */
function archiveItem(origin: Origin, open: OpenFile): RawItem {
  if (open.size > LARGEST_ARCHIVE) return skip(origin.path, `archive of more than ${LARGEST_ARCHIVE >> 20} MiB`)
  return { type: 'archive', origin, bytes: wholeOf(open) }
}

function* windowsOf(open: OpenFile): Generator<Window> {
  if (!open.rest) {
    yield { bytes: toText(open.head).bytes, firstLine: 1, firstColumn: 1 }
    return
  }
  const text = new TextStream()
  const windower = new Windower()
  yield* windower.push(text.push(open.head))
  for (const piece of open.rest()) yield* windower.push(text.push(piece))
  yield* windower.push(text.end())
  yield* windower.end()
}

function skip(where: string, why: string): SourceItem {
  return { type: 'skip', skip: { where, why } }
}

function fault(where: string, message: string): SourceItem {
  return { type: 'fault', fault: { stage: 'source', where, message, hint: 'nothing is claimed about it' } }
}
