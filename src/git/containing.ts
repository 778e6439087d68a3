// Owns: which refs hold a commit, for many commits at once: one walk over the history, where `for-each-ref --contains` takes
// one for each.
// Must not know: why it is asked.
import { type GitContext, gitError, runGit, succeeded } from './run.ts'
import type { Walk } from './walk.ts'

/**
 * By commit: the short names of the refs that reach it, in order of their full names. `walk` is one over all refs, if there was one.
 * Throws a UserError when git fails.
 */
export async function refsContaining(
  context: GitContext,
  commits: ReadonlySet<string>,
  walk?: Walk,
): Promise<Map<string, readonly string[]>> {
  const [lines, refs] = await Promise.all([walk?.lines() ?? walked(context), refsOf(context)])
  const held = descendants(lines, [...commits])
  const found = new Map<string, string[]>([...commits].map((commit) => [commit, []]))
  for (const { name, target } of refs) for (const commit of held.get(target) ?? []) found.get(commit)?.push(name)
  return found
}

/** Every ref by a short name: without its kind where no other ref is called like that. git's own `refname:short` is slow. */
async function refsOf(context: GitContext): Promise<{ name: string; target: string }[]> {
  const listed = await ask(context, ['for-each-ref', '--format=%(objectname) %(*objectname) %(refname)'])
  const refs = linesOf(listed).map((line) => {
    const [object = '', peeled = '', ...name] = line.split(' ')
    return { full: name.join(' '), target: peeled || object }
  })
  const shorter = (full: string) => full.replace(/^refs\/(?:(?:heads|tags|remotes)\/)?/, '')
  const times = new Map<string, number>()
  for (const { full } of refs) times.set(shorter(full), (times.get(shorter(full)) ?? 0) + 1)
  return refs.map(({ full, target }) => {
    const short = shorter(full)
    return { name: times.get(short) === 1 ? short : full.replace(/^refs\//, ''), target }
  })
}

/** By commit: those of the wanted ones that it is or descends from. Commits without any are left out. */
function descendants(lines: readonly string[], wanted: readonly string[]): Map<string, readonly string[]> {
  const held = new Map<string, readonly string[]>(wanted.map((commit) => [commit, [commit]]))
  // Parents first; nearly all commits hold what their only such parent holds, and share its list.
  for (let n = lines.length - 1; n >= 0; n--) {
    const [commit = '', ...parents] = lines[n]!.split(' ')
    const lists = [commit, ...parents].flatMap((c) => {
      const list = held.get(c)
      return list ? [list] : []
    })
    if (lists.length > 0) held.set(commit, union(lists))
  }
  return held
}

function union(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = []] = lists
  if (lists.every((list) => list === first)) return first
  const all = new Set(lists.flat())
  return lists.find((list) => list.length === all.size) ?? [...all]
}

/** Every commit of all refs with its parents, children first. */
async function walked(context: GitContext): Promise<string[]> {
  return linesOf(await ask(context, ['rev-list', '--all', '--topo-order', '--parents']))
}

function linesOf(text: string): string[] {
  return text.split('\n').filter(Boolean)
}

async function ask(context: GitContext, args: readonly string[]): Promise<string> {
  const result = await runGit(context, args)
  if (!succeeded(result)) throw gitError(args, result)
  return result.stdout.toString()
}
