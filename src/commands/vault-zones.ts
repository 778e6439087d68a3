// Owns: zones in which nothing may be committed without asking the vault: whether a run touches one.
// Must not know: vaults. Loaded only when settings have such a zone.
import type { Fault } from '../core/fault.ts'
import type { Source, SourceItem } from '../core/fragment.ts'
import type { Zone } from '../core/settings.ts'
import { matchesGlobs } from '../policy/globs.ts'

/** A source that notes which of the zones its items lie in. A job has no path yet: it may lie in all of them. */
export function watchZones(source: Source, zones: readonly Zone[], touched: Set<string>): Source {
  const note = (item: SourceItem) => {
    for (const { name, paths } of zones) {
      if (item.type === 'job' || (item.type === 'fragment' && matchesGlobs(item.fragment.origin.path, paths)))
        touched.add(name)
    }
  }
  const watched = async function* (signal: AbortSignal) {
    for await (const item of source.items(signal)) {
      note(item)
      yield item
    }
  }
  return { name: source.name, items: watched }
}

/** The fault of each zone that was touched while the vault was not asked. */
export function unaskedZones(touched: ReadonlySet<string>): Fault[] {
  return [...touched].sort().map((name) => ({
    stage: 'vault',
    where: `zone ${name}`,
    message: 'the vault must be asked before anything in it is committed, and could not be',
    hint: 'see: stanch vault status',
  }))
}
