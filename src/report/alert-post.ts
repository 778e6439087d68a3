// Owns: one JSON body to one address: TLS or this machine, no redirects, signed on wish.
// Must not know: what it says.
import { createHmac } from 'node:crypto'
import { promises as dns } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'

/** How to send. With a secret: `x-stanch-signature: sha256=HMAC(secret, timestamp "." body)`. */
export interface PostOptions {
  readonly signal: AbortSignal
  readonly secret?: string
  /** Milliseconds since the epoch; signed, so that a body cannot be sent again later. */
  readonly now?: number
}

/** Resolves when the other side has said 2xx; rejects otherwise. Messages never hold the address: it may be a secret. */
export async function post(address: string, body: string, options: PostOptions): Promise<void> {
  if (!URL.canParse(address)) throw new Error('its address is not a URL')
  const url = new URL(address)
  const local = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) throw new Error('its address is not https')
  const http = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...signature(body, options),
  }
  const secure = url.protocol === 'https:' ? { rejectUnauthorized: true } : {}
  const status = await new Promise<number>((done, fail) => {
    const request = http.request(
      url,
      { method: 'POST', headers, signal: options.signal, lookup: givenUp(options.signal), ...secure },
      (response) => {
        response.resume()
        done(response.statusCode ?? 0)
        request.destroy()
      },
    )
    request.on('error', (error: NodeJS.ErrnoException) => fail(new Error(error.code ?? 'the connection broke')))
    request.end(body)
  })
  if (status < 200 || status > 299) throw new Error(`it answered ${status}`)
}

function signature(body: string, { secret, now = 0 }: PostOptions): Record<string, string> {
  if (!secret) return {}
  const timestamp = String(Math.floor(now / 1000))
  const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return { 'x-stanch-timestamp': timestamp, 'x-stanch-signature': `sha256=${mac}` }
}

/** The system's own look-up cannot be given up, and would hold the process back; this one can. */
export function givenUp(signal: AbortSignal): LookupFunction {
  return (name, options, done) => {
    const resolver = new dns.Resolver({ timeout: 250, tries: 1 })
    signal.addEventListener('abort', () => resolver.cancel(), { once: true })
    const answer = isIP(name)
      ? Promise.resolve([name])
      : name === 'localhost'
        ? Promise.resolve(['127.0.0.1'])
        : resolver.resolve4(name)
    answer.then(
      ([address]) =>
        options.all
          ? done(null, [{ address: address!, family: isIP(address!) }])
          : done(null, address!, isIP(address!)),
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    )
  }
}
