// Owns: asking git which paths it ignores.
// Must not know: why they are asked about.
import { isAbsolute } from 'node:path'
import { type GitContext, gitError, runGit } from './run.ts'

/** Those of the paths that git ignores and does not track; one call, and none for no paths. Throws a UserError. */
export async function ignoredPaths(context: GitContext, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return []
  const asked = ['check-ignore', '-z', '--stdin']
  const plain = paths.map((path) => (isAbsolute(path) ? path : `./${path}`)) // a leading ":" would be magic
  const result = await runGit({ ...context, patterns: true }, asked, `${plain.join('\0')}\0`)
  if (result.signal !== null || (result.code !== 0 && result.code !== 1)) throw gitError(asked, result)
  const ignored = new Set(result.stdout.toString().split('\0'))
  return paths.filter((_, i) => ignored.has(plain[i]!))
}
