// Owns: global path allowlists as one question that a source can ask before it reads: is this path left out, and why.
// Must not know: which source asks.
import type { AllowlistSpec } from '../core/rule.ts'
import type { Engine } from '../engine/engine.ts'
import type { Regex, RegexEngine } from '../engine/regex.ts'

/** Why a path (forward slashes, a folder ends in a slash) is left out; undefined = it is not. */
export type LeaveOut = (path: string) => string | undefined

/** Only lists that allow by path alone: an AND list with more conditions leaves nothing out. */
export function leaveOutBy(allowlists: readonly AllowlistSpec[], engine: RegexEngine): LeaveOut {
  const lists = allowlists.filter((list) => decidesByPath(list) && list.paths.length > 0)
  if (lists.length === 0) return () => undefined
  const all = matcher(
    lists.flatMap((list) => list.paths),
    engine,
  )
  const each = lists.map((list) => ({ why: list.description || 'path rule', hits: matcher(list.paths, engine) }))
  return (path) => (all(path) ? each.find(({ hits }) => hits(path))?.why : undefined)
}

/** The same for a few paths, with the patterns that the engine has compiled anyway. */
export function leaveOutOf({ allowlists }: Engine): LeaveOut {
  const lists = allowlists.filter(({ spec }) => decidesByPath(spec))
  return (path) => {
    const bytes = Buffer.from(path)
    const list = lists.find(({ paths }) => paths.some((regex) => regex.test(bytes)))
    return list && (list.spec.description || 'path rule')
  }
}

function matcher(patterns: readonly string[], engine: RegexEngine): (path: string) => boolean {
  const regexes = compiled(patterns, engine)
  const hits = (path: string) => {
    const bytes = Buffer.from(path)
    return regexes.some((regex) => regex.test(bytes))
  }
  return (path) => hits(path) || (path.endsWith('/') && hits(path.slice(0, -1)))
}

function decidesByPath(list: AllowlistSpec): boolean {
  if (list.condition === 'OR') return true
  return list.regexes.length === 0 && list.stopwords.length === 0 && list.commits.length === 0
}

/** Tells of a path whether a rule that looks at paths only speaks of it. */
export function pathRulesOf(engine: Engine): (path: string) => boolean {
  const numbers = Array.from({ length: engine.table.size }, (_, n) => n)
  const rules = numbers.filter((n) => engine.table.isReported(n) && engine.table.spec(n).regex === undefined)
  const patterns = rules.flatMap((n) => engine.rule(n).path ?? [])
  return (path) => {
    if (patterns.length === 0) return false
    const bytes = Buffer.from(path)
    return patterns.some((pattern) => pattern.test(bytes))
  }
}

/** One pattern for all, each in its own group so that flags stay in it; group names may not repeat in one pattern. */
function compiled(patterns: readonly string[], engine: RegexEngine): Regex[] {
  if (patterns.some((p) => /\(\?P?</.test(p))) return patterns.map((p) => engine.compile(p))
  return [engine.compile(patterns.map((p) => `(?:${p})`).join('|'))]
}
