// Owns: findings -> decisions and stale suppressions: loads facts when something can depend on them.
// Must not know: any policy.
import type { Finding } from '../core/finding.ts'
import type { RawOptions } from '../core/options.ts'
import type { PolicyFacts, VaultFacts, WrittenAllow } from '../core/policy-facts.ts'
import type { Report } from '../core/report.ts'
import type { Host } from '../host.ts'
import type { Ground } from './ground.ts'
import { asPlaced, type Placed } from './placed.ts'

/** What policies made of the findings. */
export type Judged = Pick<Report, 'decisions' | 'stale'>

/** What judging needs. */
export interface JudgeRequest {
  readonly ground: Ground
  readonly options: RawOptions
  readonly host: Host
  readonly whole: boolean
  readonly placed: Placed | undefined
  /** Allow comments of files that were seen whole. */
  readonly comments: readonly WrittenAllow[]
  /** Folders in which gitleaks looks for ignore files, too. */
  readonly ignoreFolders: readonly string[]
  readonly vault: VaultFacts | undefined
}

const FACTS = /^\.(stanch|gitleaks|betterleaks)ignore$|^\.stanch-baseline$/

/**
 * Judges. A clean run in a repository without ignore files or a baseline loads nothing; where there are some they are
 * always read, so that a broken one is fatal before it is needed. `whole` = everything was looked at, so that
 * suppressions which matched nothing are stale.
 */
export async function judge(findings: readonly Finding[], request: JudgeRequest): Promise<Judged> {
  const { ground, options, host, whole, vault, comments } = request
  const { settings } = ground.scopes.whole
  const named =
    options.gitleaksIgnorePath ?? options.baselinePath ?? (settings.baseline.file || settings.ignore.files[0])
  const idle = whole ? await zonesWithoutFiles(ground, host) : []
  const nothing = findings.length === 0 && comments.length === 0
  if (nothing && !named && !ground.names.some((name) => FACTS.test(name))) return { decisions: [], stale: idle }
  const seen = asPlaced(findings, request.placed)
  const { loadFacts } = await import('../config/facts.ts')
  const loaded = await loadFacts({
    ...{ root: ground.root, cwd: host.cwd, view: ground.view, scopes: ground.scopes, now: host.now() },
    ignorePath: options.gitleaksIgnorePath,
    baselinePath: options.baselinePath,
    ignoreFolders: request.ignoreFolders,
    paths: seen.map((f) => f.origin.path),
  })
  const facts: PolicyFacts = vault ? { ...loaded, vault } : loaded
  const { decide } = await import('../policy/decide.ts')
  const decisions = decide(seen, facts).map(({ verdict }, n) => ({ finding: findings[n]!, verdict }))
  const { staleComments, staleSuppressions } = await import('../policy/stale.ts')
  const stale = whole ? staleSuppressions(seen, facts) : []
  return { decisions, stale: [...stale, ...staleComments(comments, seen, facts), ...idle] }
}

/** Of the top and of packages. Asked of what git tracks: outside of a repository nothing is said. */
async function zonesWithoutFiles(ground: Ground, host: Host): Promise<string[]> {
  const { packageScopes, trackedPaths } = await import('./packages.ts')
  const paths = await trackedPaths(ground, host)
  if (paths.length === 0) return []
  const { idleZones } = await import('../config/zone-check.ts')
  const { matchesGlobs } = await import('../policy/globs.ts')
  const all = [ground.scopes.whole, ...(await packageScopes(ground, paths))]
  return all.flatMap((scope) => idleZones(scope, paths, matchesGlobs))
}
