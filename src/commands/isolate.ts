// Owns: isolation in a run: files and values that must not be committed, looked for beside the engine.
// Must not know: how files are recognised or values found (policy/), where settings come from (config/).
import { resolve } from 'node:path'
import { isolatedValues, NO_VALUES, type PerhapsValues } from '../config/isolated-values.ts'
import type { Fault } from '../core/fault.ts'
import type { Finding, RawFinding } from '../core/finding.ts'
import type { Fragment } from '../core/fragment.ts'
import { ISOLATION } from '../core/isolated-value.ts'
import { once } from '../core/once.ts'
import type { Settings } from '../core/settings.ts'
import { ignoredPaths } from '../git/ignored.ts'
import { type GitContext, runGit, succeeded } from '../git/run.ts'
import type { Host } from '../host.ts'
import { candidates, type IsolationRules, inspectFile } from '../policy/inspect-file.ts'
import { builtinIsolation, type Compiled } from './builtin-isolation.ts'
import type { Ground } from './ground.ts'
import { type Placed, placedOrigin } from './placed.ts'

/** What a verb says of its source. */
export interface IsolationScope {
  /** Where git runs; absent = no repository is needed. */
  readonly context?: GitContext
  readonly top?: string
  /** After the history the files at its end are looked at: all of HEAD, or those that some revisions touch. */
  readonly tip?: { readonly revs: readonly string[] | undefined }
  /** The paths that are about to be committed; present = values are looked for, too. */
  paths?(): Promise<readonly string[]>
  /** Commits that hold what is committed already: their values do not count. HEAD unless said. */
  heldBy?(): Promise<readonly string[]>
}

/** Isolation of a run. */
export interface Isolation {
  inspect(fragment: Fragment): Promise<readonly RawFinding[]>
  /** Drops what turns out to be no matter: values that HEAD holds already, files that git ignores. */
  settle(findings: readonly Finding[]): Promise<readonly Finding[]>
  /** Whether a file of this name may be one that must not be committed: its content has to be looked at. */
  mayBeIsolated(path: string): Promise<boolean>
  /** After the scan: what was said on the way. */
  told(): Promise<{ readonly notes: readonly string[]; readonly faults: readonly Fault[] }>
}

const NOTHING = new Uint8Array(0)

/** Opens isolation, or undefined when settings switch it off. Gathering values starts at once. */
export function openIsolation(
  ground: Ground,
  scope: IsolationScope,
  host: Host,
  placed?: Placed,
): Isolation | undefined {
  const { settings } = ground.scopes.whole
  if (!settings.isolation.enabled) return undefined
  const values = valuesOf(ground, scope)
  values.catch(() => undefined) // awaited, and so reported, by `inspect` and `told`
  const byValue = values.then(searched)
  byValue.catch(() => undefined)
  const rulesAt = rulesFor(ground, host)
  return {
    inspect: async (typed) => {
      const fragment = placed ? { ...typed, origin: placedOrigin(typed.origin, placed) } : typed
      const { kind, path } = fragment.origin
      const stands = kind === 'staged' || kind === 'file' || kind === 'blob'
      if (!stands && kind !== 'commit') return []
      const files = stands && isFirst(fragment) ? await inspectFile(fragment, await rulesAt(path)) : []
      return [...files, ...(await (await byValue)(fragment))]
    },
    settle: async (findings) => settled(findings, scope, ground, host),
    mayBeIsolated: async (path) => candidates(path, NOTHING, await rulesAt(path)).length > 0,
    told: async () => toldOf(await values),
  }
}

type ValueSearch = (fragment: Fragment) => Promise<readonly RawFinding[]>

/** Nearly always no value stands in what is committed; only then they are judged, and git is asked whose they are. */
async function searched(all: PerhapsValues): Promise<ValueSearch> {
  if (all.candidates.length === 0) return async () => []
  const { valueInspector, valueSearch } = await import('../policy/inspect-values.ts')
  const stands = valueSearch(all.candidates)
  const standsLive = once(async () => valueSearch(await all.live()))
  const inspector = once(async () => valueInspector((await all.confirmed()).values))
  return async (fragment) => {
    if (!stands(fragment) || !(await standsLive())(fragment)) return []
    return (await inspector())(fragment)
  }
}

