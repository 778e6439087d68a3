// Owns: --policy-from REF: settings, rules, ignore files and baseline as a trusted commit has them, in memory.
// Must not know: what they say. Below the top nothing of the disk answers, or the scanned side would speak for itself.
import { realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, normalize, relative, resolve } from 'node:path'
import { IGNORE_FILES } from '../config/ignore-files.ts'
import { diskView, type FileView, SETTINGS_FILES } from '../config/settings-find.ts'
import { UserError } from '../core/fault.ts'
import type { RawOptions } from '../core/options.ts'
import { BlobReader } from '../git/blobs.ts'
import { runGit, succeeded } from '../git/run.ts'
import type { Host } from '../host.ts'

/** What the commit says. */
export interface TrustedPolicies {
  readonly view: FileView
  /** Where policies come from, and which of the files the scanned side changed. */
  readonly notes: readonly string[]
}

const NAMES = new Set([
  ...SETTINGS_FILES,
  ...IGNORE_FILES,
  ...['.gitleaks.toml', '.betterleaks.toml', '.stanch-baseline'],
])

interface Entry {
  readonly path: string
  readonly mode: string
  readonly oid: string
}

type Tree = ReadonlyMap<string, Entry>

/** Reads the policy files of `ref`. Throws a UserError when the ref cannot be read: then nothing is trusted. */
export async function trustedPolicies(
  top: string,
  options: RawOptions,
  host: Host,
  ends: readonly string[],
): Promise<TrustedPolicies> {
  const ref = options.policyFrom ?? ''
  const context = { cwd: top, env: host.env }
  const base = await tree(context, ref)
  const reader = new BlobReader(context)
  try {
    const named = flagged(top, options, host).filter((path) => base.has(path))
    const files = await reached(base, named, reader)
    const changed = new Set<string>()
    for (const end of ends)
      for (const path of await changes(base, await treeOrNone(context, end), files, reader)) changed.add(path)
    const count = `${files.size} file${files.size === 1 ? '' : 's'}`
    return {
      view: viewOf(files, top),
      notes: [
        `policies come from ${ref} (${count})`,
        ...[...changed].map((path) => `${path} differs from ${ref}: the change does not hold in this run`),
      ],
    }
  } finally {
    reader.close()
  }
}

type Context = { readonly cwd: string; readonly env: Host['env'] }

async function tree(context: Context, ref: string): Promise<Tree> {
  if (ref.startsWith('-')) throw new UserError(`--policy-from=${ref} is no commit`)
  const found = await treeOrNone(context, ref)
  if (!found) {
    throw new UserError(`--policy-from: ${ref} cannot be read`, `fetch it first: git fetch origin ${ref}`)
  }
  return found
}

async function treeOrNone(context: Context, ref: string): Promise<Tree | undefined> {
  const result = await runGit(context, ['ls-tree', '-r', '-z', '--full-tree', `${ref}^{commit}`])
  if (!succeeded(result)) return undefined
  const entries = result.stdout.toString().split('\0').filter(Boolean).map(entryOf)
  return new Map(entries.map((e) => [e.path, e]))
}

/** `100644 blob <oid> TAB path` */
function entryOf(record: string): Entry {
  const tab = record.indexOf('\t')
  const [mode = '', , oid = ''] = record.slice(0, tab).split(' ')
  return { path: record.slice(tab + 1), mode, oid }
}

/** Files of the repository that flags and the environment name: those, too, are taken from the commit. */
function flagged(top: string, { config, baselinePath, gitleaksIgnorePath }: RawOptions, { cwd, env }: Host): string[] {
  const names = [config, baselinePath, gitleaksIgnorePath, env.STANCH_CONFIG, env.GITLEAKS_CONFIG]
  return names.flatMap((name) => (name ? (inside(top, resolve(cwd, name)) ?? []) : []))
}

/** Policy files, and every file of the tree that one of them names (presets, further ignore files, a baseline). */
async function reached(base: Tree, named: readonly string[], reader: BlobReader): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  const queue = [...base.keys()].filter((path) => NAMES.has(basename(path)))
  queue.push(...named)
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (files.has(path)) continue
    const bytes = await contentOf(base, path, reader)
    if (basename(path) === 'package.json' && !bytes.includes('"stanch"')) continue
    files.set(path, bytes)
    for (const word of namesIn(bytes.toString(), path)) if (base.has(word)) queue.push(word)
  }
  return files
}

const LINK = '120000'

/** A link is followed within the tree. */
async function contentOf(base: Tree, path: string, reader: BlobReader, depth = 0): Promise<Buffer> {
  const entry = base.get(path)
  if (!entry || depth > 8) throw new UserError(`--policy-from: ${path} is a link to nothing in that commit`)
  const answer = await reader.read(entry.oid)
  if (!answer.found) throw new UserError(`--policy-from: ${path} is ${answer.why}`)
  if (entry.mode !== LINK) return answer.bytes
  return contentOf(base, slashes(join(dirname(path), answer.bytes.toString())), reader, depth + 1)
}

/** Every quoted word of a policy file (in YAML every word) as a path from its folder, and from the top. */
function namesIn(text: string, path: string): string[] {
  const quoted = [...text.matchAll(/["']([^"'\n]{1,300})["']/g)].map((m) => m[1]!)
  const words = /\.ya?ml$/.test(path) ? [...quoted, ...(text.match(/[^\s"'[\]{},]{1,300}/g) ?? [])] : quoted
  return words.flatMap((word) => [slashes(normalize(word)), slashes(join(dirname(path), word))])
}

/** Policy files that stand otherwise in the scanned side; none before there is a commit. */
async function changes(base: Tree, now: Tree | undefined, files: ReadonlyMap<string, Buffer>, reader: BlobReader) {
  const changed: string[] = []
  if (!now) return changed
  for (const path of new Set([...files.keys(), ...now.keys()])) {
    if (base.get(path)?.oid === now.get(path)?.oid) continue
    if (files.has(path) || (NAMES.has(basename(path)) && (await speaks(now, path, reader)))) changed.push(path)
  }
  return changed
}

async function speaks(now: Tree, path: string, reader: BlobReader): Promise<boolean> {
  if (basename(path) !== 'package.json') return true
  const answer = await reader.read(now.get(path)!.oid)
  return !answer.found || answer.bytes.includes('"stanch"')
}

/** Below the top the files of the commit, elsewhere (the user's own settings, rule files of the machine) the disk. */
function viewOf(files: ReadonlyMap<string, Buffer>, top: string): FileView {
  const folders = new Map<string, Set<string>>([['', new Set(['.git'])]])
  for (const path of files.keys()) {
    const folder = dirname(path) === '.' ? '' : dirname(path)
    folders.set(folder, (folders.get(folder) ?? new Set()).add(basename(path)))
  }
  return {
    read: (path) => {
      const own = inside(top, path)
      return own === undefined ? diskView.read(path) : files.get(own)
    },
    names: (folder) => {
      const own = inside(top, folder)
      return own === undefined ? diskView.names(folder) : [...(folders.get(own) ?? [])]
    },
    replaced: (path) => inside(top, path) !== undefined,
  }
}

/** The path below the top, links of the disk followed; '' = the top itself, undefined = outside. */
function inside(top: string, path: string): string | undefined {
  return below(top, path) ?? below(real(top), real(path))
}

function below(top: string, path: string): string | undefined {
  const way = relative(top, path)
  return way === '..' || /^\.\.[/\\]/.test(way) || isAbsolute(way) ? undefined : slashes(way)
}

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return dirname(path) === path ? path : join(real(dirname(path)), basename(path)) // it, or its folder, is not there
  }
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/')
}
