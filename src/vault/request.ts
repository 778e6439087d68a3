// Owns: one HTTP exchange with the configured vault: verified TLS, no redirect to another host, bounded answers, one
// retry where it can help, and a sentence for everything that goes wrong.
// Must not know: which vault it is, or what is asked. Bodies and headers never reach a message.
import { readFileSync } from 'node:fs'
import type { Agent as HttpAgent, IncomingMessage, RequestOptions } from 'node:http'
import { messageOf } from '../core/fault.ts'
import type { VaultTrust } from '../core/vault-settings.ts'
import type { Call } from './contract.ts'
import { VaultError } from './errors.ts'
import { networkError } from './network-error.ts'

/** What is asked. `body` is sent as JSON unless it is a buffer. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** From the address's own path on. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Largest answer in bytes; 8 MiB unless said. */
  readonly maxBytes?: number
}

/** What came back. */
export interface Reply {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

const MAX_ANSWER = 8 << 20
const RETRY_STATUS: ReadonlySet<number> = new Set([412, 429, 500, 502])
const MAX_WAIT_MS = 1000
/** One exchange, however much time the caller has. */
const REQUEST_MS = 30_000

/** A client of one origin. Close it when done. */
export class Client {
  readonly origin: URL
  readonly #trust: VaultTrust
  #agent: HttpAgent | undefined

  constructor(trust: VaultTrust) {
    this.#trust = trust
    this.origin = originOf(trust.address)
  }

  /** Asks, once more after a passing failure. Throws a VaultError when no answer came; any status is an answer. */
  async ask(ask: Ask, call: Call): Promise<Reply> {
    const first = await this.#once(ask, call).catch((error: unknown) => {
      if (!isReset(error) || call.signal.aborted) throw this.#explained(error, call)
      return undefined
    })
    if (first && !RETRY_STATUS.has(first.status)) return this.#redirected(ask, first, call)
    await pause(first ? waitOf(first) : 50, call.signal)
    const again = await this.#once(ask, call).catch((error: unknown) => {
      throw this.#explained(error, call)
    })
    return this.#redirected(ask, again, call)
  }

  close(): void {
    this.#agent?.destroy()
  }

  /** One redirect is followed, on the same host and scheme: a token must not travel further than its address. */
  async #redirected(ask: Ask, reply: Reply, call: Call): Promise<Reply> {
    if (reply.status < 300 || reply.status > 399 || reply.status === 304) return reply
    const target = urlOf(reply.headers.location ?? '', this.origin.href)
    if (!target || target.origin !== this.origin.origin) {
      throw new VaultError(
        'redirect',
        `${this.origin.host} answers with a redirect to another host (${target?.host ?? '?'})`,
      )
    }
    const again = await this.#once({ ...ask, path: target.pathname + target.search }, call)
    if (again.status >= 300 && again.status < 400) {
      throw new VaultError('redirect', `${this.origin.host} redirects in a circle`)
    }
    return again
  }

  async #once(ask: Ask, call: Call): Promise<Reply> {
    call.signal.throwIfAborted()
    const secure = this.origin.protocol === 'https:'
    const http = secure ? await import('node:https') : await import('node:http')
    this.#agent ??= new http.Agent({ keepAlive: true, maxSockets: 8 })
    const body = encoded(ask.body)
    const options: RequestOptions = {
      method: ask.method,
      agent: this.#agent,
      signal: AbortSignal.any([call.signal, AbortSignal.timeout(REQUEST_MS)]),
      headers: { ...ask.headers, ...(body ? { 'content-length': String(body.length) } : {}) },
      ...(secure ? this.#tls() : {}),
    }
    return new Promise((done, fail) => {
      const request = http.request(new URL(ask.path, this.origin), options, (response) => {
        collect(response, ask.maxBytes ?? MAX_ANSWER, this.origin.host).then(done, fail)
      })
      request.on('error', fail)
      request.end(body)
    })
  }

  /** Verification is stated, since a variable of Node's could have turned it off for the whole process. */
  #tls(): Record<string, unknown> {
    const { caFile, certFile, keyFile, serverName } = this.#trust
    return {
      rejectUnauthorized: true,
      ...(caFile ? { ca: trusted(caFile) } : {}),
      ...(certFile ? { cert: trusted(certFile), key: trusted(keyFile) } : {}),
      ...(serverName ? { servername: serverName } : {}),
    }
  }

  #explained(error: unknown, call: Call): unknown {
    return error instanceof VaultError ? error : networkError(error, this.origin.host, call)
  }
}

function urlOf(text: string, base?: string): URL | undefined {
  return URL.canParse(text, base) ? new URL(text, base) : undefined
}

/** The address, checked: https, or http to this machine only. */
function originOf(address: string): URL {
  const url = urlOf(address)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new VaultError(
      'not set up',
      address ? 'the address of the vault is not a URL' : 'no address of a vault is set',
    )
  }
  if (url.username || url.password) throw new VaultError('not set up', 'the address of the vault holds a password')
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol === 'http:' && !loopback) {
    throw new VaultError('bad certificate', `${url.host} is not asked without TLS`, 'use an https:// address')
  }
  return url
}

function trusted(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new VaultError('not set up', `${path} cannot be read: ${messageOf(error)}`, 'check VAULT_CACERT and its like')
  }
}

function encoded(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
}

async function collect(response: IncomingMessage, maxBytes: number, host: string): Promise<Reply> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) {
      response.destroy()
      throw new VaultError('oversized', `${host} sent an answer of more than ${maxBytes >> 20} MiB`)
    }
    chunks.push(chunk)
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }
}

function isReset(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')
}

function waitOf(reply: Reply): number {
  const seconds = Number(reply.headers['retry-after'] ?? '0.1')
  return Number.isFinite(seconds) ? Math.min(MAX_WAIT_MS, seconds * 1000) : MAX_WAIT_MS
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { setTimeout } = await import('node:timers/promises')
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined)
}

/** The JSON of an answer. Throws when it is none. */
export function jsonOf(reply: Reply, host: string): Readonly<Record<string, unknown>> {
  if (reply.body.length === 0) return {}
  try {
    const value: unknown = JSON.parse(reply.body.toString())
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    throw new VaultError('bad answer', `${host} sent an answer that is not JSON (status ${reply.status})`)
  }
  throw new VaultError('bad answer', `${host} sent an answer that is no JSON object (status ${reply.status})`)
}

/** How far this machine's clock is ahead of the server's, in milliseconds; 0 when the server does not tell. */
export function clockAhead(reply: Reply, now: number): number {
  const theirs = Date.parse(reply.headers.date ?? '')
  return Number.isNaN(theirs) ? 0 : now - theirs
}
