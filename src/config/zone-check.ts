// Owns: zones whose paths match no tracked file: they do nothing, and somebody believes they do.
// Must not know: what zones mean. The matcher comes in as a function.
import type { Zone } from '../core/settings.ts'
import { whereIn } from './layer-place.ts'
import type { Layer } from './layers.ts'
import type { Scope } from './scopes.ts'

/**
 * `stanch.toml:12: zone pay matches no file`, for each such zone that a file of the repository has. Those of the user, and of
 * packages, are made for many repositories.
 */
export function idleZones(
  { settings, layers }: Pick<Scope, 'settings' | 'layers'>,
  paths: readonly string[],
  matches: (path: string, globs: readonly string[]) => boolean,
): string[] {
  return settings.isolation.zones.flatMap((zone) => {
    const layer = layers.findLast(({ table }) => numberIn(table, zone) !== -1)
    if (!layer?.source || layer.tightenOnly || /(^|[/\\])node_modules[/\\]/.test(layer.source.file)) return []
    if (paths.some((path) => matches(path, zone.paths))) return []
    const place = whereIn(layer, ['isolation', 'zones', numberIn(layer.table, zone), 'paths'])
    return [`${place}: zone ${zone.name} matches no file`]
  })
}

/** Which of the zones of a table has this name and says where it holds; -1 = none. */
function numberIn(table: Layer['table'], { name }: Zone): number {
  const { zones = [] } = (table.isolation ?? {}) as { readonly zones?: readonly Partial<Zone>[] }
  return zones.findIndex((zone) => zone.name === name && zone.paths !== undefined)
}
