// Owns: the backend without a server: a key file and an index file, made from any export of values.
// Must not know: how indexes are built or asked.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { VaultPolicy, VaultTrust } from '../core/vault-settings.ts'
import type { Backend, BackendStatus, Call, Publication, VaultEntry, Walk } from './contract.ts'
import { VaultError } from './errors.ts'
import { exportedValues } from './export-values.ts'
import { IndexKey, KEY_BYTES } from './keys.ts'
import { readPrivate, writePrivate } from './private-file.ts'

/** Files of mode 0600 on this machine. */
export class LocalBackend implements Backend {
  readonly name = 'local'
  readonly place: string
  readonly #keyFile: string

  constructor(_policy: VaultPolicy, trust: VaultTrust) {
    this.place = trust.indexFile || join(trust.cache, 'local.published')
    this.#keyFile = trust.indexKeyFile || join(trust.cache, 'local.secret')
  }

  async status(_call: Call): Promise<BackendStatus> {
    const index = readPrivate(this.place)
    return { lines: [`vault     the file ${this.place}${index ? '' : ' (not made yet)'}`] }
  }

  async key(_call: Call, create: boolean): Promise<IndexKey> {
    const text = readPrivate(this.#keyFile)?.toString().trim()
    if (text) return keyFrom(text, this.#keyFile)
    if (!create) throw new VaultError('no index', `there is no index key at ${this.#keyFile}`)
    const key = randomBytes(KEY_BYTES)
    writePrivate(this.#keyFile, `${key.toString('base64')}\n`)
    return new IndexKey(key)
  }

  async pull(_call: Call): Promise<Buffer | undefined> {
    return readPrivate(this.place)
  }

  async publish({ file }: Publication, _call: Call): Promise<string> {
    writePrivate(this.place, file)
    return this.place
  }

  values(walk: Walk, _call: Call): AsyncIterable<VaultEntry> {
    return exportedValues(walk, 'local')
  }
}

/** A key from base64 text. */
export function keyFrom(text: string, where: string): IndexKey {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== KEY_BYTES) {
    throw new VaultError(
      'index of another key',
      `${where} holds no index key (32 bytes, base64)`,
      'remove it, and run: stanch vault sync',
    )
  }
  return new IndexKey(bytes)
}
