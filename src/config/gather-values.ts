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
import { isTemplate, isValuesFile, readValues } from './dotenv-files.ts'
import type { GatheredValues, ValuesLookup } from './isolated-values.ts'

const LARGEST = 1 << 20

/** A folder, '' or with a slash at its end, and what stands in it. */
export interface ListedFolder {
  readonly folder: string
  readonly names: readonly string[]
}

/** The values of the files that git ignores in these folders, of the files that settings name, and of these variables. */
export async function gatheredValues(
  lookup: ValuesLookup,
  folders: readonly ListedFolder[],
  named: readonly string[],
): Promise<GatheredValues> {
  const { context, settings } = lookup
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
