// Owns: gathering the values of git-ignored files and of named environment variables. Nothing is written anywhere.
// Must not know: how they are looked for in what is committed. Loaded only when a file of a known name is there.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { matchesName } from '../core/allow-comment.ts'
import { type Fault, messageOf } from '../core/fault.ts'
import type { IsolatedValue } from '../core/isolated-value.ts'
import { looksLive, passwordOf } from '../core/live-value.ts'
import { Secret } from '../core/secret.ts'
import type { IsolatedValuesSettings } from '../core/settings.ts'
import { ignoredPaths } from '../git/ignored.ts'
import { isTemplate, isValuesFile, readValues, Unreadable } from './dotenv-files.ts'
import type { GatheredValues, PerhapsValues, ValuesLookup } from './isolated-values.ts'

const LARGEST = 1 << 20

/** A folder, '' or with a slash at its end, and what stands in it. */
export interface ListedFolder {
  readonly folder: string
  readonly names: readonly string[]
}

/** What was read of some folders. */
export interface ReadFolders {
  /** Files of known names: git may ignore them or not. */
  readonly known: readonly ReadFile[]
  /** Files that settings name: they count whatever git says. */
  readonly further: readonly ReadFile[]
  /** Names of templates: their values are public. */
  readonly templates: readonly string[]
}

/** Reads the files of known names in these folders, and further files. */
export async function readFolders(
  lookup: ValuesLookup,
  folders: readonly ListedFolder[],
  further: readonly string[] = [],
): Promise<ReadFolders> {
  const named = (is: (name: string) => boolean) =>
    folders.flatMap(({ folder, names }) => names.filter(is).map((name) => folder + name))
  const read = (files: readonly string[]) => Promise.all(files.map((file) => readFile(lookup, file)))
  return { known: await read(named(isValuesFile)), further: await read(further), templates: named(isTemplate) }
}

/** The values that count in all that was read, and in these variables. */
export async function valuesOf(
  read: readonly ReadFolders[],
  variables: readonly string[],
  lookup: ValuesLookup,
): Promise<PerhapsValues> {
  const all = await countingIn(read, variables, lookup)
  let sure: Promise<GatheredValues> | undefined
  const confirmed = () => (sure ??= ignoredOf(read, lookup).then((some) => countingIn(some, variables, lookup)))
  return { ...all, confirmed }
}

/** The same without the files of known names that git does not ignore. */
async function ignoredOf(read: readonly ReadFolders[], { context }: ValuesLookup): Promise<ReadFolders[]> {
  const names = read.flatMap((r) => r.known.map(({ file }) => file))
  const ignored = new Set(await ignoredPaths(context, names))
  return read.map((r) => ({ ...r, known: r.known.filter(({ file }) => ignored.has(file)) }))
}

async function countingIn(
  read: readonly ReadFolders[],
  variables: readonly string[],
  lookup: ValuesLookup,
): Promise<GatheredValues> {
  const { context, settings } = lookup
  const files = read.flatMap((r) => [...r.known, ...r.further])
  const all = [
    ...files.flatMap((r) => r.found),
    ...variables.map((name) => ({ name, from: 'the environment', value: context.env[name]! })),
  ]
  const templates = all.length === 0 ? [] : read.flatMap((r) => r.templates)
  const public_ = await Promise.all(templates.map((file) => readFile(lookup, file)))
  const open = new Set(public_.flatMap((t) => t.found.map((f) => f.value)))
  return {
    values: counting(all, open, settings),
    notes: files.flatMap((r) => r.notes),
    faults: files.flatMap((r) => r.faults),
  }
}

interface Found {
  readonly name: string
  readonly from: string
  readonly value: string
}

interface ReadFile {
  readonly file: string
  readonly found: readonly Found[]
  readonly notes: readonly string[]
  readonly faults: readonly Fault[]
}

async function readFile({ top }: ValuesLookup, file: string): Promise<ReadFile> {
  const nothing: ReadFile = { file, found: [], notes: [], faults: [] }
  const fail = (where: string, why: string): ReadFile => {
    const message = `its values cannot be looked for: ${why}`
    const hint = 'mend it, or leave it out: [isolation.values]  enabled = false'
    return { ...nothing, faults: [{ stage: 'policy', where, message, hint }] }
  }
  try {
    const path = join(top, file)
    const stat = statSync(path)
    if (!stat.isFile()) return nothing
    if (stat.size > LARGEST) return fail(file, 'it is larger than 1 MiB')
    const { values, oddLines } = await readValues(file.slice(file.lastIndexOf('/') + 1), readFileSync(path, 'utf8'))
    const found = values.map(({ name, value }) => ({ name, from: file, value }))
    return { ...nothing, found, notes: oddLines.map((n) => `${file}:${n} is no assignment: no value is taken from it`) }
  } catch (error) {
    return error instanceof Unreadable ? fail(`${file}:${error.line}`, error.message) : fail(file, messageOf(error))
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
