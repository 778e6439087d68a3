// Owns: which paths of a vault a policy means: `pay/*` is one level, `pay/**` all below, `pay` the entry and all below.
// Must not know: files; vault paths have no other signs.

/** A test for paths. No patterns = every path. */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns.map((pattern) => new RegExp(`^${patternSource(pattern)}$`))
  return (path) => tests.length === 0 || tests.some((test) => test.test(path))
}

function patternSource(pattern: string): string {
  const source = pattern
    .replace(/\/$/, '/**')
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*\*|\*/g, (stars) => (stars === '**' ? '.*' : '[^/]*'))
  return pattern.includes('*') || pattern.endsWith('/') ? source : `${source}(/.*)?`
}
