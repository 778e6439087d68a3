// Owns: noting which zones that demand the vault a run touches: those of the top, and those of packages of a monorepo.
// Must not know: vaults; what follows from it (vault-zones.ts).
import type { Scope, Scopes } from '../config/scopes.ts'
import type { Source, SourceItem } from '../core/fragment.ts'
import { once } from '../core/once.ts'
import type { Settings, Zone } from '../core/settings.ts'
import { type Placed, placedOrigin } from './placed.ts'

/** What watching needs. */
export interface Watch {
  readonly scopes: Scopes
  readonly placed: Placed | undefined
  /** The settings of all packages that have some. */
  readonly packages: () => Promise<readonly Scope[]>
}

/**
 * The same source; names of zones that its items lie in are added to `touched`. What a
 * source has looked at by itself (a history reads most of it without asking) may lie in every zone.
 */
export function watched(source: Source, { scopes, placed, packages }: Watch, touched: Set<string>): Source {
  const everywhere = once(async () => [scopes.whole, ...(await packages())].flatMap((s) => demanding(s.settings)))
  const note = async (item: SourceItem) => {
    if (item.type === 'count' && item.count.bytes > 0) for (const { name } of await everywhere()) touched.add(name)
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
