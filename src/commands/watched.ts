// Owns: noting which zones that demand the vault a run touches: those of the top, and those of packages of a monorepo.
// Must not know: vaults; what follows from it (vault-zones.ts).
import type { Scopes } from '../config/scopes.ts'
import type { Source, SourceItem } from '../core/fragment.ts'
import type { Settings, Zone } from '../core/settings.ts'
import { type Placed, placedOrigin } from './placed.ts'

/**
 * The same source; names of zones that its items lie in are added to `touched`. A job has no path yet: it may lie in every
 * zone of the top, and those of packages are not known.
 */
export function watched(source: Source, scopes: Scopes, touched: Set<string>, placed?: Placed): Source {
  const note = async (item: SourceItem) => {
    if (item.type === 'job') for (const { name } of demanding(scopes.whole.settings)) touched.add(name)
    if (item.type !== 'fragment') return
    const { path } = placedOrigin(item.fragment.origin, placed)
    const zones = demanding((await scopes.at(path)).settings)
    if (zones.length === 0) return
    const { zonesAt } = await import('./vault-zones.ts')
    for (const name of zonesAt(path, zones)) touched.add(name)
  }
  return {
    ...source,
    async *items(signal) {
      for await (const item of source.items(signal)) {
        await note(item)
        yield item
      }
    },
  }
}

function demanding({ isolation }: Settings): Zone[] {
  return isolation.zones.filter((zone) => zone.vault)
}
