// Owns: the contract that every backend keeps: status, key, index, values; and what they hand each other.
// Must not know: any backend. Nothing here verifies a credential with its issuer: that would be another contract.
import type { HashedValue } from './index-build.ts'
import type { IndexKey } from './keys.ts'

/** What every call is given: when to stop, what time it is. */
export interface Call {
  readonly signal: AbortSignal
  /** Milliseconds since the epoch. */
  now(): number
}

/** Where a value lives. */
export interface Place {
  readonly mount: string
  readonly path: string
  /** Name within the entry; nested names joined by a dot. */
  readonly key: string
  /** KV version; 0 where there are none. */
  readonly version: number
  /** False for an old or deleted version. */
  readonly current: boolean
  /** True when paths of the mount have `data/` in them (KV version 2). */
  readonly versioned: boolean
}

/** One value read during a sync. In memory only. */
export interface VaultValue {
  readonly place: Place
  readonly value: string
}

/** All values of one entry, as a unit that a broken sync need not read again. */
export interface VaultEntry {
  /** Names the entry and its state: another version has another name. */
  readonly id: string
  readonly values: readonly VaultValue[]
}

/** What a walk looks at and how fast. */
export interface Walk {
  readonly mounts: readonly string[]
  readonly paths: readonly string[]
  /** Old versions to read, for each entry. */
  readonly versions: number
  /** Requests in a second, at most. */
  readonly rate: number
  /** Entries that need not be read: asked before each. */
  done(id: string): boolean
  /** Told what could not be read. */
  missed(where: string, why: string): void
  /** Text of an export to read values from, where the backend has no walk of its own. */
  readonly input?: string
}

/** For people, line by line. */
export interface BackendStatus {
  readonly lines: readonly string[]
}

/** An index file with the entries that it was made of, for a backend that keeps them apart. */
export interface Publication {
  /** Filter and table. */
  readonly file: Buffer
  /** Filter alone. */
  readonly filterFile: Buffer
  readonly values: readonly HashedValue[]
}

/** A sealed entry and the rest of its tag, of a bucket of values that share a prefix. */
export interface BucketEntry {
  readonly tag: Buffer
  readonly entry: Buffer
}

/** One kind of vault. All of it may throw VaultError. */
export interface Backend {
  readonly name: string
  /** Whom it talks to, for people: an address or a file, nothing secret. */
  readonly place: string
  status(call: Call): Promise<BackendStatus>
  /** The index key. `create` makes one where the backend has none yet. */
  key(call: Call, create: boolean): Promise<IndexKey>
  /** The published index file, or undefined when there is none. */
  pull(call: Call): Promise<Buffer | undefined>
  /** Publishes; tells where. */
  publish(publication: Publication, call: Call): Promise<string>
  values(walk: Walk, call: Call): AsyncIterable<VaultEntry>
  /** Entries of the buckets of these prefixes (hex), where the exact table stays with the server. */
  buckets?(prefixes: readonly string[], call: Call): Promise<readonly (readonly BucketEntry[])[]>
  /** The vault's own HMAC of each value, in order. The one call that sends values. */
  hmac?(values: readonly string[], call: Call): Promise<readonly Buffer[]>
}
