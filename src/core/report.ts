// Owns: the report, the one value that formats render and the exit code is read from.
// Must not know: formats.
import type { Fault, Skip } from './fault.ts'
import type { Decision } from './verdict.ts'

/** How much was looked at, and how long it took. */
export interface Stats {
  /** Files, blobs or messages. */
  readonly fragments: number
  /** Bytes of new content: what the focus covers. */
  readonly bytes: number
  readonly commits: number
  readonly rules: number
  readonly milliseconds: number
  readonly threads: number
}

/** Part `number` of `of`, counted from 1. */
export interface Part {
  readonly number: number
  readonly of: number
}

/** Everything that a run found out. */
export interface Report {
  readonly tool: { readonly name: 'stanch'; readonly version: string }
  /** What was looked at, in words: 'staged changes', 'history' ... */
  readonly scope: string
  readonly ruleset: string
  readonly decisions: readonly Decision[]
  readonly faults: readonly Fault[]
  readonly skips: readonly Skip[]
  /** Suppressions that matched nothing any more, for people. */
  readonly stale: readonly string[]
  /** Things worth saying that change nothing. */
  readonly notes: readonly string[]
  readonly stats: Stats
  /** This run looked at one part of several. */
  readonly part?: Part
  /** When the run ended, milliseconds since the epoch. */
  readonly endedAt: number
}

/** 2 = not everything was looked at, 1 = something is blocked, 0 = neither. */
export function exitCodeOf(report: Report): 0 | 1 | 2 {
  if (report.faults.length > 0) return 2
  return report.decisions.some((d) => d.verdict.action === 'block') ? 1 : 0
}

/** Decisions in the order in which every format shows them: path, line, column, rule. */
export function sorted(decisions: readonly Decision[]): Decision[] {
  return [...decisions].sort((a, b) => byText(order(a), order(b)) || byPlace(a, b))
}

function order(d: Decision): string {
  return d.finding.origin.path
}

function byPlace(a: Decision, b: Decision): number {
  const x = a.finding
  const y = b.finding
  return (
    x.region.startLine - y.region.startLine ||
    x.region.startColumn - y.region.startColumn ||
    byText(x.ruleId, y.ruleId) ||
    byText(x.fingerprint, y.fingerprint)
  )
}

/** As git orders paths, and in every language the same. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
