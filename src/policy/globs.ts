// Owns: paths against globs, with gitignore's meaning: no slash = at any depth, a folder = all in it, ! takes back.
// Must not know: what is matched for.
import ignore, { type Ignore } from 'ignore'

const matchers = new WeakMap<readonly string[], Ignore>()

/** Whether a path (relative, forward slashes) is matched. A matcher is built once for each list. */
export function matchesGlobs(path: string, globs: readonly string[], ignoreCase = false): boolean {
  if (globs.length === 0) return false
  let matcher = matchers.get(globs)
  if (!matcher) {
    matcher = ignore({ ignorecase: ignoreCase, allowRelativePaths: true }).add([...globs])
    matchers.set(globs, matcher)
  }
  const relative = path.replace(/^(\.{0,2}\/)+/, '')
  return relative !== '' && matcher.ignores(relative)
}
