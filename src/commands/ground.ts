// Owns: what a run stands on: its settings, and the files as it is to see them (overlay, trusted ref).
// Must not know: how settings are found, what they mean.
import { resolve } from 'node:path'
import { loadScopes, type Scopes } from '../config/scopes.ts'
import { diskView, type FileView } from '../config/settings-find.ts'
import type { SettingsLookup } from '../config/settings-load.ts'
import type { RawOptions } from '../core/options.ts'
import type { Host } from '../host.ts'
import { builtinIsolation } from './builtin-isolation.ts'

/** The ground of a run. */
export interface Ground {
  /** Where settings, ignore files and the baseline are: the repository's top. */
  readonly root: string
  /** Settings, rules, ignore files and the baseline as the run is to see them: with --policy-from those of the commit. */
  readonly view: FileView
  /** All other files: the disk, or the disk under an overlay. */
  readonly files: FileView
  /** Names that stand in the root. */
  readonly names: readonly string[]
  readonly scopes: Scopes
  /** Things to say about where policies come from. */
  readonly notes: readonly string[]
}

/** Looks for settings. `ends` are the commits that are scanned last: the scanned side of --policy-from. A few file look-ups when there are none. */
export async function groundOf(root: string, options: RawOptions, host: Host, ends = ['HEAD']): Promise<Ground> {
  const files = options.overlay ? await overlaid(resolve(host.cwd, options.overlay), host.cwd) : diskView
  const trusted = options.policyFrom === undefined ? undefined : await trustedView(root, options, host, ends)
  const view = trusted?.view ?? files
  const ref = trusted && options.policyFrom ? { ref: options.policyFrom } : {}
  const scopes = await loadScopes({
    root,
    env: host.env,
    neutral: host.neutral,
    view,
    flags: flagLayers(options),
    entries: () => builtinIsolation(host).entries.map(({ id }) => id),
    ...ref,
  })
  return { root, view, files, names: view.names(root), scopes, notes: trusted?.notes ?? [] }
}

async function trustedView(root: string, options: RawOptions, host: Host, ends: readonly string[]) {
  return (await import('./policy-from.ts')).trustedPolicies(root, options, host, ends)
}

async function overlaid(file: string, cwd: string): Promise<FileView> {
  return (await import('../config/overlay.ts')).overlayView(file, cwd)
}

function flagLayers(options: RawOptions): NonNullable<SettingsLookup['flags']> {
  return [
    ...(options.ignoreGitleaksAllow ? [{ flag: '--no-inline-allow', table: { inline: { allow: false } } }] : []),
    ...(options.failOnStale ? [{ flag: '--fail-on-stale', table: { report: { failOnStale: true } } }] : []),
    ...(options.noIsolation ? [{ flag: '--no-isolation', table: { isolation: { enabled: false } } }] : []),
  ]
}
