// Owns: known values as a scan sees them: a filter for the engine, and an exact answer for each value.
// Must not know: findings, verdicts.
import type { Secret } from '../core/secret.ts'
import type { ValueFilter } from '../core/value-filter.ts'
import type { VaultAnswer } from '../core/vault.ts'
import type { VaultSettings } from '../core/vault-settings.ts'
import { answerOf } from './answer.ts'
import type { Backend, Call } from './contract.ts'
import { VaultError } from './errors.ts'
import { type Hashed, hashed, openEntry } from './hashing.ts'
import { makeBackend } from './index.ts'
import { type Copy, openCopy } from './local-copy.ts'
import { entriesByPrefix } from './prefix.ts'

/** Known values, opened. Close it when done. */
export interface KnownValues {
  readonly filter: ValueFilter
  /** Things to say: how old the index is. */
  readonly notes: readonly string[]
  /** When the index was made, in milliseconds since the epoch, and how many values it has. */
  readonly created: number
  readonly count: number
  /** One answer for each value, in order. Throws a VaultError when it cannot be asked. */
  ask(values: readonly Secret[], call: Call): Promise<VaultAnswer[]>
  close(): void
}

/** Opens the known values of these settings. Throws a VaultError when there are none to be had. */
export async function openKnown(settings: VaultSettings, call: Call): Promise<KnownValues> {
  let made: Promise<Backend & { close?(): void }> | undefined
  const backend = () => (made ??= makeBackend(settings))
  const { copy, notes } = await openCopy(settings, backend, call)
  return {
    filter: copy.reader.filter,
    notes,
    created: copy.reader.header.created,
    count: copy.reader.header.count,
    ask: (values, during) => askAll(values, { settings, copy, backend }, during),
    close: () => {
      copy.close()
      made?.then((b) => b.close?.())
    },
  }
}

interface Asking {
  readonly settings: VaultSettings
  readonly copy: Copy
  readonly backend: () => Promise<Backend>
}

async function askAll(values: readonly Secret[], asking: Asking, call: Call): Promise<VaultAnswer[]> {
  const all = await hashAll(values, asking, call)
  const entries = await findAll(all, asking, call)
  return entries.map((entry, i) => {
    const places = entry && openEntry(all[i]!.entryKey, entry)
    if (entry && !places)
      throw new VaultError('corrupt index', 'the vault index is damaged: an entry cannot be trusted')
    return answerOf(places, asking.settings.policy)
  })
}

async function hashAll(values: readonly Secret[], { copy, backend }: Asking, call: Call): Promise<Hashed[]> {
  const { key, reader } = copy
  const plain = values.map((value) => value.reveal().trim())
  let macs: readonly Buffer[] = []
  if (reader.header.hashing === 'transit' && plain.length > 0) {
    const vault = await backend()
    if (!vault.hmac)
      throw new VaultError('index of another key', `the index was hashed by a vault, and ${vault.place} does not hash`)
    macs = await vault.hmac(plain, call)
  }
  return plain.map((value, i) => hashed(key, reader.header.salt, value, macs[i]))
}

async function findAll(
  all: readonly Hashed[],
  { copy, backend, settings }: Asking,
  call: Call,
): Promise<(Buffer | undefined)[]> {
  const { header } = copy.reader
  if (header.pages > 0 || header.count === 0) return all.map((one) => copy.reader.find(one.tag))
  const tags = all.map((one) => one.tag)
  return entriesByPrefix(await backend(), tags, { count: header.count, anonymity: settings.policy.anonymity }, call)
}
