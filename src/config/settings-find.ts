// Owns: telling, cheaply, whether a folder has a settings file: the hook asks on every commit, and mostly there is none.
// Must not know: how one is parsed (config/settings.ts, loaded only when there is one).
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../core/fault.ts'

/** Names under which settings are looked for in a folder of the repository. */
export const SETTINGS_FILES: readonly string[] = [
  'stanch.toml',
  '.stanch.toml',
  '.stanchrc.toml',
  '.stanchrc.json',
  '.stanchrc.yaml',
  '.stanchrc.yml',
  'package.json',
]

/** Names in the user's own folder. */
export const USER_FILES: readonly string[] = ['config.toml', 'config.json', 'config.yaml', 'config.yml']

const CODE = /^(\.stanchrc|stanch\.config)\.(js|cjs|mjs|ts|cts|mts)$/

/** Reads files as the run is to see them: the disk, under an overlay. undefined = there is none; throws when unreadable. */
export interface FileView {
  read(path: string): Buffer | undefined
  /** Names in a folder; [] when there is no such folder. */
  names(folder: string): readonly string[]
  /** Whether something else than the disk answers for this path. */
  replaced(path: string): boolean
}

/** The disk as it is. Only "there is none" counts as absent; everything else is thrown. */
export const diskView: FileView = {
  read: (path) => ifThere(() => readFileSync(path)),
  names: (folder) => ifThere(() => readdirSync(folder)) ?? [],
  replaced: () => false,
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new UserError(`cannot be read: ${message}`, 'settings that cannot be read are not taken as absent')
  }
}

/**
 * The settings file of a folder, or undefined. `names` is what stands in the folder. Throws when there are two, and for
 * settings that are code: they are never run.
 */
export function settingsFileIn(
  folder: string,
  names: readonly string[],
  view: FileView,
  known: readonly string[] = SETTINGS_FILES,
): string | undefined {
  const code = names.find((name) => CODE.test(name))
  if (code) throw new UserError(`${join(folder, code)}: settings are never code`, 'write them as stanch.toml')
  if (names.includes('.stanchrc')) {
    throw new UserError(
      `${join(folder, '.stanchrc')}: its format is not known`,
      'name it .stanchrc.toml, .json or .yaml',
    )
  }
  const there = known.filter((name) => names.includes(name))
  const found = there.filter((name) => name !== 'package.json' || hasSettings(view.read(join(folder, name))))
  if (found.length > 1) {
    throw new UserError(`${folder} has two settings files: ${found.join(' and ')}`, 'keep one of them')
  }
  return found[0]
}

/** Whether a package.json has a key `stanch` (a dependency of that name does not count). */
function hasSettings(bytes: Buffer | undefined): boolean {
  if (!bytes?.includes('"stanch"')) return false
  const text = bytes.toString()
  try {
    return Object.hasOwn(JSON.parse(text) as object, 'stanch')
  } catch {
    return true // the loader will say what is wrong with it
  }
}
