// Owns: a vault's values -> an index: which count, hashing, merging places, counting what was left out.
// Must not know: where the index goes, or how progress is shown.
import type { VaultPolicy } from '../core/vault-settings.ts'
import type { Backend, Call, Place, Publication, VaultEntry } from './contract.ts'
import { type Hashed, hashed, sealEntry } from './hashing.ts'
import { buildIndex } from './index-build.ts'
import { Journal, type Located } from './journal.ts'
import type { IndexKey } from './keys.ts'
import { formsOf, skipReason } from './values.ts'

/** How one sync is to go. */
export interface SyncRequest {
  readonly backend: Backend
  readonly key: IndexKey
  readonly policy: VaultPolicy
  readonly journal: string
  /** Requests in a second. */
  readonly rate: number
  readonly input?: string
  /** Told after each entry. */
  progress(counts: SyncCounts): void
}

/** How far a sync is, and what it left out, by reason. */
export interface SyncCounts {
  readonly entries: number
  /** Entries taken from a sync that broke. */
  readonly resumed: number
  readonly values: number
  readonly left: Readonly<Record<string, number>>
  /** Places that could not be read, with why. */
  readonly missed: readonly string[]
}

/** What a sync gives. */
export interface SyncResult {
  readonly publication: Publication
  readonly counts: SyncCounts
}

interface State {
  entries: number
  resumed: number
  values: number
  readonly left: Record<string, number>
  readonly missed: string[]
}

/** Reads everything and builds the index. The journal is kept until the caller has put the index where it belongs. */
export async function syncIndex(request: SyncRequest, call: Call): Promise<SyncResult & { finish(): void }> {
  const { backend, key, policy } = request
  const journal = new Journal(request.journal, key)
  const seen = new Map<string, readonly Located[]>()
  const state: State = { entries: 0, resumed: 0, values: 0, left: {}, missed: [] }
  const walk = {
    mounts: policy.mounts,
    paths: policy.paths,
    versions: policy.versions,
    rate: request.rate,
    ...(request.input === undefined ? {} : { input: request.input }),
    missed: (where: string, why: string) => void state.missed.push(`${where}: ${why}`),
    done: (id: string) => {
      const old = journal.done.get(id)
      if (!old) return false
      seen.set(id, old)
      state.resumed++
      return true
    },
  }
  for await (const entry of backend.values(walk, call)) {
    const values = await hashEntry(entry, journal.salt, request, call, state)
    journal.add(entry.id, values)
    seen.set(entry.id, values)
    state.entries++
    request.progress(state)
  }
  const publication = publicationOf([...seen.values()].flat(), journal.salt, request, call)
  return { publication, counts: { ...state, values: publication.values.length }, finish: () => journal.remove() }
}

async function hashEntry(
  entry: VaultEntry,
  salt: Buffer,
  r: SyncRequest,
  call: Call,
  state: State,
): Promise<Located[]> {
  const forms: { readonly value: string; readonly place: Place }[] = []
  for (const { place, value } of entry.values) {
    const why = skipReason({ key: place.key, value }, r.policy)
    if (why) state.left[why] = (state.left[why] ?? 0) + 1
    else {
      state.values++
      for (const form of formsOf(value, r.policy.encodings)) forms.push({ value: form, place })
    }
  }
  const transit = r.policy.hashing === 'transit' && r.backend.hmac !== undefined && forms.length > 0
  const macs = transit
    ? await r.backend.hmac!(
        forms.map((f) => f.value),
        call,
      )
    : []
  return forms.map(({ value, place }, i) => ({ hashed: hashed(r.key, salt, value, macs[i]), place }))
}

function publicationOf(
  located: readonly Located[],
  salt: Buffer,
  { key, policy }: SyncRequest,
  call: Call,
): Publication {
  const merged = new Map<string, { readonly hashed: Hashed; readonly places: Place[] }>()
  for (const { hashed: one, place } of located) {
    const tag = one.tag.toString('hex')
    const known = merged.get(tag)
    if (known) known.places.push(place)
    else merged.set(tag, { hashed: one, places: [place] })
  }
  const values = [...merged.values()].map((m) => sealEntry(m.hashed, m.places))
  const parts = { key, salt, hashing: policy.hashing, created: call.now(), values }
  return { file: buildIndex({ ...parts, table: true }), filterFile: buildIndex({ ...parts, table: false }), values }
}
