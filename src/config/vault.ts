// Owns: settings of the vault check: what the repository may say (the merged `vault` table), and whom to trust, which is
// read from the environment and from the user's own layer only.
// Must not know: vaults.
import { UserError } from '../core/fault.ts'
import { nearest } from '../core/nearest.ts'
import { VAULT_DEFAULTS, type VaultPolicy, type VaultSettings } from '../core/vault-settings.ts'
import type { Layer } from './layers.ts'
import type { LoadedSettings } from './settings-load.ts'
import { TRUST_KEYS, trustOf } from './vault-trust.ts'

type Env = Readonly<Record<string, string | undefined>>
type Table = Readonly<Record<string, unknown>>

/** Key of the table -> how its value is checked. */
const POLICY: { readonly [K in keyof VaultPolicy]: (value: unknown) => boolean } = {
  backend: oneOf('local', 'hashicorp', 'http'),
  mounts: texts,
  paths: texts,
  index: vaultPath,
  transit: vaultPath,
  hashing: oneOf('local', 'transit'),
  onError: oneOf('block', 'warn'),
  unknown: oneOf('block', 'warn', 'allow'),
  retired: oneOf('block', 'warn'),
  decides: texts,
  showPath: (v) => typeof v === 'boolean',
  maxAgeHours: whole(0, 24 * 365),
  budgetMs: whole(50, 600_000),
  minLength: whole(6, 512),
  skipKeys: texts,
  skipValues: texts,
  versions: whole(0, 100),
  encodings: (v) => texts(v) && (v as string[]).every(oneOf('base64', 'url')),
  anonymity: whole(2, 100_000),
}

/** The settings of the vault check, or undefined when none is asked for. Throws a UserError for a table that makes no sense. */
export function vaultSettings(loaded: LoadedSettings, env: Env): VaultSettings | undefined {
  for (const layer of loaded.layers) checkLayer(layer)
  const table = { ...camel(loaded.settings.vault), ...fromEnvironment(env) }
  if (table.backend === undefined || table.backend === 'off') return undefined
  for (const [key, value] of Object.entries(table)) {
    if (!TRUST_KEYS.has(key) && !POLICY[key as keyof VaultPolicy](value)) wrong(key, value)
  }
  const kept = Object.fromEntries(Object.entries(table).filter(([key]) => !TRUST_KEYS.has(key)))
  const policy = { ...VAULT_DEFAULTS, ...(kept as Partial<VaultPolicy>) }
  const own = camel(loaded.layers.findLast((l) => l.tightenOnly && l.table.vault)?.table.vault as Table | undefined)
  const onError = policy.onError ?? (isCi(env) ? 'block' : 'warn')
  return { policy, trust: trustOf(own, env, policy), onError }
}

/** A repository that could name an address would be handed the token of whoever scans it. */
function checkLayer({ name, table, tightenOnly }: Layer): void {
  for (const key of Object.keys(camel(table.vault as Table | undefined))) {
    if (TRUST_KEYS.has(key)) {
      if (tightenOnly) continue
      throw new UserError(
        `${name}: vault.${key} may not be set here`,
        'whom to trust comes from the environment (VAULT_ADDR ...) or from your own ~/.config/stanch/config.toml',
      )
    }
    if (Object.hasOwn(POLICY, key) || (key === 'backend' && tightenOnly)) continue
    const near = nearest(key, [...Object.keys(POLICY), ...(tightenOnly ? TRUST_KEYS : [])])
    throw new UserError(
      `${name}: there is no setting vault.${key}`,
      near ? `did you mean ${near}?` : 'see docs/vault.md',
    )
  }
}

function fromEnvironment(env: Env): Table {
  const { STANCH_VAULT_BACKEND: backend, STANCH_VAULT_ON_ERROR: onError } = env
  return { ...(backend ? { backend } : {}), ...(onError ? { onError } : {}) }
}

/** on_error and onError are the same. */
function camel(table: Table | undefined): Table {
  const named = Object.entries(table ?? {}).map(([key, value]) => [
    key.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase()),
    value,
  ])
  return Object.fromEntries(named) as Table
}

function isCi({ CI }: Env): boolean {
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0'
}

function wrong(key: string, value: unknown): never {
  throw new UserError(`vault.${key} cannot be ${JSON.stringify(value)}`, 'see docs/vault.md for what it takes')
}

function oneOf(...words: readonly string[]): (value: unknown) => boolean {
  return (value) => words.includes(value as string)
}

function texts(value: unknown): boolean {
  return Array.isArray(value) && value.every((v) => typeof v === 'string' && v !== '')
}

function whole(least: number, most: number): (value: unknown) => boolean {
  return (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most
}

/** `mount/path`: no empty, dot or odd segments, since it becomes part of a request. */
function vaultPath(value: unknown): boolean {
  return typeof value === 'string' && /^[\w-][\w.-]*(\/[\w-][\w.-]*)+$/.test(value)
}
