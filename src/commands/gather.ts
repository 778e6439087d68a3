// Owns: everything of a source through an executor: what was found, left out, and could not be looked at, in source order.
// Must not know: which source it is, or who executes.
import type { Fault, Skip } from '../core/fault.ts'
import type { Finding, Looked, RawFinding } from '../core/finding.ts'
import type { Fragment, Source, SourceItem } from '../core/fragment.ts'
import type { Progress, Seen } from '../core/progress.ts'
import type { Executor } from '../engine/executor.ts'
import { SCAN } from '../engine/protocol.ts'

/** What a run found out. */
export interface Gathered {
  readonly findings: Finding[]
  readonly faults: Fault[]
  readonly skips: Skip[]
  readonly fragments: number
  readonly bytes: number
  readonly commits: number
}

/** How findings are shown, and who wants to know how far the scan is. */
export interface GatherOptions {
  readonly redact: number
  readonly progress: Progress
  readonly inspect: Inspect | undefined
}

/** What else is looked at in a fragment, beside the engine. */
export type Inspect = (fragment: Fragment) => Promise<readonly RawFinding[]>

/** The decoders' bounds are for what somebody wrote; what goes beyond them is shown. */
const CUT = 'end of a compressed value that unpacks to too much'

const NOTHING: Looked = { places: [], faults: [], skips: [], fragments: 0, bytes: 0, commits: 0 }

/** Reads the source to its end. Rejects with the first UserError (a rule that does not compile). */
export async function gather(
  source: Source,
  executor: Executor,
  signal: AbortSignal,
  { redact, progress, inspect }: GatherOptions,
): Promise<Gathered> {
  const all: Looked[] = []
  const open = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | undefined
  for await (const item of source.items(signal)) {
    await executor.room()
    if (failure) break
    const place = all.push(NOTHING) - 1
    const work = lookAt(item, executor, inspect).then(
      (looked) => {
        all[place] = looked
        if (item.type !== 'count') progress.add(seenOf(looked)) // what is counted in the end was told on the way
        open.delete(work)
      },
      (error: unknown) => {
        failure ??= { error }
      },
    )
    open.add(work)
  }
  await executor.help()
  await Promise.all(open)
  if (failure) throw failure.error
  if (signal.aborted) all.push({ ...NOTHING, faults: [interrupted(source, signal)] })
  return merged(all, redact)
}

function seenOf({ fragments, bytes, places }: Looked): Seen {
  return { fragments, bytes, findings: places.reduce((n, p) => n + p.findings.length, 0) }
}

function interrupted(source: Source, { reason }: AbortSignal): Fault {
  const late = reason instanceof Error && reason.name === 'TimeoutError'
  const message = late ? 'the time of --timeout was up before all was scanned' : 'the scan was interrupted'
  return { stage: 'source', where: source.name, message }
}

async function lookAt(item: SourceItem, executor: Executor, inspect?: Inspect): Promise<Looked> {
  if (item.type === 'skip') return { ...NOTHING, skips: [item.skip] }
  if (item.type === 'count') return { ...NOTHING, ...item.count }
  if (item.type === 'fault') return { ...NOTHING, faults: [item.fault] }
  return scan(item.fragment, executor, inspect)
}

async function scan(fragment: Fragment, executor: Executor, inspect?: Inspect): Promise<Looked> {
  const { bytes, ...input } = fragment
  const { origin } = fragment
  const isolated = inspect ? await inspect(fragment) : [] // first: the executor may hand the bytes to another thread
  const outcome = await executor.run(SCAN, { input, bytes, where: origin.path })
  if (!outcome.ok) return { ...NOTHING, places: [{ origin, findings: isolated }], faults: [outcome.fault] }
  const { findings, cut } = outcome.value
  return {
    ...NOTHING,
    places: [{ origin, findings: [...isolated, ...findings] }],
    skips: cut > 0 ? [{ where: origin.path, why: CUT }] : [],
    fragments: 1,
    bytes: newBytes(fragment),
  }
}

async function merged(all: readonly Looked[], redact: number): Promise<Gathered> {
  const sum = (count: (looked: Looked) => number) => all.reduce((total, looked) => total + count(looked), 0)
  return {
    findings: await wrapped(all, redact),
    faults: all.flatMap((l) => l.faults),
    skips: once(all.flatMap((l) => l.skips)),
    fragments: sum((l) => l.fragments),
    bytes: sum((l) => l.bytes),
    commits: sum((l) => l.commits),
  }
}

/** A path of many versions is named once. */
function once(skips: readonly Skip[]): Skip[] {
  return [...new Map(skips.map((skip) => [`${skip.where}\0${skip.why}`, skip])).values()]
}

/** Wrapping hashes: a run that found nothing does not load crypto for it. */
async function wrapped(all: readonly Looked[], redact: number): Promise<Finding[]> {
  const places = all.flatMap((l) => l.places).filter((p) => p.findings.length > 0)
  if (places.length === 0) return []
  const { toFindings } = await import('../core/finding.ts')
  return places.flatMap((p) => toFindings(p.findings, p.origin, redact))
}

function newBytes(fragment: Fragment): number {
  if (fragment.focus === 'all') return fragment.bytes.length
  return fragment.focus.reduce((sum, span) => sum + span.end - span.start, 0)
}
