// Owns: the one door to cosmiconfig: a folder's settings file as a checked table. Data only: TOML, JSON, YAML.
// Must not know: layers. cosmiconfig reads "meta settings" (and runs .config/config.js) from the current folder when it
// is constructed, so it is constructed in a neutral one; loaders for code refuse.
import { extname, join } from 'node:path'
import { cosmiconfigSync, defaultLoadersSync, type LoaderSync } from 'cosmiconfig'
import { messageOf, UserError } from '../core/fault.ts'
import { jsonErrorLine } from '../core/json-line.ts'
import { checkSettings } from './schema-check.ts'
import type { FileView } from './settings-find.ts'
import { parseToml, type TomlTable } from './toml.ts'

/** Runs a function while the current folder is one that no scanned repository can write to. */
export type Neutral = <T>(body: () => T) => T

/** One settings file. */
export interface SettingsFile {
  /** As people see it. */
  readonly file: string
  readonly text: string
  readonly table: TomlTable
  /** Where in the file they stand (package.json: `stanch`). */
  readonly prefix?: string
}

const refuse: LoaderSync = (path) => {
  throw new UserError(`${path}: settings are never code`, 'write them as stanch.toml')
}

const json: LoaderSync = (path, content) => {
  try {
    return JSON.parse(content) as unknown
  } catch (error) {
    throw new UserError(`${path}:${jsonErrorLine(content)}:1: ${messageOf(error).split('\n')[0]}`)
  }
}

/** cosmiconfig's own key for reading further files, of any kind and anywhere: refused before it is followed. */
const alone =
  (loader: LoaderSync): LoaderSync =>
  (path, content) => {
    const table: unknown = loader(path, content)
    if (typeof table === 'object' && table !== null && Object.hasOwn(table, '$import')) {
      throw new UserError(`${path}:1:1: $import is not supported: use extends = ["./file.toml"]`)
    }
    return table
  }

const LOADERS: Readonly<Record<string, LoaderSync>> = {
  '.toml': alone((path, content) => parseToml(content, path)),
  '.json': alone(json),
  '.yaml': alone(defaultLoadersSync['.yaml']),
  '.yml': alone(defaultLoadersSync['.yaml']),
  '.js': refuse,
  '.cjs': refuse,
  '.mjs': refuse,
  '.ts': refuse,
  noExt: refuse,
}

/** Reads and checks the settings file `name` of `folder`. `shown` is its path for messages. Throws UserErrors. */
export function readSettings(
  { folder, name, shown }: { readonly folder: string; readonly name: string; readonly shown: string },
  view: FileView,
  neutral: Neutral,
): SettingsFile {
  const path = join(folder, name)
  const text = view.read(path)?.toString()
  if (text === undefined) throw new UserError(`${shown} does not exist`)
  const prefix = name === 'package.json' ? 'stanch' : undefined
  const loaded = guarded(shown, () => (view.replaced(path) ? direct(name, text) : searched(folder, name, neutral)))
  const table = (loaded ?? {}) as TomlTable
  const source = { file: shown, text, ...(prefix ? { prefix } : {}) }
  checkSettings(table, source)
  return { ...source, table }
}

/** The file alone is searched for: whatever else stands in the folder is not touched. */
function searched(folder: string, name: string, neutral: Neutral): unknown {
  const explorer = neutral(() =>
    cosmiconfigSync('stanch', {
      searchPlaces: [name],
      loaders: LOADERS,
      searchStrategy: 'none',
      cache: false,
      ignoreEmptySearchPlaces: false,
    }),
  )
  return explorer.search(folder)?.config
}

/** Text that does not stand on the disk: the same loaders, called by hand. */
function direct(name: string, text: string): unknown {
  const loaded = text.trim() === '' ? {} : LOADERS[extname(name) || 'noExt']!(name, text)
  return name === 'package.json' ? (loaded as Record<string, unknown>).stanch : loaded
}

function guarded<T>(shown: string, load: () => T): T {
  try {
    return load()
  } catch (error) {
    if (error instanceof UserError && !('filepath' in error)) throw error
    const message = messageOf(error)
    const line = /:(\d+):\d+: |\((\d+):\d+\)/.exec(message)?.slice(1).find(Boolean)
    const what = message.split('\n').find((l) => l.trim() !== '' && !l.startsWith('YAML Error in')) ?? message
    throw new UserError(
      `${shown}${line ? `:${line}` : ''}: ${what.replace(/^.*?:\d+:\d+: /, '')}`,
      'settings are TOML, JSON or YAML',
    )
  }
}