async function toldOf(all: PerhapsValues) {
  return all.notes.length + all.faults.length === 0 ? all : all.confirmed()
}

async function valuesOf(ground: Ground, { context, top, paths }: IsolationScope) {
  const settings = ground.scopes.whole.settings.isolation.values
  if (!context || !top || !paths || !settings.enabled) return NO_VALUES
  return isolatedValues({ top, context, settings, view: ground.files, paths })
}

/** Rules of a place, compiled once for each set of settings. */
function rulesFor(ground: Ground, host: Host): (path: string) => Promise<IsolationRules> {
  let builtin: Compiled | undefined
  const made = new Map<Settings, Promise<IsolationRules>>()
  return async (path) => {
    const { settings } = await ground.scopes.at(path)
    let rules = made.get(settings)
    if (!rules) {
      builtin ??= builtinIsolation(host)
      rules = rulesOf(settings, builtin)
      made.set(settings, rules)
    }
    return rules
  }
}

async function rulesOf({ isolation }: Settings, { entries, names }: Compiled): Promise<IsolationRules> {
  const { disable, allow, files, zones } = isolation
  const globs = allow.length + files.length + zones.length > 0
  const matches = globs ? (await import('../policy/globs.ts')).matchesGlobs : () => false
  return { builtin: entries, names, disable, allow, files, zones, matches }
}

/** A large file comes in windows: its name and its head are those of the first. */
function isFirst({ firstLine, owns }: Fragment): boolean {
  return firstLine === 1 && (owns === undefined || owns.start === 0)
}

async function settled(findings: readonly Finding[], scope: IsolationScope, ground: Ground, host: Host) {
  if (!findings.some((f) => f.ruleId.startsWith(ISOLATION))) return findings
  const known = await heldBefore(findings, scope)
  const ignored = await ignoredByGit(findings, { cwd: ground.root, env: host.env }, host.cwd)
  return findings.filter((f) => !known.has(f) && !ignored.has(f)).filter(tellsMore())
}

/** A file that stands at several tips in several versions is one matter: all that a policy goes by is the same. */
function tellsMore(): (finding: Finding) => boolean {
  const told = new Set<string>()
  return ({ ruleId, origin, state, directives }) => {
    if (!ruleId.startsWith(ISOLATION) || origin.kind !== 'blob') return true
    const before = told.size
    return told.add(JSON.stringify([ruleId, origin.path, state, directives])).size > before
  }
}

/** Findings of values that committed files hold already. git gets the values on its standard input. */
async function heldBefore(findings: readonly Finding[], { context, heldBy }: IsolationScope): Promise<Set<Finding>> {
  const values = findings.filter((f) => f.ruleId === 'isolation/value')
  if (values.length === 0 || !context) return new Set()
  const commits = heldBy ? await heldBy() : ['HEAD']
  if (commits.length === 0) return new Set()
  const patterns = values.map((f) => f.secret.with((value) => value))
  const asked = ['grep', '-a', '-o', '-h', '-F', '-f', '-', ...commits, '--']
  const result = await runGit(context, asked, `${patterns.join('\n')}\n`)
  if (!succeeded(result)) return new Set() // no HEAD yet, or none of them is in it: all count
  const held = new Set(result.stdout.toString().split('\n'))
  return new Set(values.filter((_, i) => held.has(patterns[i]!)))
}

/** Findings of files on the disk that git ignores: they are not committed. */
async function ignoredByGit(findings: readonly Finding[], context: GitContext, cwd: string): Promise<Set<Finding>> {
  const files = findings.filter((f) => f.ruleId.startsWith(ISOLATION) && f.origin.kind === 'file')
  if (files.length === 0) return new Set()
  const paths = files.map((f) => resolve(cwd, f.origin.path))
  const ignored = new Set(await ignoredPaths(context, paths).catch(() => [])) // no repository: all count
  return new Set(files.filter((_, i) => ignored.has(paths[i]!)))
}
