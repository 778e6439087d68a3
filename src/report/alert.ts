// Owns: telling others of a block: all sinks at once, within a time that nobody minds, whatever becomes of them.
// Must not know: verdicts; it cannot change one.
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import type { AlertEvent, AlertSink } from '../core/alert.ts'
import { messageOf } from '../core/fault.ts'
import { post } from './alert-post.ts'
import { syslog } from './alert-syslog.ts'

/** How long a commit may wait for its alerts, in milliseconds. */
export const ALERT_MS = 300

/** Sends the event everywhere; gives a line for each sink that was not told. Never throws. */
export async function sendAlerts(event: AlertEvent, sinks: readonly AlertSink[], now: number): Promise<string[]> {
  const limit = AbortSignal.timeout(ALERT_MS)
  const told = sinks.map(async (sink) => {
    try {
      await within(limit, send(sink, event, now, limit))
      return undefined
    } catch (error) {
      return `alert: ${sink.kind} was not told: ${limit.aborted ? `no answer in ${ALERT_MS} ms` : messageOf(error)}`
    }
  })
  return (await Promise.all(told)).filter((line) => line !== undefined)
}

function send(sink: AlertSink, event: AlertEvent, now: number, signal: AbortSignal): Promise<void> {
  switch (sink.kind) {
    case 'file':
      return Promise.resolve(append(sink.path, `${JSON.stringify(event)}\n`))
    case 'slack':
      return post(sink.url, JSON.stringify(slackMessage(event)), { signal })
    case 'webhook':
      return post(sink.url, JSON.stringify(event), { signal, secret: sink.secret, now })
    case 'syslog':
      return syslog(sink.url, event, signal)
  }
}

function within(limit: AbortSignal, work: Promise<void>): Promise<void> {
  return new Promise((done, fail) => {
    limit.addEventListener('abort', () => fail(new Error('too late')), { once: true })
    work.then(done, fail)
  })
}

/** One line at the end, in one write; not through a link, for the owner only. */
function append(path: string, line: string): void {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0)
  const fd = openSync(path, flags, 0o600)
  try {
    writeSync(fd, line)
  } finally {
    closeSync(fd)
  }
}

/** What Slack, Mattermost and their like take. */
function slackMessage({ repository, scope, blocked, findings }: AlertEvent): { text: string } {
  const lines = findings
    .slice(0, 10)
    .map(
      (f) =>
        `• ${quoted(`${f.path}:${f.line}`)} ${f.rule} (${f.severity})${f.vault === 'live' ? ', live in the vault' : ''}`,
    )
  const more = blocked > lines.length ? [`and ${blocked - lines.length} more`] : []
  return { text: [`stanch blocked ${blocked} in the ${scope} of ${quoted(repository)}`, ...lines, ...more].join('\n') }
}

/** A name as code: a path cannot mention anybody or make a link. */
function quoted(text: string): string {
  const plain = text
    .replace(/[`\n\r]/g, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
  return `\`${plain}\``
}
