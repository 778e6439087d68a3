// Owns: settings by place: the whole repository, and packages of a monorepo with a settings file of their own.
// Must not know: what settings mean.
import { join } from 'node:path'
import type { Settings } from '../core/settings.ts'
import type { Layer } from './layers.ts'
import { diskView, type FileView, settingsFileIn } from './settings-find.ts'
import { type LoadedSettings, loadSettings, type SettingsLookup } from './settings-load.ts'

/** Settings that hold in a folder: '' = the whole repository, else with a slash at its end. */
export interface Scope {
  readonly folder: string
  readonly settings: Settings
  /** Those that this folder adds to what holds around it. */
  readonly layers: readonly Layer[]
}

/** Settings of a run, by path. A folder is looked at once, and only when something in it is asked about. */
export class Scopes {
  readonly whole: LoadedSettings
  readonly #lookup: SettingsLookup
  readonly #view: FileView
  readonly #folders = new Map<string, Promise<Scope>>()

  constructor(whole: LoadedSettings, lookup: SettingsLookup) {
    this.whole = whole
    this.#lookup = lookup
    this.#view = lookup.view ?? diskView
    this.#folders.set('', Promise.resolve({ folder: '', settings: whole.settings, layers: whole.layers }))
  }

  /** The settings that hold for a path relative to the root. Throws UserErrors for a broken file. */
  at(path: string): Promise<Scope> {
    return this.#folder(path.slice(0, path.lastIndexOf('/') + 1))
  }

  #folder(folder: string): Promise<Scope> {
    // Outside the root no file of the root's tree speaks.
    if (folder.startsWith('/') || folder.startsWith('../')) return this.#folder('')
    let scope = this.#folders.get(folder)
    if (!scope) {
      scope = this.#read(folder)
      this.#folders.set(folder, scope)
    }
    return scope
  }

  async #read(folder: string): Promise<Scope> {
    const parent = await this.#folder(folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1))
    const at = join(this.#lookup.root, folder)
    const name = settingsFileIn(at, this.#view.names(at), this.#view)
    if (!name) return parent
    const { nestedSettings } = await import('./settings-layers.ts')
    const place = { folder: at, name, shown: join(folder, name) }
    return { folder, ...nestedSettings(parent.settings, folder, place, this.#lookup) }
  }
}

/** Loads the settings of a run. */
export async function loadScopes(lookup: SettingsLookup): Promise<Scopes> {
  return new Scopes(await loadSettings(lookup), lookup)
}
