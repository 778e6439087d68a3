// Owns: whether there may be values that must not be committed: known names in few folders, never a walk; named variables.
// Must not know: how they are read (gather-values.ts, loaded when there may be some) or looked for.
import { join } from 'node:path'
import type { Fault } from '../core/fault.ts'
import type { IsolatedValue } from '../core/isolated-value.ts'
import type { IsolatedValuesSettings } from '../core/settings.ts'
import type { GitContext } from '../git/run.ts'
import type { ListedFolder, ReadFolders } from './gather-values.ts'
import type { FileView } from './settings-find.ts'
import { isValuesFile } from './values-files.ts'

/** What the look-up needs. */
export interface ValuesLookup {
  readonly top: string
  readonly context: GitContext
  readonly settings: IsolatedValuesSettings
  readonly view: FileView
  /** Paths that are about to be committed: their folders, and those above them, are looked at. */
  readonly paths: () => Promise<readonly string[]>
}

/** What was gathered. */
export interface GatheredValues {
  readonly values: readonly IsolatedValue[]
  readonly notes: readonly string[]
  readonly faults: readonly Fault[]
}

/**
 * Values of files that git may ignore or not, live or not: nearly always none of them stands in what is committed. Only when
 * one does, or when a file is to be told of, they are judged, and git is asked.
 */
export interface PerhapsValues extends Omit<GatheredValues, 'values'> {
  /** All that may count. */
  readonly candidates: readonly IsolatedValue[]
  /** Those that look live. */
  live(): Promise<readonly IsolatedValue[]>
  /** Those of the files that git does ignore. */
  confirmed(): Promise<GatheredValues>
}

/**
 * Gathers values. Without a file of a known name and without named variables it costs one listing of each folder. The top
 * folder is read while git still works the paths out.
 */
export async function isolatedValues(lookup: ValuesLookup): Promise<PerhapsValues> {
  const { settings, context } = lookup
  if (!settings.enabled) return NO_VALUES
  const variables = settings.env.filter((name) => context.env[name])
  const top = listed(lookup, '')
  const early = mayHold(top) || settings.files.length > 0 ? readEarly(lookup, top) : undefined
  early?.catch(() => undefined) // awaited, and so reported, below
  const folders = foldersOf(await lookup.paths()).map((folder) => listed(lookup, folder))
  if (!early && variables.length === 0 && !folders.some(mayHold)) return NO_VALUES
  const { readFolders, valuesOf } = await import('./gather-values.ts')
  const read = [await (early ?? readFolders(lookup, [top])), await readFolders(lookup, folders)]
  return valuesOf(read, variables, lookup)
}

async function readEarly(lookup: ValuesLookup, top: ListedFolder): Promise<ReadFolders> {
  return (await import('./gather-values.ts')).readFolders(lookup, [top], lookup.settings.files)
}

function listed({ top, view }: ValuesLookup, folder: string): ListedFolder {
  return { folder, names: view.names(join(top, folder)) }
}

function mayHold({ names }: ListedFolder): boolean {
  return names.some(isValuesFile)
}

const NOTHING: GatheredValues = { values: [], notes: [], faults: [] }

/** No values. */
export const NO_VALUES: PerhapsValues = {
  ...{ candidates: [], notes: [], faults: [] },
  live: async () => [],
  confirmed: async () => NOTHING,
}

/** The folders of the paths and all above them but the top, each with a slash at its end. */
function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set<string>()
  for (const path of paths) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at + 1)
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  return [...folders]
}
