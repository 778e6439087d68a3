// Owns: putting the files of archives in the place of the archives, in any stream of source items.
// Must not know: where the items come from; how archives are opened (expand.ts, loaded for the first one).
import type { Origin, SourceItem } from '../../core/fragment.ts'
import { archiveKind } from './kind.ts'
import { type ArchiveLimits, DEFAULT_LIMITS } from './limits.ts'

/** A content that is an archive, before it is opened. */
export interface PackedItem {
  readonly type: 'archive'
  readonly origin: Origin
  readonly bytes: Uint8Array
}

/** What a source gives before archives are opened. */
export type RawItem = SourceItem | PackedItem

/** The archive item of a content; undefined when it is no archive, or none is to be opened. */
export function packedItem(
  origin: Origin,
  bytes: Uint8Array,
  limits: ArchiveLimits = DEFAULT_LIMITS,
): PackedItem | undefined {
  return limits.depth > 0 && archiveKind(bytes) ? { type: 'archive', origin, bytes } : undefined
}

/** The items with each archive replaced by what is in it; fragments are numbered anew behind the first. */
export async function* withArchives(
  items: AsyncIterable<RawItem>,
  limits: ArchiveLimits = DEFAULT_LIMITS,
): AsyncGenerator<SourceItem> {
  let added = 0
  let last = -1
  for await (const item of items) {
    if (item.type === 'archive') {
      const { expand } = await import('./expand.ts')
      const nextSeq = () => {
        added++
        return ++last
      }
      yield* expand(item.origin, item.bytes, limits, nextSeq)
    } else if (item.type === 'fragment' && added > 0) {
      last = item.fragment.seq + added
      yield { type: 'fragment', fragment: { ...item.fragment, seq: last } }
    } else {
      if (item.type === 'fragment') last = item.fragment.seq
      yield item
    }
  }
}
