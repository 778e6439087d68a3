// Owns: what is told to others when something is blocked, and to whom.
// Must not know: how it is sent.
import { commitOf } from './fragment.ts'
import type { Report } from './report.ts'

/** Somebody who is told. `secret` signs a webhook's body. */
export type AlertSink =
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: string }
  | { readonly kind: 'slack'; readonly url: string }
  | { readonly kind: 'syslog'; readonly url: string }
  | { readonly kind: 'file'; readonly path: string }

/** One blocked finding, without its value and without its line. */
export interface AlertFinding {
  readonly rule: string
  readonly severity: string
  readonly path: string
  readonly line: number
  readonly commit?: string
  readonly contentId: string
  /** What the vault said, if it was asked: never where the value lives. */
  readonly vault?: string
}

/** What is told. */
export interface AlertEvent {
  readonly schema: 'stanch-alert-1'
  readonly event: 'blocked'
  /** RFC 3339, UTC. */
  readonly time: string
  readonly version: string
  /** Name of the scanned folder, not its path. */
  readonly repository: string
  readonly scope: string
  readonly blocked: number
  /** The first 50. */
  readonly findings: readonly AlertFinding[]
}

const MOST = 50

/** The event of a report, or undefined when nothing was blocked. */
export function alertOf(report: Report, repository: string, now: number): AlertEvent | undefined {
  const blocked = report.decisions.filter((d) => d.verdict.action === 'block').map((d) => d.finding)
  if (blocked.length === 0) return undefined
  const findings = blocked.slice(0, MOST).map((f): AlertFinding => {
    const commit = commitOf(f.origin)
    const { ruleId: rule, severity, contentId } = f
    const place = { rule, severity, path: f.origin.path, line: f.secretRegion.startLine, contentId }
    return { ...place, ...(commit ? { commit } : {}), ...(f.vault ? { vault: f.vault.state } : {}) }
  })
  return {
    schema: 'stanch-alert-1',
    event: 'blocked',
    time: new Date(now).toISOString(),
    version: report.tool.version,
    repository,
    scope: report.scope,
    blocked: blocked.length,
    findings,
  }
}
