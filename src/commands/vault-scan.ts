// Owns: the vault's part in a scan: opening known values in time, asking about findings, and what a failure means.
// Must not know: which vault it is. Loaded only when settings ask for a vault.
import type { Fault } from '../core/fault.ts'
import type { Finding } from '../core/finding.ts'
import { commitOf } from '../core/fragment.ts'
import type { ValueFilter } from '../core/value-filter.ts'
import { KNOWN_VALUE } from '../core/vault.ts'
import type { VaultSettings } from '../core/vault-settings.ts'
import type { Host } from '../host.ts'
import type { Call } from '../vault/contract.ts'
import { VaultError } from '../vault/errors.ts'
import { type KnownValues, openKnown } from '../vault/known.ts'

/** What the vault made of a run. */
export interface VaultOutcome {
  readonly findings: readonly Finding[]
  readonly faults: readonly Fault[]
  readonly notes: readonly string[]
  /** Known values were looked up and findings asked about. */
  readonly asked: boolean
}

/** The vault during one run. */
export interface VaultRun {
  readonly settings: VaultSettings
  /** For the engine; undefined when known values cannot be looked up. */
  readonly filter: ValueFilter | undefined
  answer(findings: readonly Finding[]): Promise<VaultOutcome>
}

/** Opens the known values within the time budget. A failure is told by `answer`, once. */
export async function openVaultRun(settings: VaultSettings, host: Host): Promise<VaultRun> {
  const budget = new Budget(settings.policy.budgetMs, host)
  const known = await budget.spend((call) => troubleAsValue(() => openKnown(settings, call)))
  if (known instanceof VaultError) {
    return {
      settings,
      filter: undefined,
      answer: async (findings) => ({
        findings,
        asked: false,
        ...failure(known, settings, 'known values were not looked up'),
      }),
    }
  }
  return {
    settings,
    filter: known.filter,
    answer: (findings) => answerAll(findings, known, settings, budget),
  }
}

/** Milliseconds of waiting that are left to a run. */
class Budget {
  #left: number
  readonly #host: Host

  constructor(milliseconds: number, host: Host) {
    this.#left = milliseconds
    this.#host = host
  }

  async spend<T>(work: (call: Call) => Promise<T>): Promise<T> {
    const started = performance.now()
    const { signal, now } = this.#host
    const limited = AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, Math.round(this.#left)))])
    try {
      return await work({ signal: limited, now })
    } finally {
      this.#left -= performance.now() - started
    }
  }
}

async function troubleAsValue<T>(work: () => Promise<T>): Promise<T | VaultError> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof VaultError) return error
    throw error
  }
}

async function answerAll(
  findings: readonly Finding[],
  known: KnownValues,
  settings: VaultSettings,
  budget: Budget,
): Promise<VaultOutcome> {
  try {
    const secrets = findings.map((f) => f.secret)
    const answers = findings.length === 0 ? [] : await budget.spend((c) => troubleAsValue(() => known.ask(secrets, c)))
    if (answers instanceof VaultError) return unanswered(findings, answers, settings, known.notes)
    const told = findings.map((finding, i) => ({ ...finding, vault: answers[i]! }))
    return { findings: withoutDoubles(told), faults: [], notes: known.notes.map((n) => `vault: ${n}`), asked: true }
  } finally {
    known.close()
  }
}

/** Candidates that nobody could confirm are named, and are no findings; findings of rules stay as they are. */
function unanswered(
  findings: readonly Finding[],
  trouble: VaultError,
  settings: VaultSettings,
  notes: readonly string[],
): VaultOutcome {
  const rules = findings.filter((f) => f.ruleId !== KNOWN_VALUE)
  const places = findings.filter((f) => f.ruleId === KNOWN_VALUE).map((f) => `${f.origin.path}:${f.region.startLine}`)
  const what =
    places.length > 0
      ? `what may be a known value was not confirmed (${places.join(', ')})`
      : 'findings were not asked about'
  const told = failure(trouble, settings, what)
  return { findings: rules, asked: false, faults: told.faults, notes: [...notes, ...told.notes] }
}

/** The failure policy: a fault (exit 2), or a warning that everybody sees. */
function failure({ message, hint }: VaultError, { onError }: VaultSettings, what: string) {
  if (onError === 'block')
    return { faults: [{ stage: 'vault', where: 'vault', message: `${what}: ${message}`, hint } as const], notes: [] }
  return { faults: [], notes: [`vault: ${what}: ${message} (${hint})`] }
}

/** Drops candidates that are no known values, and those whose value a rule found at the same place. */
function withoutDoubles(findings: readonly Finding[]): Finding[] {
  const ruled = new Map<string, Finding[]>()
  for (const f of findings) {
    if (f.ruleId !== KNOWN_VALUE) ruled.set(placeOf(f), [...(ruled.get(placeOf(f)) ?? []), f])
  }
  return findings.filter((f) => {
    if (f.ruleId !== KNOWN_VALUE) return true
    if (f.vault?.state === 'unknown') return false
    return !(ruled.get(placeOf(f)) ?? []).some((r) => r.vault?.state === f.vault?.state && overlaps(r, f))
  })
}

function placeOf(f: Finding): string {
  return `${commitOf(f.origin)}:${f.origin.path}:${f.secretRegion.startLine}`
}

function overlaps(a: Finding, b: Finding): boolean {
  const [x, y] = [a.secretRegion, b.secretRegion]
  if (x.endLine !== x.startLine || y.endLine !== y.startLine) return true
  return x.startColumn <= y.endColumn && y.startColumn <= x.endColumn
}
