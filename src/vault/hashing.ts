// Owns: value -> what an index keeps of it, and an index's entry -> where the value lives.
// Must not know: which values count (values.ts), or how an index is laid out.
import { traceOf, type ValueTrace } from '../core/value-filter.ts'
import type { Place } from './contract.ts'
import type { HashedValue } from './index-build.ts'
import { KINDS } from './index-file.ts'
import { entryKeyOf, type IndexKey, seedOf, tagOf } from './keys.ts'
import { open, seal } from './seal.ts'

/** A value after hashing: its tag, its trace, and the key that seals its entry. The value itself is gone. */
export interface Hashed {
  readonly tag: Buffer
  readonly trace: ValueTrace
  readonly entryKey: Buffer
}

/** Hashes a value. `hmac`: the vault's own HMAC of it, which then stands for the value. */
export function hashed(key: IndexKey, salt: Buffer, value: string, hmac?: Buffer): Hashed {
  const bytes = Buffer.from(value)
  const input = hmac ?? bytes
  const result = {
    tag: tagOf(key, input),
    trace: traceOf(seedOf(key, salt), bytes),
    entryKey: entryKeyOf(key, salt, input),
  }
  bytes.fill(0)
  return result
}

/** Places kept for one value; a value that lives in more is counted. */
const MAX_PLACES = 4
/** Entries are padded to a multiple of this, so that their size says little. */
const PAD = 64

type Row = readonly [mount: string, path: string, key: string, version: number, flags: number]

/** Seals the places under the value. */
export function sealEntry(one: Hashed, places: readonly Place[]): HashedValue {
  const ordered = [...places].sort((a, b) => Number(b.current) - Number(a.current))
  const rows = ordered
    .slice(0, MAX_PLACES)
    .map((p): Row => [p.mount, p.path, p.key, p.version, (p.current ? 1 : 0) + (p.versioned ? 2 : 0)])
  const text = Buffer.from(JSON.stringify([rows, places.length]))
  const padded = Buffer.alloc(Math.ceil(text.length / PAD) * PAD, ' ')
  text.copy(padded)
  return { tag: one.tag, trace: one.trace, entry: seal(one.entryKey, KINDS.entry, 0, padded) }
}

/** The places of a sealed entry, or undefined when it was not sealed with this key or was changed. */
export function openEntry(entryKey: Buffer, entry: Buffer): Place[] | undefined {
  const plain = open(entryKey, KINDS.entry, 0, entry)
  if (!plain) return undefined
  const [rows] = JSON.parse(plain.toString()) as [Row[], number]
  return rows.map(([mount, path, key, version, flags]) => ({
    mount,
    path,
    key,
    version,
    current: (flags & 1) !== 0,
    versioned: (flags & 2) !== 0,
  }))
}
