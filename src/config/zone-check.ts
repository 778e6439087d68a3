// Owns: zones and entries of settings whose paths match no tracked file: they do nothing, and somebody believes they do.
// Must not know: what zones mean. The matcher comes in as a function.
import { join } from 'node:path'
import type { Settings } from '../core/settings.ts'
import { lineOfKey } from './schema-check.ts'
import type { FileView } from './settings-find.ts'

/** `stanch.toml:12: zone pay matches no file`, for each such zone. */
export function idleZones(
  { isolation }: Settings,
  { root, file, view }: { readonly root: string; readonly file: string; readonly view: FileView },
  paths: readonly string[],
  matches: (path: string, globs: readonly string[]) => boolean,
): string[] {
  const idle = isolation.zones.filter((zone) => !paths.some((path) => matches(path, zone.paths)))
  if (idle.length === 0) return []
  const text = (file && view.read(join(root, file))?.toString()) || ''
  return idle.map((zone) => {
    const line =
      text === '' ? '' : `:${lineOfKey(text, ['isolation', 'zones', isolation.zones.indexOf(zone), 'paths'])}`
    return `${file || 'settings'}${line}: zone ${zone.name} matches no file`
  })
}
