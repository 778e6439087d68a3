// Owns: the shared body of every scanning verb: source -> engine -> policies -> report -> exit code.
// Must not know: which source it is.
import type { Skip } from '../core/fault.ts'
import type { Finding } from '../core/finding.ts'
import type { Source } from '../core/fragment.ts'
import { type Progress, silent } from '../core/progress.ts'
import { exitCodeOf, type Report } from '../core/report.ts'
import type { ValueFilter } from '../core/value-filter.ts'
import type { Engine } from '../engine/engine.ts'
import type { AllowComments } from './allow-comments.ts'
import { checkFormat, emit } from './emit.ts'
import { type Gathered, gather, type Inspect } from './gather.ts'
import { type Ground, groundOf } from './ground.ts'
import { type Isolation, type IsolationScope, openIsolation } from './isolate.ts'
import { jobs } from './jobs.ts'
import { judge } from './judge.ts'
import { leftOut, noted } from './left-out.ts'
import { checkFlags, limited, signalFor, threadsOf } from './limits.ts'
import { engineOf, rulesOfRun } from './rules-of-run.ts'
import type { ScanRequest, SourceGiven } from './scan-request.ts'
import { openVault } from './vault-open.ts'
import type { VaultRun } from './vault-scan.ts'
import { type Watch, watched } from './watched.ts'

interface Looked extends Gathered {
  readonly notes: readonly string[]
  readonly rules: number
  readonly ruleset: string
  readonly threads: number
  readonly scope: string
  /** Zones that demand the vault, and were touched. */
  readonly vaultZones: ReadonlySet<string>
}

/** A scan's report, and what it stood on. */
export interface Scanned {
  readonly report: Report
  readonly ground: Ground
}

/** Scans and reports; gives the exit code. Throws only UserErrors (and bugs). */
export async function runScan(request: ScanRequest): Promise<number> {
  const { options, host, root } = request
  checkFlags(options)
  await checkFormat(options)
  const { report, ground } = await scanOnce(request)
  await emit(report, options, host)
  const code = exitCodeOf(report)
  if (code !== 0) await (await import('./alert.ts')).alertOthers(report, root, ground.scopes.whole, host)
  if (code === 1 && options.exitCode !== undefined) return options.exitCode
  if (code === 0 && report.stale.length > 0 && ground.scopes.whole.settings.report.failOnStale) return 1
  return code === 0 && options.failOnEmpty && report.stats.fragments === 0 ? 2 : code
}

/** Scans and judges; what becomes of the report is up to the caller. */
export async function scanOnce(request: ScanRequest): Promise<Scanned> {
  const ground = await groundOf(request.root, request.options, request.host, request.ends)
  return { report: await reportOf(request, ground), ground }
}

async function reportOf(request: ScanRequest, ground: Ground): Promise<Report> {
  const { host } = request
  const started = host.now()
  const vault = await openVault(ground.scopes.whole, host)
  const isolation = request.isolation && openIsolation(ground, request.isolation, host, request.placed)
  const comments = request.wholeFiles ? await allowComments(request) : undefined
  const looked = await lookAtAll(request, ground, { known: vault?.filter, isolation, comments })
  const gathered = await askVault(vault, isolation ? await isolatedFrom(isolation, looked) : looked)
  const judged = await judge(gathered.findings, {
    ...{ ground, options: request.options, host, whole: request.whole ?? false, placed: request.placed },
    ...{ vault: vault?.settings.policy, comments: comments?.all() ?? [], ignoreFolders: ignoreFolders(request) },
  })
  const { fragments, bytes, commits, rules, threads } = gathered
  return {
    tool: { name: 'stanch', version: host.version },
    scope: gathered.scope,
    ruleset: gathered.ruleset,
    ...judged,
    faults: gathered.faults,
    skips: gathered.skips,
    notes: [...ground.notes, ...ground.scopes.whole.refused, ...gathered.notes],
    stats: { fragments, bytes, commits, rules, milliseconds: host.now() - started, threads },
    ...(request.part ? { part: request.part } : {}),
    endedAt: host.now(),
  }
}

/** gitleaks looks for ignore files in the folder that is scanned, and in the one that it is started in. */
function ignoreFolders({ root, target = root, host }: ScanRequest): string[] {
  return target === root ? [] : [target, host.cwd]
}

async function withTipOf(source: Source, scope?: IsolationScope, isolation?: Isolation): Promise<Source> {
  if (!scope?.tip || !scope.context || !isolation) return source
  const { withTip } = await import('../sources/tip.ts')
  return withTip(source, { context: scope.context, revs: scope.tip.revs, wanted: isolation.mayBeIsolated })
}

async function isolatedFrom(isolation: Isolation, looked: Looked): Promise<Looked> {
  const { notes, faults } = await isolation.told()
  const findings = [...(await isolation.settle(looked.findings))]
  return { ...looked, findings, notes: [...looked.notes, ...notes], faults: [...looked.faults, ...faults] }
}

