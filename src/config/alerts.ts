// Owns: who is told of a block: from the environment and from the user's own settings (`[[vault.alerts]]`), never from a
// scanned repository, which could have events sent anywhere.
// Must not know: how anybody is told.
import type { AlertSink } from '../core/alert.ts'
import { UserError } from '../core/fault.ts'
import type { Layer } from './layers.ts'

type Env = Readonly<Record<string, string | undefined>>

/** All sinks. Throws a UserError for one that makes no sense. */
export function alertSinks(layers: readonly Layer[], env: Env): AlertSink[] {
  const own = layers
    .filter((l) => l.tightenOnly)
    .flatMap(({ name, table }) => {
      const { alerts = [] } = (table.vault ?? {}) as { alerts?: unknown }
      if (!Array.isArray(alerts)) throw new UserError(`${name}: vault.alerts is no list of tables`)
      return alerts.map((alert) => sinkOf(alert as Readonly<Record<string, unknown>>, name, env))
    })
  return [...fromEnvironment(env), ...own]
}

function fromEnvironment(env: Env): AlertSink[] {
  const {
    STANCH_ALERT_WEBHOOK: webhook,
    STANCH_ALERT_SLACK: slack,
    STANCH_ALERT_SYSLOG: syslog,
    STANCH_ALERT_FILE: path,
  } = env
  return [
    ...(webhook ? [{ kind: 'webhook', url: webhook, secret: env.STANCH_ALERT_SECRET ?? '' } as const] : []),
    ...(slack ? [{ kind: 'slack', url: slack } as const] : []),
    ...(syslog ? [{ kind: 'syslog', url: syslog } as const] : []),
    ...(path ? [{ kind: 'file', path } as const] : []),
  ]
}

function sinkOf(alert: Readonly<Record<string, unknown>>, file: string, env: Env): AlertSink {
  const { kind, url, path } = alert
  if (kind === 'file' && typeof path === 'string') return { kind, path }
  if ((kind === 'slack' || kind === 'syslog') && typeof url === 'string') return { kind, url }
  if (kind === 'webhook' && typeof url === 'string') return { kind, url, secret: env.STANCH_ALERT_SECRET ?? '' }
  throw new UserError(
    `${file}: an entry of vault.alerts needs kind = webhook, slack or syslog with url, or file with path`,
  )
}
