// Owns: rule files that an earlier run has compiled: kept in .cache/ beside the program, as bin/stanch.js keeps compiled code, and taken
// while this is the same build and every file that they came from says the same.
// Must not know: what rule files say, how rules are compiled.
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { LoadedRules } from '../config/load.ts'
import type { RulePlace } from '../config/lookup.ts'
import type { FileView } from '../config/settings-find.ts'
import type { RuleSource } from '../core/rule.ts'
import type { Host } from '../host.ts'

/** What is kept of one place. The compiled rules lie beside it, unless they are changes to the built-in ones. */
export interface Entry {
  /** See `stampOf`. */
  readonly stamp: string
  /** Absolute path and text of each file that the rules came from. */
  readonly inputs: readonly (readonly [path: string, text: string])[]
  readonly notes: readonly string[]
  readonly files: readonly string[]
  readonly source: RuleSource & { readonly kind: 'compiled' }
  /** Bytes of the compiled rules; 0 = the built-in ones. */
  readonly size: number
}

/** Whose rules are wanted: their file, its name in messages, and how files are read. */
export interface Wanted {
  readonly path: string
  readonly name: string
  readonly host: Host
  readonly view: FileView
}

/** Where an entry lies, or undefined when nothing is kept: in CI, and where compiled code is not kept either. */
export function entryPlace(place: RulePlace, { assets, env }: Host): string | undefined {
  if (place.kind !== 'file' || env.CI || env.NODE_DISABLE_COMPILE_CACHE) return undefined
  return join(assets, '..', '.cache', `ruleset-${nameOf(place.path)}.json`)
}

/** The rules that were kept for a place, or undefined. */
export function keptRules(file: string, wanted: Wanted): LoadedRules | undefined {
  const { host, view } = wanted
  try {
    const entry = JSON.parse(wholeOf(file, host).toString('utf8')) as Entry
    if (entry.stamp !== stampOf(wanted)) return undefined
    for (const [path, text] of entry.inputs) if (view.read(path)?.toString('utf8') !== text) return undefined
    if (entry.size > 0 && wholeOf(entry.source.file, host).length !== entry.size) return undefined
    return { source: entry.source, notes: entry.notes, files: new Set(entry.files) }
  } catch {
    return undefined // not there yet, damaged, or an input that cannot be read: loading will tell
  }
}

/** What names of files in messages, and the compiled form, depend on beside the texts: the heads of the build's files hold digests. */
export function stampOf({ name, host }: Wanted): string {
  const heads = ['main.js', 'rules.js', 'rules.bin'].map((file) => head(join(host.assets, file)))
  return JSON.stringify([host.assets, host.cwd, name, ...heads])
}

const HEAD = 96

function head(file: string): string {
  const fd = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(HEAD)
    return bytes.toString('latin1', 0, readSync(fd, bytes, 0, HEAD, 0))
  } finally {
    closeSync(fd)
  }
}

/** What the file holds, which stands there twice: damage must not change what is found. */
function wholeOf(file: string, host: Host): Buffer {
  const fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
  try {
    refuseForeign(fstatSync(fd), host)
    const twice = readFileSync(fd)
    const half = twice.subarray(0, twice.length >> 1)
    if (!half.equals(twice.subarray(half.length))) throw new Error('it is damaged')
    return half
  } finally {
    closeSync(fd)
  }
}

/** Who can write there decides what is found: only this user and the program's owner may (Windows has no such modes). */
function refuseForeign({ uid, mode }: { uid: number; mode: number }, { user, assets }: Host): void {
  if (user === undefined) return
  if ((mode & 0o022) !== 0) throw new Error('others may write there')
  if (uid !== user && uid !== statSync(assets).uid) throw new Error('it is of another user')
}

/** A short name for a path; the entry says which files it is of. */
function nameOf(path: string): string {
  let hash = 0
  for (let i = 0; i < path.length; i++) hash = (Math.imul(hash, 31) + path.charCodeAt(i)) | 0
  return `${(hash >>> 0).toString(36)}-${basename(path).replace(/\W/g, '')}`
}
