// Owns: gathering the values of git-ignored files and of named environment variables. Nothing is written anywhere.
// Must not know: how they are looked for in what is committed. Loaded only when a file of a known name is there.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { matchesName } from '../core/allow-comment.ts'
import { type Fault, messageOf } from '../core/fault.ts'
import type { IsolatedValue } from '../core/isolated-value.ts'
import { linesOf, liveLines, looksLive, passwordOf } from '../core/live-value.ts'
import { once } from '../core/once.ts'
import { Secret } from '../core/secret.ts'
import type { IsolatedValuesSettings } from '../core/settings.ts'
import { ignoredPaths } from '../git/ignored.ts'
import { readValues, Unreadable } from './dotenv-files.ts'
import type { GatheredValues, PerhapsValues, ValuesLookup } from './isolated-values.ts'
import { isTemplate, isValuesFile } from './values-files.ts'

const LARGEST = 1 << 20

/** A folder, '' or with a slash at its end, and what stands in it. */
export interface ListedFolder {
  readonly folder: string
  readonly names: readonly string[]
}

/** What was read of some folders. */
export interface ReadFolders {
  readonly folders: readonly ListedFolder[]
  /** Files of known names: git may ignore them or not. */
  readonly known: readonly ReadFile[]
  /** Files that settings name: they count whatever git says. */
  readonly further: readonly ReadFile[]
}

/** Reads the files of known names in these folders, and further files. */
export async function readFolders(
  lookup: ValuesLookup,
  folders: readonly ListedFolder[],
  further: readonly string[] = [],
): Promise<ReadFolders> {
  const read = (files: readonly string[]) => Promise.all(files.map((file) => readFile(lookup, file)))
  return { folders, known: await read(named(folders, isValuesFile)), further: await read(further) }
}

function named(folders: readonly ListedFolder[], is: (name: string) => boolean): string[] {
  return folders.flatMap(({ folder, names }) => names.filter(is).map((name) => folder + name))
}

/** The values in all that was read, and in these variables. Judging them is put off: patterns are slow to compile. */
export function valuesOf(
  read: readonly ReadFolders[],
  variables: readonly string[],
  lookup: ValuesLookup,
): PerhapsValues {
  const live = once(() => countingIn(read, variables, lookup))
  return {
    candidates: foundIn(read, variables, lookup).flatMap((found) => candidatesOf(found, lookup.settings)),
    ...toldBy(read),
    live: async () => (await live()).values,
    confirmed: once(async () => countingIn(await ignoredOf(read, lookup), variables, lookup)),
  }
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
  const templates = read.flatMap(({ folders }) => named(folders, isTemplate))
  const public_ = await Promise.all(templates.map((file) => readFile(lookup, file)))
  const open = new Set(public_.flatMap((t) => t.found.map((f) => f.value)))
  return { values: counting(foundIn(read, variables, lookup), open, lookup.settings), ...toldBy(read) }
}

function foundIn(read: readonly ReadFolders[], variables: readonly string[], { context }: ValuesLookup): Found[] {
  return [
    ...read.flatMap((r) => [...r.known, ...r.further]).flatMap((r) => r.found),
    ...variables.map((name) => ({ name, from: 'the environment', value: context.env[name]! })),
  ]
}

function toldBy(read: readonly ReadFolders[]): Pick<GatheredValues, 'notes' | 'faults'> {
  const files = read.flatMap((r) => [...r.known, ...r.further])
  return { notes: files.flatMap((r) => r.notes), faults: files.flatMap((r) => r.faults) }
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
  for (const found of all) {
    const value = found.value.trim()
    if (matchesName(found.name, settings.ignore) || open.has(value) || /^encrypted:|^ENC\[/.test(value)) continue
    for (const part of liveIn(found.name, value, settings)) if (!kept.has(part)) kept.set(part, isolated(found, part))
  }
  return [...kept.values()]
}

function liveIn(name: string, value: string, settings: IsolatedValuesSettings): string[] {
  if (value.includes('\n')) return liveLines(value, settings.minLength)
  return looksLive(name, value, settings.minLength) ? partsOf(value, settings) : []
}

/** What `counting` may keep of a value. */
function candidatesOf(found: Found, settings: IsolatedValuesSettings): IsolatedValue[] {
  const value = found.value.trim()
  return (value.includes('\n') ? linesOf(value) : [value])
    .filter((line) => line.length >= settings.minLength)
    .flatMap((line) => partsOf(line, settings))
    .map((part) => isolated(found, part))
}

/** The value, and the password in it when it is a URL. */
function partsOf(value: string, { minLength }: IsolatedValuesSettings): string[] {
  const password = value.includes('://') ? passwordOf(value) : undefined
  return password === undefined || password.length < minLength ? [value] : [value, password]
}

function isolated({ name, from }: Found, value: string): IsolatedValue {
  return { name, from, value: new Secret(value) }
}