/** What the vault says of the findings; a look-up that failed becomes a note or a fault. */
async function askVault(vault: VaultRun | undefined, looked: Looked): Promise<Looked> {
  const { vaultZones } = looked
  if (!vault && vaultZones.size === 0) return looked
  const told = await vault?.answer(looked.findings)
  const unasked =
    told?.asked || vaultZones.size === 0 ? [] : (await import('./vault-zones.ts')).unaskedZones(vaultZones)
  return {
    ...looked,
    findings: [...(told?.findings ?? looked.findings)],
    faults: [...looked.faults, ...(told?.faults ?? []), ...unasked],
    notes: [...looked.notes, ...(told?.notes ?? [])],
  }
}

interface Beside {
  readonly known: ValueFilter | undefined
  readonly isolation: Isolation | undefined
  readonly comments: AllowComments | undefined
}

async function lookAtAll(request: ScanRequest, ground: Ground, beside: Beside): Promise<Looked> {
  const { options, host, root, target = root } = request
  const { known, isolation } = beside
  const { source: rules, notes: told, files: settings } = await rulesOfRun(target, options, host, ground, true)
  const { openEngine } = await import('../engine/engine.ts')
  const { openExecutor } = await import('../engine/executor.ts')
  const notes = new Set<string>([...checkFlags(options), ...told])
  const vaultZones = new Set<string>()
  const tell = (note: string) => void notes.add(note)
  const { maxDecodeDepth = 5 } = options
  const engine = await openEngine(
    { rules, engine: engineOf(options), maxDecodeDepth, ...(known ? { known } : {}) },
    tell,
  )
  const workerFile = `${host.assets}/worker.js`
  const executor = openExecutor({ engine, jobs, workerFile, ...threadsOf(options), tell })
  const progress = await progressFor(request)
  try {
    const given = { settings, engine, executor, progress, tell }
    const made = typeof request.source === 'function' ? await request.source(await givenBy(given)) : request.source
    const paths = new Set<string>()
    const full = await withTipOf(limited(made, options), request.isolation, isolation)
    const source = watched(noted(full, paths), watchOf(request, ground), vaultZones)
    const signal = signalFor(options, host.signal)
    const inspect = inspectionOf(beside)
    const gathered = await gather(source, executor, signal, { redact: options.redact ?? 100, progress, inspect })
    const findings = await finished(gathered, request)
    const { threads } = executor
    const skips = [...gathered.skips, ...(await silenced(engine, threads, paths))]
    const { size, digest } = engine.table
    const more = { scope: source.name, notes: [...notes], rules: size, ruleset: digest, threads }
    return { ...gathered, findings, skips, vaultZones, ...more }
  } finally {
    await progress.close()
    await executor.close()
  }
}

/** Zones of packages are looked for only in a history: elsewhere each path tells its own. */
function watchOf({ host, placed }: ScanRequest, ground: Ground): Watch {
  const packages = async () => {
    const { packageScopes, trackedPaths } = await import('./packages.ts')
    return packageScopes(ground, await trackedPaths(ground, host))
  }
  return { scopes: ground.scopes, placed, packages }
}

function inspectionOf({ isolation, comments }: Beside): Inspect | undefined {
  if (!comments) return isolation?.inspect
  return async (fragment) => {
    comments.look(fragment)
    return isolation ? isolation.inspect(fragment) : []
  }
}

async function allowComments({ placed }: ScanRequest): Promise<AllowComments> {
  return new (await import('./allow-comments.ts')).AllowComments(placed)
}

/** What the verb knows more of the findings, and their ids. */
async function finished(gathered: Gathered, { after, placed }: ScanRequest): Promise<Finding[]> {
  const findings = after ? [...(await after(gathered))] : gathered.findings
  return placed && findings.length > 0 ? (await import('./identified.ts')).identified(findings, placed) : findings
}

/** Path rules are asked only after a keyword hit; without one everything was looked at, whatever its path. */
async function silenced(engine: Engine, threads: number, paths: ReadonlySet<string>): Promise<Skip[]> {
  if (!engine.loaded && threads === 1) return []
  const { leaveOutBy, leaveOutOf } = await import('./path-rules.ts')
  await engine.ready()
  const few = paths.size <= FEW_PATHS
  return leftOut(paths, few ? leaveOutOf(engine) : leaveOutBy(engine.table.allowlists, engine.regexEngine))
}

/** Up to so many paths it takes longer to compile one pattern for all path rules than to ask each of them. */
const FEW_PATHS = 500

async function givenBy(given: Omit<SourceGiven, 'leaveOut'>): Promise<SourceGiven> {
  const { leaveOutBy } = await import('./path-rules.ts')
  const { engine } = given
  await engine.ready()
  return { ...given, leaveOut: leaveOutBy(engine.table.allowlists, engine.regexEngine) }
}

/** Hooks show none: their run is short, and pre-commit keeps what they write until it ends. */
async function progressFor({ options, host, source }: ScanRequest): Promise<Progress & { close(): Promise<void> }> {
  const { stderr, env } = host
  if (options.quiet || env.PRE_COMMIT || typeof source !== 'function')
    return { ...silent, close: async () => undefined }
  const { openProgress } = await import('../cli/progress.ts')
  return openProgress({ write: (text) => stderr.write(text), isTTY: stderr.isTTY && !env.CI, now: () => host.now() })
}
