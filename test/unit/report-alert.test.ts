// Owns: alerts reach their sinks, say nothing of the value, and never hold a commit up.
import { createHmac } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { AlertEvent } from '../../src/core/alert.ts'
import { sendAlerts } from '../../src/report/alert.ts'
import { syslogMessage } from '../../src/report/alert-syslog.ts'

const EVENT: AlertEvent = {
  schema: 'stanch-alert-1',
  event: 'blocked',
  time: '2026-01-31T12:00:00.000Z',
  version: '0.0.0',
  repository: 'pay',
  scope: 'staged changes',
  blocked: 1,
  findings: [
    { rule: 'known-value', severity: 'critical', path: 'a`<!channel>.yaml', line: 2, contentId: 'abc', vault: 'live' },
  ],
}

async function httpSink(answer: 'ok' | 'never' | number = 'ok') {
  const got: { headers: Record<string, unknown>; body: string }[] = []
  const server = createHttp((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      got.push({ headers: request.headers, body })
      if (answer !== 'never') response.writeHead(answer === 'ok' ? 200 : answer).end('thanks')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

it('a webhook gets the event, signed', async () => {
  const { got, url } = await httpSink()
  expect(await sendAlerts(EVENT, [{ kind: 'webhook', url, secret: 'k' }], 1_700_000_000_000)).toEqual([])
  const [{ headers, body }] = got as [(typeof got)[0]]
  expect(JSON.parse(body)).toEqual(EVENT)
  expect(headers['x-stanch-signature']).toBe(
    `sha256=${createHmac('sha256', 'k').update(`1700000000.${body}`).digest('hex')}`,
  )
})

it('Slack gets text in which a path can mention nobody', async () => {
  const { got, url } = await httpSink()
  expect(await sendAlerts(EVENT, [{ kind: 'slack', url }], 0)).toEqual([])
  const { text } = JSON.parse(got[0]!.body) as { text: string }
  expect(text).toContain('stanch blocked 1 in the staged changes')
  expect(text).toContain('`a?&lt;!channel&gt;.yaml:2` known-value')
})

it('a file gets one line for each event, and is its owner’s only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-alert-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'audit.jsonl')
  for (let i = 0; i < 2; i++) expect(await sendAlerts(EVENT, [{ kind: 'file', path }], 0)).toEqual([])
  expect(
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l) as unknown),
  ).toEqual([EVENT, EVENT])
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

it('syslog gets RFC 5424 over UDP and TCP', async () => {
  const udp = createSocket('udp4')
  const datagram = new Promise<string>((done) => udp.once('message', (m) => done(m.toString())))
  await new Promise<void>((done) => udp.bind(0, '127.0.0.1', done))
  const tcp = createServer()
  const stream = new Promise<string>((done) => {
    tcp.once('connection', (socket) => {
      let text = ''
      socket.on('data', (d) => {
        text += d.toString()
      })
      socket.on('end', () => done(text))
    })
  })
  await new Promise<void>((done) => tcp.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    udp.close()
    tcp.close()
  })
  const sinks = [
    { kind: 'syslog', url: `udp://127.0.0.1:${udp.address().port}` },
    { kind: 'syslog', url: `tcp://127.0.0.1:${(tcp.address() as AddressInfo).port}` },
  ] as const
  expect(await sendAlerts(EVENT, sinks, 0)).toEqual([])
  const message = syslogMessage(EVENT)
  expect(message).toMatch(/^<33>1 2026-01-31T12:00:00\.000Z - stanch - blocked - \{"schema":"stanch-alert-1"/)
  expect(await datagram).toBe(message)
  expect(await stream).toBe(`${Buffer.byteLength(message)} ${message}`)
})

it('a long event fits into a syslog message', () => {
  const findings = Array.from({ length: 50 }, () => ({ ...EVENT.findings[0]!, path: 'x'.repeat(200) }))
  const message = syslogMessage({ ...EVENT, blocked: 50, findings })
  expect(Buffer.byteLength(message)).toBeLessThanOrEqual(2048)
  expect(message).toContain('"blocked":50')
})

it('a sink that does not answer is given up, one that refuses is named, the others are told; addresses are not shown', async () => {
  const never = await httpSink('never')
  const refuses = await httpSink(500)
  const fine = await httpSink()
  const lines = await sendAlerts(
    EVENT,
    [
      { kind: 'webhook', url: never.url, secret: '' },
      { kind: 'slack', url: refuses.url },
      { kind: 'webhook', url: 'http://hooks.example.org/secret-path', secret: '' },
      { kind: 'webhook', url: fine.url, secret: '' },
    ],
    0,
  )
  expect(lines).toEqual([
    'alert: webhook was not told: no answer in 300 ms',
    'alert: slack was not told: it answered 500',
    'alert: webhook was not told: its address is not https',
  ])
  expect(fine.got).toHaveLength(1)
})
