// Owns: the backend for HashiCorp Vault and OpenBao: the index key from transit, the index in KV, values from KV.
// Must not know: how indexes are built or asked.
import { createHash } from 'node:crypto'
import type { VaultPolicy, VaultTrust } from '../core/vault-settings.ts'
import type { Backend, BackendStatus, Call, Publication, VaultEntry, Walk } from './contract.ts'
import { VaultError } from './errors.ts'
import { HashicorpClient, type Json } from './hashicorp-client.ts'
import { encoded, readFields, walkMounts, writeFields } from './hashicorp-kv.ts'
import { IndexKey, KEY_BYTES } from './keys.ts'

/** Largest piece of an index in one entry: a KV entry holds 1 MiB at most, and base64 adds a third. */
const PIECE_BYTES = 512 << 10
/** Largest index that is believed. */
const MAX_PIECES = 1024
const BATCH = 256

/** HashiCorp Vault, OpenBao. */
export class HashicorpBackend implements Backend {
  readonly name = 'hashicorp'
  readonly #client: HashicorpClient
  readonly #policy: VaultPolicy
  #transitChecked = false

  constructor(policy: VaultPolicy, trust: VaultTrust) {
    this.#policy = policy
    this.#client = new HashicorpClient(trust)
  }

  get place(): string {
    return this.#client.host
  }

  async status(call: Call): Promise<BackendStatus> {
    const health = await this.#client.open('GET', 'sys/health?standbyok=true&perfstandbyok=true', call)
    if (health.status === 503) throw new VaultError('sealed', `the vault at ${this.place} is sealed`)
    if (health.status === 501) throw new VaultError('unreachable', `the vault at ${this.place} is not initialised`)
    if (health.status >= 300)
      throw new VaultError('standby', `${this.place} is a standby that does not answer (${health.status})`)
    const self = (await this.#client.ask('GET', 'auth/token/lookup-self', call))?.data as Json | undefined
    const policies = Array.isArray(self?.policies) ? self.policies.join(', ') : '?'
    return {
      lines: [`vault     ${this.place}, unsealed`, `token     valid for ${self?.ttl ?? '?'} s, policies ${policies}`],
    }
  }

  /** HMAC of a fixed text under a transit key: each fetch stands in the audit log, and a policy can take it away. */
  async key(call: Call): Promise<IndexKey> {
    const [hmac] = await this.#hmacs([`stanch/index/v1|${this.#policy.index}`], call)
    return new IndexKey(hmac!)
  }

  async hmac(values: readonly string[], call: Call): Promise<readonly Buffer[]> {
    await this.#checkTransit(call)
    const all: Buffer[] = []
    for (let at = 0; at < values.length; at += BATCH)
      all.push(...(await this.#hmacs(values.slice(at, at + BATCH), call)))
    return all
  }

  /** A repository names the mount: before a value is sent there, it must be a transit engine and no place that keeps it. */
  async #checkTransit(call: Call): Promise<void> {
    if (this.#transitChecked) return
    const [mount = ''] = split(this.#policy.transit)
    const info = (await this.#client.ask('GET', `sys/internal/ui/mounts/${encoded(mount)}`, call))?.data as
      | Json
      | undefined
    if (info?.type !== 'transit') {
      throw new VaultError('not set up', `${mount} at ${this.place} is no transit engine: no value is sent to it`)
    }
    this.#transitChecked = true
  }

  async #hmacs(values: readonly string[], call: Call): Promise<Buffer[]> {
    const [mount, key] = split(this.#policy.transit)
    const path = `${encoded(mount)}/hmac/${encoded(key)}/sha2-256`
    const batch_input = values.map((v) => ({ input: Buffer.from(v).toString('base64') }))
    const answer = await this.#client.ask('POST', path, call, { batch_input })
    if (!answer) throw new VaultError('not found', `${this.place} has no transit key ${this.#policy.transit}`)
    const results = ((answer.data as Json | undefined)?.batch_results ?? []) as { hmac?: string }[]
    const macs = results.map((r) => Buffer.from(/^vault:v\d+:(.+)$/.exec(r.hmac ?? '')?.[1] ?? '', 'base64'))
    if (macs.length !== values.length || macs.some((m) => m.length !== KEY_BYTES)) {
      throw new VaultError('bad answer', `${this.place} answered a batch of HMACs with something else`)
    }
    return macs
  }

  async pull(call: Call): Promise<Buffer | undefined> {
    const head = await readFields(this.#client, this.#policy.index, call)
    if (!head) return undefined
    const { pieces, sha256, generation } = head
    if (typeof pieces !== 'number' || typeof generation !== 'string' || !/^\w+$/.test(generation)) throw this.#damaged()
    if (pieces > MAX_PIECES)
      throw new VaultError('oversized', `the index at ${this.#policy.index} says it has ${pieces} pieces`)
    const parts: Buffer[] = []
    for (let n = 0; n < pieces; n++) {
      const piece = await readFields(this.#client, `${this.#policy.index}-${generation}-${n}`, call)
      if (typeof piece?.data !== 'string') throw this.#damaged()
      parts.push(Buffer.from(piece.data, 'base64'))
    }
    const file = Buffer.concat(parts)
    if (createHash('sha256').update(file).digest('hex') !== sha256) throw this.#damaged()
    return file
  }

  #damaged(): VaultError {
    return new VaultError('corrupt index', `the index at ${this.#policy.index} is damaged or not whole`)
  }

  /** Pieces first, under a new name; then the head that points to them: readers see the old index or the new one. */
  async publish({ file }: Publication, call: Call): Promise<string> {
    const sha256 = createHash('sha256').update(file).digest('hex')
    const generation = sha256.slice(0, 12)
    const pieces = Math.ceil(file.length / PIECE_BYTES)
    for (let n = 0; n < pieces; n++) {
      const data = file.subarray(n * PIECE_BYTES, (n + 1) * PIECE_BYTES).toString('base64')
      await writeFields(this.#client, `${this.#policy.index}-${generation}-${n}`, { data }, call)
    }
    const head = { pieces, sha256, generation, created: new Date(call.now()).toISOString() }
    await writeFields(this.#client, this.#policy.index, head, call)
    return `${this.place}, ${this.#policy.index}`
  }

  values(walk: Walk, call: Call): AsyncIterable<VaultEntry> {
    return walkMounts(this.#client, walk, call)
  }

  close(): void {
    this.#client.close()
  }
}

/** `transit/stanch` -> mount and key; mounts may hold slashes. */
function split(path: string): [mount: string, key: string] {
  const at = path.lastIndexOf('/')
  return [path.slice(0, at), path.slice(at + 1)]
}
