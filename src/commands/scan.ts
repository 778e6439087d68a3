// Owns: the shared body of every scanning verb: source -> engine -> policies -> report -> exit code.
// Must not know: which source it is.
import { loadIgnores } from '../config/facts.ts'
import { loadRules } from '../config/load.ts'
import type { Fault, Skip } from '../core/fault.ts'
import { type Finding, toFindings } from '../core/finding.ts'
import type { Fragment, Source } from '../core/fragment.ts'
import type { RawOptions } from '../core/options.ts'
import { exitCodeOf, type Report } from '../core/report.ts'
import type { Engine } from '../engine/engine.ts'
import type { Host } from '../host.ts'
import { emit } from './emit.ts'
import type { LeaveOut } from './path-rules.ts'

/** What a verb hands over. `root` is where config and ignore files are looked for. */
export interface ScanRequest {
  /** The source, or how to make it once the rules are known. */
  readonly source: Source | ((given: SourceGiven) => Source)
  readonly root: string
  readonly options: RawOptions
  readonly host: Host
}

/** What a source may need of the rules. */
export interface SourceGiven {
  readonly leaveOut: LeaveOut
  /** Absolute paths of the rule files of this run. */
  readonly settings: ReadonlySet<string>
}

interface Gathered {
  scope: string
  readonly findings: Finding[]
  readonly faults: Fault[]
  readonly skips: Skip[]
  readonly notes: string[]
  fragments: number
  bytes: number
  rules: number
}

/** Scans and reports; gives the exit code. Throws only UserErrors (and bugs). */
export async function runScan(request: ScanRequest): Promise<number> {
  const started = request.host.now()
  const gathered = await gather(request)
  const { options, host, root } = request
  const ignored = loadIgnores(root)
  const decisions =
    gathered.findings.length === 0
      ? []
      : (await import('../policy/decide.ts')).decide(gathered.findings, {
          ignored,
          inlineAllows: !options.ignoreGitleaksAllow,
        })
  const report: Report = {
    tool: { name: 'stanch', version: host.version },
    scope: gathered.scope,
    ruleset: '',
    decisions,
    faults: gathered.faults,
    skips: gathered.skips,
    stale: [],
    notes: gathered.notes,
    stats: {
      fragments: gathered.fragments,
      bytes: gathered.bytes,
      commits: 0,
      rules: gathered.rules,
      milliseconds: host.now() - started,
      threads: 1,
    },
  }
  await emit(report, options, host)
  const code = exitCodeOf(report)
  if (code === 1 && options.exitCode !== undefined) return options.exitCode
  return code === 0 && options.failOnEmpty && gathered.fragments === 0 ? 2 : code
}

async function gather(request: ScanRequest): Promise<Gathered> {
  const { options, host, root } = request
  const g: Gathered = { scope: '', findings: [], faults: [], skips: [], notes: [], fragments: 0, bytes: 0, rules: 0 }
  const rules = await loadRules({
    flag: options.config,
    env: host.env,
    cwd: host.cwd,
    target: root,
    builtin: `${host.assets}/rules.bin`,
  })
  const { Engine } = await import('../engine/engine.ts')
  const { scanFragment } = await import('../engine/scan.ts')
  const engine = new Engine(
    { rules, engine: (options.engine ?? 'auto') as 'auto', maxDecodeDepth: options.maxDecodeDepth ?? 5 },
    (note) => g.notes.push(note),
  )
  g.rules = engine.table.size
  const source = typeof request.source === 'function' ? request.source(await givenBy(engine)) : request.source
  g.scope = source.name
  for await (const item of source.items(host.signal)) {
    if (item.type === 'skip') g.skips.push(item.skip)
    else if (item.type === 'fault') g.faults.push(item.fault)
    else {
      g.fragments++
      g.bytes += newBytes(item.fragment)
      const raw = await scanFragment(engine, item.fragment)
      g.findings.push(...toFindings(raw, item.fragment.origin, options.redact ?? 100))
    }
  }
  if (host.signal.aborted) g.faults.push({ stage: 'source', where: g.scope, message: 'the scan was interrupted' })
  return g
}

async function givenBy(engine: Engine): Promise<SourceGiven> {
  const { leaveOutBy } = await import('./path-rules.ts')
  await engine.ready()
  return { leaveOut: leaveOutBy(engine.table.allowlists, engine.regexEngine), settings: new Set() }
}

function newBytes(fragment: Fragment): number {
  if (fragment.focus === 'all') return fragment.bytes.length
  return fragment.focus.reduce((sum, span) => sum + span.end - span.start, 0)
}
