// Owns: which refs hold a commit, for many commits at once: one walk over the history, where `for-each-ref --contains` takes
// one for each.
// Must not know: why it is asked.
import { type GitContext, gitError, runGit, succeeded } from './run.ts'
import type { Walk } from './walk.ts'

/** Refs that hold a commit. */
export interface Holders {
  /** Short names: branches first, then remote ones, tags, others; at most 100. */
  readonly refs: readonly string[]
  /** How many more there are: a server may keep a ref for every change that was ever proposed. */
  readonly more: number
}

const MOST = 100

/** By commit: the refs that reach it. `walk` is one over all refs, if there was one. Throws a UserError when git fails. */
export async function refsContaining(
  context: GitContext,
  commits: ReadonlySet<string>,
  walk?: Walk,
): Promise<Map<string, Holders>> {
  const [lines, refs] = await Promise.all([walk?.lines() ?? walked(context), refsOf(context)])
  const wanted = [...commits]
  const held = descendants(lines, wanted)
  const found = wanted.map(() => ({ refs: [] as string[], more: 0 }))
  for (const { name, target } of refs) {
    const bits = held.get(target)
    if (!bits) continue
    found.forEach((holders, n) => {
      if (((bits[n >> 5]! >>> (n & 31)) & 1) === 0) return
      if (holders.refs.length < MOST) holders.refs.push(name)
      else holders.more++
    })
  }
  return new Map(wanted.map((commit, n) => [commit, found[n]!]))
}

const KINDS = ['refs/heads/', 'refs/remotes/', 'refs/tags/']

/** What people know comes first. */
function rank(full: string): number {
  const kind = KINDS.findIndex((start) => full.startsWith(start))
  return kind === -1 ? KINDS.length : kind
}

/** Every ref by a short name, in order of kind and name: without its kind where no other ref is called like that. git's own `refname:short` is slow. */
async function refsOf(context: GitContext): Promise<{ name: string; target: string }[]> {
  const refs: { full: string; target: string }[] = []
  //   <oid> SP <name> LF, and for a tag that leads further behind it: <oid> SP <name>^{} LF. for-each-ref takes ten times as long for them.
  for (const line of linesOf(await ask(context, ['show-ref', '-d'], NO_REFS))) {
    const at = line.indexOf(' ')
    const target = line.slice(0, at)
    if (line.endsWith('^{}')) refs.at(-1)!.target = target
    else refs.push({ full: line.slice(at + 1), target })
  }
  const shorter = (full: string) => full.replace(/^refs\/(?:(?:heads|tags|remotes)\/)?/, '')
  const times = new Map<string, number>()
  for (const { full } of refs) times.set(shorter(full), (times.get(shorter(full)) ?? 0) + 1)
  // Sorting keeps what git has in order.
  const ordered = refs.sort((a, b) => rank(a.full) - rank(b.full))
  return ordered.map(({ full, target }) => {
    const short = shorter(full)
    return { name: times.get(short) === 1 ? short : full.replace(/^refs\//, ''), target }
  })
}

/** By commit: a bit for each of the wanted ones that it is or descends from. Commits without any are left out. */
function descendants(lines: readonly string[], wanted: readonly string[]): Map<string, Bits> {
  const words = (wanted.length + 31) >> 5
  const held = new Map<string, Bits>()
  wanted.forEach((commit, n) => {
    const bits = new Uint32Array(words)
    bits[n >> 5] = 1 << (n & 31)
    held.set(commit, bits)
  })
  // Parents first; nearly all commits hold what their only such parent holds, and share its bits.
  for (let n = lines.length - 1; n >= 0; n--) {
    const names = lines[n]!.split(' ')
    let bits: Bits | undefined
    for (const name of names) {
      const more = held.get(name)
      if (more) bits = bits ? union(bits, more) : more
    }
    if (bits) held.set(names[0]!, bits)
  }
  return held
}

/** Never written to once they are made. */
type Bits = Readonly<Uint32Array>

/** One of the two when it holds the other. */
function union(a: Bits, b: Bits): Bits {
  if (a === b || b.every((word, i) => (word & ~a[i]!) === 0)) return a
  if (a.every((word, i) => (word & ~b[i]!) === 0)) return b
  return a.map((word, i) => word | b[i]!)
}

/** Every commit of all refs with its parents, children first. */
async function walked(context: GitContext): Promise<string[]> {
  return linesOf(await ask(context, ['rev-list', '--all', '--topo-order', '--parents']))
}

function linesOf(text: string): string[] {
  return text.split('\n').filter(Boolean)
}

/** What show-ref exits with when there are no refs. */
const NO_REFS = 1

async function ask(context: GitContext, args: readonly string[], nothing?: number): Promise<string> {
  const result = await runGit(context, args)
  if (result.signal === null && result.code === nothing && result.stdout.length === 0) return ''
  if (!succeeded(result)) throw gitError(args, result)
  return result.stdout.toString()
}
