// Owns: k-anonymous look-up: the server sees prefixes of tags, each shared by many values, and gives whole buckets.
// Must not know: values.
import type { Backend, Call } from './contract.ts'
import { VaultError } from './errors.ts'

/** How many values an index has, and how many must share a prefix at least. */
export interface Crowd {
  readonly count: number
  readonly anonymity: number
}

const MAX_DIGITS = 5
const BATCH = 64

/** Hex digits of a prefix: as many as leave twice the crowd in a bucket on average. 0 = one bucket with everything. */
export function prefixDigits({ count, anonymity }: Crowd): number {
  const digits = Math.floor(Math.log2(Math.max(1, count / (2 * anonymity))) / 4)
  return Math.min(MAX_DIGITS, Math.max(0, digits))
}

/** The sealed entry of each tag, undefined where there is none. Stops when a bucket is too small to hide in. */
export async function entriesByPrefix(backend: Backend, tags: readonly Buffer[], crowd: Crowd, call: Call) {
  const digits = prefixDigits(crowd)
  const prefixes = [...new Set(tags.map((tag) => tag.toString('hex').slice(0, digits)))]
  const found = new Map<string, Buffer>()
  for (let at = 0; at < prefixes.length; at += BATCH) {
    const batch = prefixes.slice(at, at + BATCH)
    if (!backend.buckets) throw new VaultError('no index', `${backend.place} keeps no entries to ask for`)
    const buckets = await backend.buckets(batch, call)
    for (const bucket of buckets) {
      if (digits > 0 && bucket.length < crowd.anonymity / 2) {
        throw new VaultError('not anonymous', `${backend.place} answers a prefix with ${bucket.length} values only`)
      }
      for (const { tag, entry } of bucket) found.set(tag.toString('hex'), entry)
    }
  }
  return tags.map((tag) => found.get(tag.toString('hex')))
}
