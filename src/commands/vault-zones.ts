// Owns: zones in which nothing may be committed without asking the vault: which a path lies in, and the fault when it was not asked.
// Must not know: vaults. Loaded only when settings have such a zone.
import type { Fault } from '../core/fault.ts'
import type { Zone } from '../core/settings.ts'
import { matchesGlobs } from '../policy/globs.ts'

/** Names of those of the zones that a path lies in. */
export function zonesAt(path: string, zones: readonly Zone[]): string[] {
  return zones.filter(({ paths }) => matchesGlobs(path, paths)).map(({ name }) => name)
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
