// Owns: the settings of a run: which layers there are and in which order. Costs a few file look-ups when there are none.
// Must not know: how a file is parsed, what settings mean.
import { join } from 'node:path'
import { DEFAULT_SETTINGS, type Settings } from '../core/settings.ts'
import type { Layer } from './layers.ts'
import type { Neutral } from './settings.ts'
import { diskView, type FileView, settingsFileIn, USER_FILES } from './settings-find.ts'

/** What the look-up needs. */
export interface SettingsLookup {
  /** The repository's top, or the folder that is scanned. */
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly neutral: Neutral
  readonly view?: FileView
  /** The commit that the view shows, when it shows one: what is installed beside it does not count. */
  readonly ref?: string
  /** Settings that flags stand for: the last layer. */
  readonly flags?: readonly { readonly flag: string; readonly table: Readonly<Record<string, unknown>> }[]
  /** Ids of the built-in isolation entries; asked only when settings name some. Absent = they are not checked. */
  readonly entries?: () => readonly string[]
  /** false: without the user's own layer (CI with --policy-from). */
  readonly user?: boolean
}

/** Settings with their history. */
export interface LoadedSettings {
  readonly settings: Settings
  /** Key -> name of the layer that set it; absent = built in. */
  readonly origin: ReadonlyMap<string, string>
  /** Things of the user's layer that would have loosened. */
  readonly refused: readonly string[]
  /** Every layer that was read, first to last, without the built-in one. Rule keys stand in their tables. */
  readonly layers: readonly Layer[]
  /** The settings file of the root folder, '' when there is none. */
  readonly file: string
}

/** Loads the settings of a repository as a whole. Throws UserErrors with file and line. */
export async function loadSettings(lookup: SettingsLookup): Promise<LoadedSettings> {
  const view = lookup.view ?? diskView
  const name = settingsFileIn(lookup.root, view.names(lookup.root), view)
  const userFolder = lookup.user === false ? undefined : userFolderOf(lookup.env)
  const userName = userFolder && settingsFileIn(userFolder, view.names(userFolder), view, USER_FILES)
  const flags = (lookup.flags ?? []).map(({ flag, table }): Layer => ({ name: `flag ${flag}`, table }))
  const named = Object.keys(lookup.env).some((key) => key.startsWith('STANCH_'))
  if (!name && !userName && !named && flags.length === 0) return PLAIN
  const { readLayers } = await import('./settings-layers.ts')
  return readLayers({
    view,
    lookup,
    flags,
    root: name ? { folder: lookup.root, name, shown: name } : undefined,
    user: userName ? { folder: userFolder!, name: userName, shown: join(userFolder!, userName) } : undefined,
  })
}

const PLAIN: LoadedSettings = { settings: DEFAULT_SETTINGS, origin: new Map(), refused: [], layers: [], file: '' }

/** $XDG_CONFIG_HOME/stanch, or ~/.config/stanch. */
export function userFolderOf(env: SettingsLookup['env']): string | undefined {
  if (env.XDG_CONFIG_HOME) return join(env.XDG_CONFIG_HOME, 'stanch')
  const home = env.HOME ?? env.USERPROFILE
  return home ? join(home, '.config', 'stanch') : undefined
}
