// Owns: what a source hands on: the whole content of one version of one file, and which bytes of it are new.
// Must not know: where sources get it from, or what rules make of it.
import type { Fault, Skip } from './fault.ts'
import type { Span } from './span.ts'

/** Who made a commit and when; `date` is RFC 3339 in UTC. */
export interface CommitRef {
  readonly id: string
  readonly author: string
  readonly email: string
  readonly date: string
  readonly message: string
}

/** What happened to a file in the change that is looked at. */
export type Change = 'added' | 'modified' | 'renamed' | 'type-changed' | 'present'

/** Where a fragment comes from. Paths use forward slashes and are relative to the repository's top, or as typed. */
export type Origin =
  | { readonly kind: 'staged'; readonly path: string; readonly blob: string; readonly change: Change }
  | { readonly kind: 'commit'; readonly path: string; readonly blob: string; readonly commit: CommitRef }
  | { readonly kind: 'blob'; readonly blob: string; readonly path: string }
  | { readonly kind: 'message'; readonly path: string; readonly commit: CommitRef }
  | { readonly kind: 'file'; readonly path: string; readonly symlink?: string }
  | { readonly kind: 'stdin'; readonly path: string }

/** One content to scan. */
export interface Fragment {
  /** Order of the fragment in its source: makes the output independent of workers. */
  readonly seq: number
  readonly origin: Origin
  /** Well-formed UTF-8 (see core/utf8.ts); offsets everywhere are offsets into these bytes. */
  readonly bytes: Uint8Array
  /** The first bytes as they were, when making them readable changed them: files are told apart by their magic numbers. */
  readonly head?: Uint8Array
  /** 1-based line of the first byte: more than 1 for a later window of a large file. */
  readonly firstLine: number
  /** 1-based column (code points) of the first byte: more than 1 when a window starts inside a long line. */
  readonly firstColumn?: number
  /** Which bytes are new: only a finding that touches them counts. Sorted, disjoint. */
  readonly focus: readonly Span[] | 'all'
  /** For windows of a large file that overlap: only a match that starts in it counts here. */
  readonly owns?: Span
  /** Further paths at which the same content stands (history): place conditions are asked for each. */
  readonly alsoAt?: readonly string[]
}

/** What a source looked at by itself, for the statistics. */
export interface Counted {
  readonly fragments: number
  readonly bytes: number
  readonly commits: number
}

/** What a source yields. */
export type SourceItem =
  | { readonly type: 'fragment'; readonly fragment: Fragment }
  | { readonly type: 'skip'; readonly skip: Skip }
  | { readonly type: 'count'; readonly count: Counted }
  | { readonly type: 'fault'; readonly fault: Fault }

/** A place to read from. */
export interface Source {
  readonly name: string
  items(signal: AbortSignal): AsyncIterable<SourceItem>
}

/** The path of an origin, for people and for path conditions; '' when there is none. */
export function pathOf(origin: Origin): string {
  return origin.path
}

/** The commit of an origin, '' when it is none. */
export function commitOf(origin: Origin): string {
  return origin.kind === 'commit' || origin.kind === 'message' ? origin.commit.id : ''
}
