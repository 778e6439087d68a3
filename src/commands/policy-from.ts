// Owns: --policy-from REF: a copy of the settings, rules, ignore files and baseline of a trusted commit.
// Must not know: what they say. Writes the copy into a temporary folder, and removes it after the run.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { SETTINGS_FILES } from '../config/settings-find.ts'
import { UserError } from '../core/fault.ts'
import { BlobReader } from '../git/blobs.ts'
import { runGit, succeeded } from '../git/run.ts'
import type { Host } from '../host.ts'

/** The copy. */
export interface TrustedPolicies {
  readonly folder: string
  /** Which of the files the scanned side changed. */
  readonly notes: readonly string[]
  remove(): void
}

const NAMES = new Set([
  ...SETTINGS_FILES.filter((name) => name !== 'package.json'),
  ...[
    '.gitleaks.toml',
    '.betterleaks.toml',
    '.stanchignore',
    '.gitleaksignore',
    '.betterleaksignore',
    '.stanch-baseline',
  ],
])

interface Entry {
  readonly path: string
  readonly oid: string
}

/** Copies the policy files of `ref`. Throws a UserError when the ref cannot be read: then nothing is trusted. */
export async function trustedPolicies(top: string, ref: string, host: Host): Promise<TrustedPolicies> {
  const context = { cwd: top, env: host.env }
  const base = await tree(context, ref)
  const files = await reached(base, context)
  const folder = mkdtempSync(join(tmpdir(), 'stanch-policy-'))
  for (const [path, bytes] of files) {
    const file = join(folder, normalize(path))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes, { mode: 0o600 })
  }
  const now = await tree(context, 'HEAD')
  const changed = [...new Set([...files.keys(), ...now.keys()])].filter((path) => {
    const policy = files.has(path) || NAMES.has(basename(path))
    return policy && base.get(path) !== now.get(path)
  })
  return {
    folder,
    notes: [
      `policies come from ${ref} (${files.size} file${files.size === 1 ? '' : 's'})`,
      ...changed.map((path) => `${path} differs from ${ref}: the change does not hold in this run`),
    ],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

type Context = { readonly cwd: string; readonly env: Host['env'] }

async function tree(context: Context, ref: string): Promise<Map<string, string>> {
  if (ref.startsWith('-')) throw new UserError(`--policy-from=${ref} is no commit`)
  const result = await runGit(context, ['ls-tree', '-r', '-z', '--full-tree', `${ref}^{commit}`])
  if (!succeeded(result)) {
    throw new UserError(`--policy-from: ${ref} cannot be read`, `fetch it first: git fetch origin ${ref}`)
  }
  const entries = result.stdout.toString().split('\0').filter(Boolean).map(entryOf)
  return new Map(entries.map((e) => [e.path, e.oid]))
}

/** `100644 blob <oid> TAB path` */
function entryOf(record: string): Entry {
  const tab = record.indexOf('\t')
  return { path: record.slice(tab + 1), oid: record.slice(0, tab).split(' ')[2] ?? '' }
}

/** Policy files, and every file of the tree that one of them names (presets, further ignore files, a baseline). */
async function reached(base: ReadonlyMap<string, string>, context: Context): Promise<Map<string, Buffer>> {
  const reader = new BlobReader(context)
  const files = new Map<string, Buffer>()
  try {
    const queue = [...base.keys()].filter((path) => NAMES.has(basename(path)) || path === 'package.json')
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (files.has(path)) continue
      const answer = await reader.read(base.get(path)!)
      if (!answer.found) throw new UserError(`--policy-from: ${path} is ${answer.why}`)
      files.set(path, answer.bytes)
      for (const named of namesIn(answer.bytes.toString(), path)) if (base.has(named)) queue.push(named)
    }
  } finally {
    reader.close()
  }
  return files
}

/** Every quoted word of a policy file as a path from its folder, and from the top. */
function namesIn(text: string, path: string): string[] {
  const words = [...text.matchAll(/["']([^"'\n]{1,300})["']/g)].map((m) => m[1]!)
  const folder = dirname(path)
  return words.flatMap((word) => [normalize(word), normalize(join(folder, word))]).map((p) => p.replaceAll('\\', '/'))
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
