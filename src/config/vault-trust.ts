// Owns: whom the vault check trusts: address, authorities, tokens; from the environment, then from the user's own settings.
// Must not know: anything of a scanned repository.
import { join } from 'node:path'
import type { VaultLogin, VaultPolicy, VaultTrust } from '../core/vault-settings.ts'

type Env = Readonly<Record<string, string | undefined>>
type Table = Readonly<Record<string, unknown>>

/** Keys that only the user's own settings may have. */
export const TRUST_KEYS: ReadonlySet<string> = new Set([
  ...['address', 'namespace', 'caFile', 'certFile', 'keyFile', 'serverName', 'cacheDir', 'indexFile', 'indexKeyFile'],
  ...['auth', 'authMount', 'role', 'roleId', 'secretIdFile', 'jwtFile', 'tokenFile', 'alerts'],
])

/** `BAO_*` first, as OpenBao does, then `VAULT_*`, then the user's own settings. */
export function trustOf(own: Table, env: Env, policy: VaultPolicy): VaultTrust {
  const text = (key: string) => (typeof own[key] === 'string' ? (own[key] as string) : '')
  const named = (name: string) => env[`BAO_${name}`] || env[`VAULT_${name}`] || ''
  const address = policy.backend === 'http' ? env.STANCH_VAULT_URL : named('ADDR')
  return {
    address: policy.backend === 'local' ? '' : address || text('address'),
    namespace: named('NAMESPACE') || text('namespace'),
    caFile: named('CACERT') || text('caFile'),
    certFile: named('CLIENT_CERT') || text('certFile'),
    keyFile: named('CLIENT_KEY') || text('keyFile'),
    serverName: named('TLS_SERVER_NAME') || text('serverName'),
    login: loginOf(policy, env, text, named),
    cache: env.STANCH_VAULT_CACHE || text('cacheDir') || vaultCache(env),
    indexFile: env.STANCH_VAULT_INDEX_FILE || text('indexFile'),
    indexKeyFile: env.STANCH_VAULT_KEY_FILE || text('indexKeyFile'),
  }
}

type Named = (name: string) => string

const SERVICE_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token'

function loginOf(policy: VaultPolicy, env: Env, text: Named, named: Named): VaultLogin {
  if (policy.backend === 'http') return { kind: 'token', token: env.STANCH_VAULT_TOKEN ?? '', file: text('tokenFile') }
  const token = named('TOKEN')
  const kind = env.STANCH_VAULT_AUTH || text('auth') || (token ? 'token' : named('ROLE_ID') ? 'approle' : 'token')
  const mount = env.STANCH_VAULT_AUTH_MOUNT || text('authMount') || kind
  const role = env.STANCH_VAULT_ROLE || text('role')
  switch (kind) {
    case 'approle':
      return {
        kind,
        mount,
        roleId: named('ROLE_ID') || text('roleId'),
        secretId: named('SECRET_ID'),
        secretIdFile: text('secretIdFile'),
      }
    case 'kubernetes':
      return { kind, mount, role, jwtFile: env.STANCH_VAULT_JWT_FILE || text('jwtFile') || SERVICE_TOKEN }
    case 'jwt':
      return { kind, mount, role, jwtFile: env.STANCH_VAULT_JWT_FILE || text('jwtFile') }
    default:
      return {
        kind: 'token',
        token,
        file: named('TOKEN_PATH') || text('tokenFile') || join(env.HOME ?? '.', '.vault-token'),
      }
  }
}

/** Folder of keys and indexes. */
function vaultCache(env: Env): string {
  const base = env.XDG_CACHE_HOME || join(env.HOME ?? env.USERPROFILE ?? '.', '.cache')
  return join(base, 'stanch', 'vault')
}
