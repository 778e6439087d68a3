// Owns: the backend for any company's own service: the protocol of docs/vault.md, `stanch-prefix-1`.
// Must not know: how indexes are built or asked. The server sees sealed entries, and prefixes that many values share.
import { readFileSync } from 'node:fs'
import type { VaultPolicy, VaultTrust } from '../core/vault-settings.ts'
import type { Backend, BackendStatus, BucketEntry, Call, Publication, VaultEntry, Walk } from './contract.ts'
import { VaultError } from './errors.ts'
import { exportedValues } from './export-values.ts'
import { type IndexKey, TAG_BYTES } from './keys.ts'
import { keyFrom } from './local.ts'
import { type Ask, Client, jsonOf, type Reply } from './request.ts'

const MAX_FILE = 256 << 20
const BATCH = 1000

/** A service that speaks `stanch-prefix-1`. */
export class HttpBackend implements Backend {
  readonly name = 'http'
  readonly #client: Client
  readonly #trust: VaultTrust

  constructor(_policy: VaultPolicy, trust: VaultTrust) {
    this.#trust = trust
    this.#client = new Client(trust)
  }

  get place(): string {
    return this.#client.origin.host
  }

  async status(call: Call): Promise<BackendStatus> {
    const reply = await this.#ask({ method: 'GET', path: 'v1/index' }, call)
    if (reply.status === 404) return { lines: [`vault     ${this.place}, without an index`] }
    const { protocol, count } = jsonOf(reply, this.place)
    if (protocol !== 'stanch-prefix-1')
      throw new VaultError('bad answer', `${this.place} does not speak stanch-prefix-1`)
    return { lines: [`vault     ${this.place}, ${count} values`] }
  }

  async key(call: Call): Promise<IndexKey> {
    if (this.#trust.indexKeyFile)
      return keyFrom(readFileSync(this.#trust.indexKeyFile, 'utf8'), this.#trust.indexKeyFile)
    const reply = await this.#ask({ method: 'GET', path: 'v1/key' }, call)
    if (reply.status === 404) throw new VaultError('not found', `${this.place} hands out no index key`)
    return keyFrom(String(jsonOf(reply, this.place).key), this.place)
  }

  async pull(call: Call): Promise<Buffer | undefined> {
    const reply = await this.#ask({ method: 'GET', path: 'v1/index/file', maxBytes: MAX_FILE }, call)
    return reply.status === 404 ? undefined : reply.body
  }

  async publish({ filterFile, values }: Publication, call: Call): Promise<string> {
    const generation = String(call.now())
    for (let at = 0; at < values.length; at += BATCH) {
      const entries = values
        .slice(at, at + BATCH)
        .map((v) => ({ tag: v.tag.toString('hex'), entry: v.entry.toString('base64') }))
      await this.#ask({ method: 'POST', path: 'v1/entries', body: { generation, entries } }, call)
    }
    const headers = { 'x-stanch-generation': generation, 'content-type': 'application/octet-stream' }
    await this.#ask({ method: 'PUT', path: 'v1/index/file', body: filterFile, headers }, call)
    return this.place
  }

  values(walk: Walk, _call: Call): AsyncIterable<VaultEntry> {
    return exportedValues(walk, 'http')
  }

  async buckets(prefixes: readonly string[], call: Call): Promise<readonly (readonly BucketEntry[])[]> {
    const reply = await this.#ask({ method: 'POST', path: 'v1/prefixes', body: { prefixes } }, call)
    if (reply.status === 404) throw new VaultError('no index', `${this.place} has no index`)
    const { buckets } = jsonOf(reply, this.place)
    if (!Array.isArray(buckets) || buckets.length !== prefixes.length) throw this.#nonsense()
    return buckets.map((bucket: unknown) =>
      Array.isArray(bucket) ? bucket.map((e) => this.#entry(e)) : this.#broken(),
    )
  }

  #entry(entry: { tag?: unknown; entry?: unknown } | null): BucketEntry {
    if (typeof entry?.tag !== 'string' || typeof entry.entry !== 'string') throw this.#nonsense()
    const tag = Buffer.from(entry.tag, 'hex')
    if (tag.length !== TAG_BYTES) throw this.#nonsense()
    return { tag, entry: Buffer.from(entry.entry, 'base64') }
  }

  #broken(): never {
    throw this.#nonsense()
  }

  #nonsense(): VaultError {
    return new VaultError('bad answer', `${this.place} answered prefixes with something else than their buckets`)
  }

  async #ask(ask: Ask, call: Call): Promise<Reply> {
    const { login } = this.#trust
    const token = login.kind === 'token' ? login.token : ''
    const base = this.#client.origin.pathname.replace(/\/$/, '')
    const headers = {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      'content-type': 'application/json',
      ...ask.headers,
    }
    const reply = await this.#client.ask({ ...ask, path: `${base}/${ask.path}`, headers }, call)
    if (reply.status < 300 || reply.status === 404) return reply
    throw refusal(reply.status, this.place, token)
  }

  close(): void {
    this.#client.close()
  }
}

function refusal(status: number, place: string, token: string): VaultError {
  if (status === 401 && !token) return new VaultError('no token', `${place} wants a token`, 'set STANCH_VAULT_TOKEN')
  if (status === 401) return new VaultError('expired token', `the token for ${place} is not valid any more`)
  if (status === 403)
    return new VaultError('denied', `${place} does not permit it`, 'ask for the right to read the index')
  if (status === 429) return new VaultError('rate limit', `${place} has had too many requests (429)`)
  if (status === 503) return new VaultError('sealed', `${place} is out of service (503)`, 'wait until it is back')
  return new VaultError('bad answer', `${place} answered ${status}`)
}
