// Owns: gathering the values of git-ignored files and of named environment variables. Nothing is written anywhere.
// Must not know: how they are looked for in what is committed. Looks at known names in few folders, never a walk.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { matchesName } from '../core/allow-comment.ts'
import { type Fault, messageOf } from '../core/fault.ts'
import type { IsolatedValue } from '../core/isolated-value.ts'
import { looksLive, passwordOf } from '../core/live-value.ts'
import { Secret } from '../core/secret.ts'
import type { IsolatedValuesSettings } from '../core/settings.ts'
import { ignoredPaths } from '../git/ignored.ts'
import type { GitContext } from '../git/run.ts'
import type { FileView } from './settings-find.ts'

/** What the look-up needs. */
export interface ValuesLookup {
  readonly top: string
  readonly context: GitContext
  readonly settings: IsolatedValuesSettings
  readonly view: FileView
  /** Paths that are about to be committed: their folders, and those above them, are looked at. */
  readonly paths: readonly string[]
}

/** What was gathered. */
export interface GatheredValues {
  readonly values: readonly IsolatedValue[]
  readonly notes: readonly string[]
  readonly faults: readonly Fault[]
}

const LARGEST = 1 << 20

/** Gathers values. Without a file of a known name and without named variables it costs one listing of each folder. */
export async function isolatedValues(lookup: ValuesLookup): Promise<GatheredValues> {
  const { settings, context, view, top, paths } = lookup
  if (!settings.enabled) return NONE
  const folders = foldersOf(paths).map((folder) => ({ folder, names: view.names(join(top, folder)) }))
  const named = settings.env.filter((name) => context.env[name])
  const maybe = folders.some(({ names }) => names.some((name) => MAYBE.test(name)))
  if (!maybe && named.length === 0 && settings.files.length === 0) return NONE
  const { isTemplate, isValuesFile } = await import('./dotenv-files.ts')
  const candidates = folders.flatMap(({ folder, names }) => names.filter(isValuesFile).map((name) => folder + name))
  const files = [...(await ignoredPaths(context, candidates)), ...settings.files]
  const read = await Promise.all(files.map((file) => readFile(lookup, file)))
  const templates =
    files.length === 0
      ? []
      : folders.flatMap(({ folder, names }) => names.filter(isTemplate).map((name) => folder + name))
  const open = await Promise.all(templates.map((file) => readFile(lookup, file)))
  const public_ = new Set(open.flatMap((t) => t.found.map((f) => f.value)))
  const all = [
    ...read.flatMap((r) => r.found),
    ...named.map((name) => ({ name, from: 'the environment', value: context.env[name]! })),
  ]
  return {
    values: counting(all, public_, settings),
    notes: read.flatMap((r) => r.notes),
    faults: read.flatMap((r) => r.faults),
  }
}

const NONE: GatheredValues = { values: [], notes: [], faults: [] }

/** Cheaper than the exact names, which stand with their parsers. */
const MAYBE = /env|secret|credential|\.local\.|^local\.|\.dev\.vars|\.npmrc/i

/** The folders of the paths and all above them, '' for the top, each with a slash at its end. */
function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set([''])
  for (const path of paths) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at + 1)
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  return [...folders]
}

interface Found {
  readonly name: string
  readonly from: string
  readonly value: string
}

async function readFile({ top }: ValuesLookup, file: string) {
  const fail = (message: string): { found: Found[]; notes: string[]; faults: Fault[] } => ({
    found: [],
    notes: [],
    faults: [{ stage: 'policy', where: file, message: `its values cannot be looked for: ${message}` }],
  })
  try {
    const path = join(top, file)
    const stat = statSync(path)
    if (!stat.isFile()) return { found: [], notes: [], faults: [] }
    if (stat.size > LARGEST) return fail('it is larger than 1 MiB')
    const { readValues } = await import('./dotenv-files.ts')
    const { values, oddLines } = await readValues(file.slice(file.lastIndexOf('/') + 1), readFileSync(path, 'utf8'))
    const found = values.map(({ name, value }) => ({ name, from: file, value }))
    return { found, notes: oddLines.map((n) => `${file}:${n} is no assignment: no value is taken from it`), faults: [] }
  } catch (error) {
    return fail(messageOf(error).replace(/in JSON.*/s, 'in JSON')) // the parser would quote the text
  }
}

/** Live values only, each once, with the passwords in URLs; what a template holds does not count. */
function counting(all: readonly Found[], open: ReadonlySet<string>, settings: IsolatedValuesSettings): IsolatedValue[] {
  const kept = new Map<string, IsolatedValue>()
  for (const { name, from, value: raw } of all) {
    if (matchesName(name, settings.ignore)) continue
    const value = raw.trim()
    if (open.has(value) || /^encrypted:|^ENC\[/.test(value) || !looksLive(name, value, settings.minLength)) continue
    const password = passwordOf(value)
    const parts = password === undefined || password.length < settings.minLength ? [value] : [value, password]
    for (const part of parts) if (!kept.has(part)) kept.set(part, { name, from, value: new Secret(part) })
  }
  return [...kept.values()]
}
