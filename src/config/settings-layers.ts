// Owns: the layers of settings when there are any: presets, repository, user, environment, flags -> one value.
// Must not know: what settings mean. Loaded only when a layer exists.
import { DEFAULT_SETTINGS, type IsolationEntry, type Settings, type Zone } from '../core/settings.ts'
import { needKnownEntries } from './known-entries.ts'
import { type Layer, mergeLayers } from './layers.ts'
import { presetsOf } from './presets.ts'
import { readSettings } from './settings.ts'
import { environmentLayers } from './settings-env.ts'
import { diskView, type FileView } from './settings-find.ts'
import type { LoadedSettings, SettingsLookup } from './settings-load.ts'
import { type Schema, SETTINGS_SCHEMA } from './settings-schema.ts'

interface Place {
  readonly folder: string
  readonly name: string
  readonly shown: string
}

interface Found {
  readonly view: FileView
  readonly lookup: SettingsLookup
  readonly flags: readonly Layer[]
  readonly root: Place | undefined
  readonly user: Place | undefined
}

/** Reads every layer and merges them. */
export function readLayers({ view, lookup, flags, root, user }: Found): LoadedSettings {
  const layers: Layer[] = []
  const { neutral, ref } = lookup
  for (const place of [root, user]) {
    if (!place) continue
    const file = readSettings(place, view, neutral)
    const tightenOnly = place === user
    const presets = presetsOf(file, {
      folder: place.folder,
      top: place.folder,
      view,
      neutral,
      ref: tightenOnly ? undefined : ref,
    })
    for (const preset of presets) layers.push({ ...preset, tightenOnly })
    layers.push({ name: place.shown, table: file.table, tightenOnly, source: file })
  }
  layers.push(...environmentLayers(lookup.env), ...flags)
  const merged = mergeLayers(DEFAULT_SETTINGS, layers)
  const settings = completed(merged.table as unknown as Settings)
  if (lookup.entries) needKnownEntries(settings, layers, lookup.entries)
  return {
    settings,
    origin: merged.origin,
    refused: merged.refused,
    layers,
    file: root?.shown ?? '',
  }
}

/** Settings of a package in a monorepo: its file over what holds around it; its globs are relative to its folder. */
export function nestedSettings(
  around: Settings,
  folder: string,
  place: Place,
  lookup: SettingsLookup,
): Pick<LoadedSettings, 'settings' | 'layers'> {
  const view = lookup.view ?? diskView
  const { neutral, ref } = lookup
  const file = readSettings(place, view, neutral)
  const presets = presetsOf(file, { folder: place.folder, top: lookup.root, view, neutral, ref })
  const own: Layer = { name: place.shown, table: file.table, source: file }
  const layers = [...presets, own].map((layer) => ({ ...layer, table: rebased(layer.table, SETTINGS_SCHEMA, folder) }))
  const settings = completed(mergeLayers(around, layers).table as unknown as Settings)
  if (lookup.entries) needKnownEntries(settings, layers, lookup.entries)
  return { settings, layers }
}

/** The same table with every glob moved into a folder. */
function rebased(table: object, schema: Schema, folder: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table).map(([key, value]) => [key, moved(value, schema.properties?.[key], folder)]),
  )
}

function moved(value: unknown, schema: Schema | undefined, folder: string): unknown {
  if (!schema) return value
  if (schema['x-globs']) return (value as string[]).map((glob) => inFolder(glob, folder))
  if (schema.type === 'object') return rebased(value as object, schema, folder)
  if (schema['x-key']) return (value as object[]).map((item) => rebased(item, schema.items!, folder))
  return value
}

/** gitignore: a glob without a slash holds at any depth, any other from the folder on. */
function inFolder(glob: string, folder: string): string {
  const [not, rest] = glob.startsWith('!') ? ['!', glob.slice(1)] : ['', glob]
  const anchored = rest.slice(0, -1).includes('/')
  return `${not}/${folder}${anchored ? rest.replace(/^\//, '') : `**/${rest}`}`
}

/** Fills in what an entry or a zone may leave out. */
export function completed(settings: Settings): Settings {
  const { isolation } = settings
  return {
    ...settings,
    isolation: { ...isolation, files: isolation.files.map(completeEntry), zones: isolation.zones.map(completeZone) },
  }
}

/** An entry as written -> a whole one. */
export function completeEntry(
  entry: Partial<IsolationEntry> & { id: string; paths: readonly string[] },
): IsolationEntry {
  return { except: [], content: [], severity: 'high', reason: '', instead: 'keep it out of the repository', ...entry }
}

function completeZone(zone: Partial<Zone> & { name: string; paths: readonly string[] }): Zone {
  return {
    severity: {},
    disableRules: [],
    onlyRules: [],
    encrypted: false,
    inlineAllows: true,
    vault: false,
    reason: '',
    ...zone,
  }
}
