// Owns: the local copy of an index: opened when it is fresh, fetched when it is not, used old when nothing else can be had.
// Must not know: what is looked up in it.
import { statSync } from 'node:fs'
import { messageOf } from '../core/fault.ts'
import type { VaultSettings } from '../core/vault-settings.ts'
import type { Backend, Call } from './contract.ts'
import { VaultError, type VaultTrouble } from './errors.ts'
import { filesOf, type VaultFiles } from './files.ts'
import { type IndexReader, openIndex, readerOf } from './index-read.ts'
import { IndexKey } from './keys.ts'
import { checkPause, notePause } from './pause.ts'
import { readPrivate, writePrivate } from './private-file.ts'

/** An opened index with its key. */
export interface Copy {
  readonly key: IndexKey
  readonly reader: IndexReader
  close(): void
}

/** A copy, and what should be said of it. */
export interface OpenedCopy {
  readonly copy: Copy
  readonly notes: readonly string[]
}

const HOUR = 3_600_000
const SKEW_MS = 10 * 60_000
const DAMAGED: ReadonlySet<VaultTrouble> = new Set(['corrupt index', 'index of another key', 'unsafe file'])

/** The freshest copy that can be had in time. Throws a VaultError when there is none. */
export async function openCopy(
  settings: VaultSettings,
  backend: () => Promise<Backend>,
  call: Call,
): Promise<OpenedCopy> {
  const files = filesOf(settings)
  const local = damagedAsValue(() => openLocal(files))
  if (local && !(local instanceof VaultError) && isFresh(files, local, settings, call))
    return { copy: local, notes: [] }
  try {
    const copy = await fetchCopy(files, await backend(), call)
    if (local instanceof VaultError) return { copy, notes: [`${local.message}; it was fetched again`] }
    local?.close()
    return { copy, notes: [] }
  } catch (error) {
    notePause(files.pause, error, call.now())
    if (local instanceof VaultError) {
      throw new VaultError(local.trouble, `${local.message}; it could not be fetched again: ${messageOf(error)}`)
    }
    if (!local) throw error
    return { copy: local, notes: [oldNote(local, messageOf(error), call.now())] }
  }
}

function damagedAsValue(open: () => Copy | undefined): Copy | VaultError | undefined {
  try {
    return open()
  } catch (error) {
    if (error instanceof VaultError && DAMAGED.has(error.trouble)) return error
    throw error
  }
}

function openLocal(files: VaultFiles): Copy | undefined {
  const bytes = readPrivate(files.key)
  if (!bytes) return undefined
  if (bytes.length !== 32) throw new VaultError('index of another key', `${files.key} holds no index key`)
  const key = new IndexKey(bytes)
  const index = openIndex(files.index, key)
  return index && { key, reader: index.reader, close: index.close }
}

function isFresh(files: VaultFiles, { reader }: Copy, { policy }: VaultSettings, call: Call): boolean {
  const age = call.now() - statSync(files.index).mtimeMs
  return age < policy.maxAgeHours * HOUR && age > -SKEW_MS && reader.header.created < call.now() + SKEW_MS
}

/** Fetches key and index, and keeps them for the next time. */
async function fetchCopy(files: VaultFiles, backend: Backend, call: Call): Promise<Copy> {
  checkPause(files.pause, call.now())
  const [key, bytes] = await Promise.all([backend.key(call, false), backend.pull(call)])
  if (!bytes) throw new VaultError('no index', `${backend.place} has no index of known values yet`)
  const reader = readerOf(bytes, key, `from ${backend.place}`)
  keepCopy(files, key, bytes)
  return { key, reader, close: () => undefined }
}

/** Writes a copy with its key, mode 0600. */
export function keepCopy(files: VaultFiles, key: IndexKey, bytes: Buffer): void {
  writePrivate(files.key, key.bytes())
  writePrivate(files.index, bytes)
}

function oldNote({ reader }: Copy, why: string, now: number): string {
  return `known values are those of ${ageOf(reader.header.created, now)}: ${why}`
}

/** `3 hours ago`; an index from the future says so: one of the clocks is wrong. */
export function ageOf(created: number, now: number): string {
  const minutes = Math.round((now - created) / 60_000)
  if (minutes < -10)
    return `a time to come (${new Date(created).toISOString().slice(0, 16)}; one of the clocks is wrong)`
  if (minutes < 90) return `${Math.max(0, minutes)} minutes ago`
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours ago` : `${Math.round(minutes / 1440)} days ago`
}
