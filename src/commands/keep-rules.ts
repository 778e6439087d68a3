// Owns: compiling the rules of a rule file and keeping them for the next run (kept-rules.ts).
// Must not know: what rule files say.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LoadedRules } from '../config/load.ts'
import { encodeRules } from '../engine/compiled-encode.ts'
import { openCompiledRules } from '../engine/compiled-file.ts'
import { type Entry, stampOf, type Wanted } from './kept-rules.ts'

/** Files of the cache; the oldest go first. */
const MOST_FILES = 12

/**
 * Keeps the rules at `file`; gives them as the next run will have them, or as they are when they cannot be kept: a folder that is not
 * ours to write, a full disk. What a package brings is not kept: which one is found may change without any file of ours.
 */
export function keepRules(file: string, loaded: LoadedRules, wanted: Wanted): LoadedRules {
  const files = [...loaded.files]
  if (!files.includes(wanted.path) || files.some((path) => /[/\\]node_modules[/\\]/.test(path))) return loaded
  try {
    const inputs = files.map((path) => [path, wanted.view.read(path)!.toString('utf8')] as const)
    const { source, size } = compiled(file, loaded, wanted.host.assets)
    const entry: Entry = { stamp: stampOf(wanted), inputs, notes: loaded.notes, files, source, size }
    put(file, Buffer.from(JSON.stringify(entry)))
    removeOldest(dirname(file))
    return { ...loaded, source }
  } catch {
    return loaded
  }
}

function compiled(file: string, { source }: LoadedRules, assets: string): Pick<Entry, 'source' | 'size'> {
  if (source.kind === 'compiled') return { source, size: 0 }
  const bytes = encodeRules(source.set, openCompiledRules(join(assets, 'rules.bin')))
  const own = file.replace(/json$/, `${source.set.digest}.bin`)
  put(own, bytes)
  return { source: { kind: 'compiled', file: own, disabled: [], only: [] }, size: bytes.length }
}

/** Twice, and whole or not at all. */
function put(file: string, bytes: Buffer): void {
  const fresh = `${file}.${Math.random().toString(36).slice(2)}`
  mkdirSync(dirname(file), { recursive: true })
  try {
    writeFileSync(fresh, Buffer.concat([bytes, bytes]), { flag: 'wx', mode: 0o644, flush: true })
    renameSync(fresh, file)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}

function removeOldest(folder: string): void {
  const names = readdirSync(folder).filter((name) => name.startsWith('ruleset-'))
  const aged = names.map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs })).sort((a, b) => b.at - a.at)
  for (const { name } of aged.slice(MOST_FILES)) rmSync(join(folder, name), { force: true })
}
