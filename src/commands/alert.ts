// Owns: telling others of a block, after the report and before the exit. Loaded only when something is blocked.
// Must not know: how anybody is told.
import { basename } from 'node:path'
import { alertSinks } from '../config/alerts.ts'
import type { LoadedSettings } from '../config/settings-load.ts'
import { alertOf } from '../core/alert.ts'
import type { Report } from '../core/report.ts'
import type { Host } from '../host.ts'
import { sendAlerts } from '../report/alert.ts'

/** Sends the alerts of a report; what could not be told is said on stderr. It changes nothing else. */
export async function alertOthers(report: Report, root: string, loaded: LoadedSettings, host: Host): Promise<void> {
  const sinks = alertSinks(loaded.layers, host.env)
  const event = alertOf(report, basename(root), host.now())
  if (!event || sinks.length === 0) return
  for (const line of await sendAlerts(event, sinks, host.now())) await host.stderr.write(`stanch: ${line}\n`)
}
