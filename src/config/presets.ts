// Owns: `extends`: presets below a settings file, from npm packages or paths. Data only, inside the repository only.
// Must not know: how layers are merged.
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { UserError } from '../core/fault.ts'
import type { Layer } from './layers.ts'
import { lineOfKey } from './schema-check.ts'
import { type Neutral, readSettings, type SettingsFile } from './settings.ts'
import { type FileView, settingsFileIn } from './settings-find.ts'

/** Where presets are looked for: from `folder` up to `top`. */
export interface PresetPlace {
  readonly folder: string
  readonly top: string
  readonly view: FileView
  readonly neutral: Neutral
  /** The commit that the view shows, when it shows one. */
  readonly ref?: string | undefined
}

const DEEPEST = 8

/** The presets that a file names, deepest first: each is a layer below those after it. Cycles are errors. */
export function presetsOf(file: SettingsFile, place: PresetPlace, trail: readonly string[] = []): Layer[] {
  const names = (file.table.extends ?? []) as readonly string[]
  return names.flatMap((name) => {
    const where = `${file.file}:${lineOfKey(file.text, ['extends'])}`
    const at = locate(name, place, where)
    const path = join(at.folder, at.name)
    if (trail.includes(path)) throw new UserError(`${where}: ${name} extends itself`, trail.join(' -> '))
    if (trail.length >= DEEPEST) throw new UserError(`${where}: presets are nested more than ${DEEPEST} deep`)
    const preset = readSettings(at, place.view, place.neutral)
    return [
      ...presetsOf(preset, { ...place, folder: at.folder }, [...trail, path]),
      { name: `preset ${name}`, table: preset.table, source: preset },
    ]
  })
}

function locate(name: string, place: PresetPlace, where: string): { folder: string; name: string; shown: string } {
  const found = name.startsWith('.') || isAbsolute(name) ? byPath(name, place, where) : byPackage(name, place)
  if (found) return found
  if (place.ref === undefined)
    throw new UserError(`${where}: preset ${name} does not exist`, 'name a file, or install the package')
  // What is installed comes from the scanned side's package.json: it must not speak for the trusted one.
  const hint = 'with --policy-from, presets are files of that commit: packages that are installed are not trusted'
  throw new UserError(`${where}: preset ${name} is no file of ${place.ref}`, hint)
}

function byPath(name: string, { folder, top, view }: PresetPlace, where: string) {
  const path = resolve(folder, name)
  const inside = relative(top, path)
  if (inside.startsWith('..') || isAbsolute(inside)) {
    throw new UserError(
      `${where}: preset ${name} is outside of the repository`,
      'copy it in, or publish it as a package',
    )
  }
  if (view.read(path) === undefined) return undefined
  return { folder: dirname(path), name: path.slice(dirname(path).length + 1), shown: inside }
}

/** `node_modules/NAME` of the folder or of one above it. */
function byPackage(name: string, { folder, top, view }: PresetPlace) {
  if (/(^|\/)\.\.?(\/|$)/.test(name)) return undefined
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', name)
    const file = settingsFileIn(candidate, view.names(candidate), view)
    if (file) return { folder: candidate, name: file, shown: join('node_modules', name, file) }
    if (at === top || dirname(at) === at) return undefined
  }
}
