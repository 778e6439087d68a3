// Owns: telling by its path and its first bytes that a file may be one that must not be committed: for most files a look-up.
// Must not know: what then decides (inspect-content.ts), where content comes from.
import type { RawFinding } from '../core/finding.ts'
import type { Fragment } from '../core/fragment.ts'
import type { IsolationEntry, Zone } from '../core/settings.ts'
import { type NameTable, namedIn } from './name-table.ts'

/** Entries that a zone makes have ids that begin with it; they cannot be switched off by id. */
export const ZONE = 'zone-'

/** What the inspection goes by. `matches` is asked only when there are globs of the repository's own. */
export interface IsolationRules {
  readonly builtin: readonly IsolationEntry[]
  readonly names: NameTable
  readonly disable: readonly string[]
  readonly allow: readonly string[]
  readonly files: readonly IsolationEntry[]
  readonly zones: readonly Zone[]
  readonly matches: (path: string, globs: readonly string[], ignoreCase?: boolean) => boolean
}

/** The raw findings of a file; [] for almost all. */
export async function inspectFile(fragment: Fragment, rules: IsolationRules): Promise<RawFinding[]> {
  const { path } = fragment.origin
  const list = candidates(path, fragment.head ?? fragment.bytes, rules)
  if (list.length === 0 || rules.matches(path, rules.allow)) return []
  return (await import('./inspect-content.ts')).inspectContent(fragment, list)
}

/** Candidates without looking at content: for most files none, synchronously. */
export function candidates(path: string, head: Uint8Array, rules: IsolationRules): IsolationEntry[] {
  const { builtin, names, disable, files, zones, matches } = rules
  const numbers = namedIn(names, path, head)
  const own = files.filter((e) => !disable.includes(e.id) && matches(path, e.paths) && !matches(path, e.except))
  const known = numbers
    .map((n) => builtin[n]!)
    .filter((e) => !disable.includes(e.id) && !files.some((f) => f.id === e.id))
  const sealed = zones.filter((z) => z.encrypted && matches(path, z.paths)).map(zoneEntry)
  return [...own, ...known, ...sealed]
}

function zoneEntry(zone: Zone): IsolationEntry {
  return {
    ...{ id: `${ZONE}${zone.name}`, paths: zone.paths, except: [], content: [], unless: 'encrypted', severity: 'high' },
    reason: `zone ${zone.name} holds encrypted files only${zone.reason ? ` (${zone.reason})` : ''}`,
    instead: 'encrypt it (sops, age, git-crypt, ansible-vault ...) and stage it again',
  }
}
