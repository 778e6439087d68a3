// Owns: what the vault check needs to be told, in two halves: what a repository may say, and whom to trust, which it may not.
// Must not know: where either is read from (config/vault.ts), or any vault.

/** Where known values come from. */
export type VaultBackendName = 'local' | 'hashicorp' | 'http'

/** What a repository may say: which values count, and what an answer means. */
export interface VaultPolicy {
  readonly backend: VaultBackendName
  /** Mounts to walk: `secret`. */
  readonly mounts: readonly string[]
  /** Paths within the mounts, `*` and `**` allowed; empty = all. */
  readonly paths: readonly string[]
  /** Where the index is published: mount and path. */
  readonly index: string
  /** Transit mount and key that derive the index key: `transit/stanch`. */
  readonly transit: string
  /** `transit`: values are hashed by the vault's HMAC endpoint and not on this machine. */
  readonly hashing: 'local' | 'transit'
  /** What a look-up that could not be made does; undefined = warn here, block in CI. */
  readonly onError: 'block' | 'warn' | undefined
  /** A finding that the vault does not know, where the vault decides. */
  readonly unknown: 'block' | 'warn' | 'allow'
  /** A value that is an old or deleted version. */
  readonly retired: 'block' | 'warn'
  /** Rule ids whose findings the vault decides; `*` = all. */
  readonly decides: readonly string[]
  /** Whether output may name the path of a value. */
  readonly showPath: boolean
  /** The local copy is refreshed when it is older, in hours. */
  readonly maxAgeHours: number
  /** Milliseconds that a run may spend waiting for the vault. */
  readonly budgetMs: number
  readonly minLength: number
  /** Names of entries whose values are public: host, port, region ... */
  readonly skipKeys: readonly string[]
  /** Values that are public: exact. */
  readonly skipValues: readonly string[]
  /** Old versions to know as retired, for each entry. */
  readonly versions: number
  /** Forms beside the plain one in which a value is known. */
  readonly encodings: readonly ('base64' | 'url')[]
  /** Known values that share a prefix, at least, when a prefix is sent. */
  readonly anonymity: number
}

/** Whom to trust and as whom to ask. From the environment and the user's own settings only. */
export interface VaultTrust {
  readonly address: string
  readonly namespace: string
  readonly caFile: string
  readonly certFile: string
  readonly keyFile: string
  readonly serverName: string
  readonly login: VaultLogin
  /** Folder for keys and indexes, mode 0700. */
  readonly cache: string
  /** A shared index file for the local backend; '' = the one in the cache. */
  readonly indexFile: string
  /** A file that holds the index key, base64; '' = the backend's own. */
  readonly indexKeyFile: string
}

/** How a token is had. Files are read when they are needed. */
export type VaultLogin =
  | { readonly kind: 'token'; readonly token: string; readonly file: string }
  | {
      readonly kind: 'approle'
      readonly mount: string
      readonly roleId: string
      readonly secretId: string
      readonly secretIdFile: string
    }
  | { readonly kind: 'kubernetes' | 'jwt'; readonly mount: string; readonly role: string; readonly jwtFile: string }

/** Both halves. */
export interface VaultSettings {
  readonly policy: VaultPolicy
  readonly trust: VaultTrust
  /** What a failed look-up does here and now: on_error, or what CI implies. */
  readonly onError: 'block' | 'warn'
}

/** What holds unless something else is said. */
export const VAULT_DEFAULTS: VaultPolicy = {
  backend: 'local',
  mounts: ['secret'],
  paths: [],
  index: 'secret/stanch/index',
  transit: 'transit/stanch',
  hashing: 'local',
  onError: undefined,
  unknown: 'warn',
  retired: 'block',
  decides: [],
  showPath: true,
  maxAgeHours: 1,
  budgetMs: 1500,
  minLength: 8,
  skipKeys: [
    ...[
      'host',
      'hostname',
      'port',
      'user',
      'username',
      'login',
      'email',
      'region',
      'zone',
      'env',
      'environment',
      'stage',
    ],
    ...[
      'database',
      'db',
      'dbname',
      'name',
      'path',
      'bucket',
      'account',
      'account_id',
      'client_id',
      'tenant_id',
      'scope',
    ],
    ...[
      'issuer',
      'audience',
      'type',
      'description',
      'comment',
      'owner',
      'url_path',
      'public_key',
      'certificate',
      'cert',
    ],
  ],
  skipValues: [],
  versions: 3,
  encodings: ['base64'],
  anonymity: 32,
}
