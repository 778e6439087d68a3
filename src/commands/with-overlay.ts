// Owns: --overlay for a verb: which of its files belong to the source, and under which path.
// Must not know: how sources read.
import { isAbsolute, relative, resolve } from 'node:path'
import type { Source } from '../core/fragment.ts'
import type { RawOptions } from '../core/options.ts'
import type { Repo } from '../git/repo.ts'
import type { Host } from '../host.ts'

/** The source of `dir` under the overlay: its files below the roots, with paths as the source shows them. */
export async function filesUnderOverlay(source: Source, roots: readonly string[], options: RawOptions, host: Host) {
  const all = await replacementsOf(options, host)
  if (!all) return source
  const mine = [...all].flatMap(([file, by]) => {
    const root = roots.find((r) => inside(resolve(host.cwd, r), file) !== undefined)
    if (root === undefined) return []
    const below = inside(resolve(host.cwd, root), file)!
    const prefix = root === '.' ? '' : `${root.replace(/\/+$/, '')}/`
    return [[(below === '' ? root : `${prefix}${below}`).replaceAll('\\', '/'), by] as const]
  })
  const { overlaid } = await import('../sources/overlaid.ts')
  return overlaid(source, { replacements: new Map(mine), kind: 'file' })
}

/** The source of `protect` under the overlay: what is new against HEAD counts. */
export async function stagedUnderOverlay(source: Source, repo: Repo, options: RawOptions, host: Host): Promise<Source> {
  const all = await replacementsOf(options, host)
  if (!all) return source
  const mine = [...all].flatMap(([file, by]) => {
    const path = inside(repo.top, file)
    return path ? [[path.replaceAll('\\', '/'), by] as const] : []
  })
  const { overlaid } = await import('../sources/overlaid.ts')
  const { runGit, succeeded } = await import('../git/run.ts')
  const old = async (path: string) => {
    const result = await runGit(repo.context, ['cat-file', 'blob', `HEAD:${path}`])
    return succeeded(result) ? result.stdout : undefined
  }
  return overlaid(source, { replacements: new Map(mine), kind: 'staged', old })
}

async function replacementsOf(
  { overlay }: RawOptions,
  { cwd }: Host,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (!overlay) return undefined
  return (await import('../config/overlay.ts')).overlayView(resolve(cwd, overlay), cwd).replacements
}

/** The path below a folder; '' = the folder itself, undefined = outside. */
function inside(folder: string, file: string): string | undefined {
  const path = relative(folder, file)
  return path === '..' || path.startsWith('../') || path.startsWith('..\\') || isAbsolute(path) ? undefined : path
}
