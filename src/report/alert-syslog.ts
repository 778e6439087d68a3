// Owns: an event as one syslog message (RFC 5424) over UDP or TCP (RFC 6587, octet counting).
// Must not know: sinks of other kinds.
import type { AlertEvent } from '../core/alert.ts'
import { givenUp } from './alert-post.ts'

/** auth facility (4), severity alert (1). */
const PRIORITY = 4 * 8 + 1
const MAX_BYTES = 2048

/** Sends to udp://host:port or tcp://host:port (514 unless said). */
export async function syslog(address: string, event: AlertEvent, signal: AbortSignal): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^(udp|tcp):$/.test(url.protocol) || !url.hostname)
    throw new Error('its address is not udp:// or tcp://')
  const message = syslogMessage(event)
  const port = Number(url.port || '514')
  if (url.protocol === 'udp:') await sendUdp(message, url.hostname, port, signal)
  else await sendTcp(`${Buffer.byteLength(message)} ${message}`, url.hostname, port, signal)
}

/** `<33>1 2026-01-31T12:00:00.000Z - stanch - blocked - {...}`: fewer findings when it would be too long. */
export function syslogMessage(event: AlertEvent): string {
  for (let kept = event.findings.length; ; kept--) {
    const body = JSON.stringify({ ...event, findings: event.findings.slice(0, kept) })
    const message = `<${PRIORITY}>1 ${event.time} - stanch - ${event.event} - ${body}`
    if (kept === 0 || Buffer.byteLength(message) <= MAX_BYTES) return message
  }
}

async function sendUdp(message: string, host: string, port: number, signal: AbortSignal): Promise<void> {
  const { createSocket } = await import('node:dgram')
  await new Promise<void>((done, fail) => {
    const socket = createSocket({ type: 'udp4', lookup: givenUp(signal) as never, signal })
    socket.once('error', fail)
    socket.send(message, port, host, (error) => {
      socket.close()
      if (error) fail(error)
      else done()
    })
  })
}

async function sendTcp(message: string, host: string, port: number, signal: AbortSignal): Promise<void> {
  const { connect } = await import('node:net')
  await new Promise<void>((done, fail) => {
    const socket = connect({ host, port, lookup: givenUp(signal), signal })
    socket.once('error', fail)
    socket.end(message, () => {
      done()
      socket.destroySoon()
    })
  })
}
