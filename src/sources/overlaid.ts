// Owns: a source under an overlay: replaced files come from elsewhere, and files that are said to be gone do not come.
// Must not know: how an overlay is written down.
import { readFileSync } from 'node:fs'
import { messageOf } from '../core/fault.ts'
import type { Origin, Source, SourceItem } from '../core/fragment.ts'
import { toText } from '../core/utf8.ts'
import { changedLines } from './changed-lines.ts'

/** What stands in for what, in the paths of the source. */
export interface Overlaid {
  /** Path of the source -> file to read instead; '' = gone. */
  readonly replacements: ReadonlyMap<string, string>
  readonly kind: 'staged' | 'file'
  /** What the file was before, when only changes count. */
  old?(path: string): Promise<Uint8Array | undefined>
}

/** The source as if the overlay's files stood in the tree. */
export function overlaid(source: Source, { replacements, kind, old }: Overlaid): Source {
  return {
    name: `${source.name}, with ${replacements.size} replaced`,
    async *items(signal) {
      let seq = 0
      for await (const item of source.items(signal)) {
        if (item.type === 'fragment') seq = Math.max(seq, item.fragment.seq + 1)
        if (!replacements.has(pathOf(item))) yield item
      }
      for (const [path, file] of replacements)
        if (file !== '') yield await replaced(path, file, seq++, kind, await old?.(path))
    },
  }
}

function pathOf(item: SourceItem): string {
  if (item.type === 'fragment') return item.fragment.origin.path
  return item.type === 'skip' ? item.skip.where : item.type === 'fault' ? item.fault.where : ''
}

async function replaced(
  path: string,
  file: string,
  seq: number,
  kind: Overlaid['kind'],
  old?: Uint8Array,
): Promise<SourceItem> {
  try {
    const { bytes } = toText(readFileSync(file))
    const origin: Origin =
      kind === 'file' ? { kind, path } : { kind, path, blob: '', change: old ? 'modified' : 'added' }
    const focus = old ? changedLines([toText(old).bytes], bytes) : 'all'
    return { type: 'fragment', fragment: { seq, origin, bytes, firstLine: 1, focus } }
  } catch (error) {
    const message = `its overlay ${file} cannot be read: ${messageOf(error)}`
    return { type: 'fault', fault: { stage: 'source', where: path, message, hint: 'nothing is claimed about it' } }
  }
}
