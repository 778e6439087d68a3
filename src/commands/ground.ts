// Owns: what a run stands on: its settings, and the files as it is to see them (overlay, trusted ref).
// Must not know: how settings are found, what they mean.
import { resolve } from 'node:path'
import { loadScopes, type Scopes } from '../config/scopes.ts'
import { diskView, type FileView } from '../config/settings-find.ts'
import type { SettingsLookup } from '../config/settings-load.ts'
import type { RawOptions } from '../core/options.ts'
import type { Host } from '../host.ts'

/** The ground of a run. */
export interface Ground {
  /** Where settings, ignore files and the baseline are: the repository's top, or a copy of them from a trusted ref. */
  readonly root: string
  readonly view: FileView
  /** Names that stand in the root. */
  readonly names: readonly string[]
  readonly scopes: Scopes
  /** Things to say about where policies come from. */
  readonly notes: readonly string[]
  close(): Promise<void>
}

/** Looks for settings. A few file look-ups when there are none. */
export async function groundOf(top: string, options: RawOptions, host: Host): Promise<Ground> {
  const trusted = options.policyFrom ? await trustedCopy(top, options.policyFrom, host) : undefined
  const root = trusted?.folder ?? top
  const view = options.overlay ? await overlaid(resolve(host.cwd, options.overlay), host.cwd) : diskView
  const flags = flagLayers(options)
  const scopes = await loadScopes({ root, env: host.env, neutral: host.neutral, view, flags })
  const close = async () => trusted?.remove()
  return { root, view, names: view.names(root), scopes, notes: trusted?.notes ?? [], close }
}

async function trustedCopy(top: string, ref: string, host: Host) {
  return (await import('./policy-from.ts')).trustedPolicies(top, ref, host)
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
