// Owns: every way in which a vault cannot answer, each with its own sentence and hint.
// Must not know: which policy turns it into a warning or a fault.
import { UserError } from '../core/fault.ts'

/** What went wrong, as a word that formats and tests can rely on. */
export type VaultTrouble =
  | 'not set up'
  | 'unreachable'
  | 'timeout'
  | 'sealed'
  | 'standby'
  | 'denied'
  | 'expired token'
  | 'no token'
  | 'clock skew'
  | 'bad certificate'
  | 'redirect'
  | 'rate limit'
  | 'not found'
  | 'oversized'
  | 'bad answer'
  | 'no index'
  | 'corrupt index'
  | 'index of another key'
  | 'unsafe file'
  | 'paused'
  | 'not anonymous'

const HINTS: Readonly<Record<VaultTrouble, string>> = {
  'not set up': 'see docs/vault.md: set-up in five minutes',
  unreachable: 'check VAULT_ADDR and the network; the last index is used while there is one',
  timeout: 'raise vault.budget_ms, or look at the vault: it is slow',
  sealed: 'unseal the vault, or wait for whoever does',
  standby: 'point VAULT_ADDR at the active node or at the load balancer',
  denied: 'give the token the policy from docs/vault.md',
  'expired token': 'log in again (vault login), or renew the token',
  'no token': 'set VAULT_TOKEN, or log in (vault login writes ~/.vault-token)',
  'clock skew': 'set the clock of this machine',
  'bad certificate': 'set VAULT_CACERT to the authority that signed it; verification cannot be turned off',
  redirect: 'set VAULT_ADDR to the address that it points to, if you trust it',
  'rate limit': 'wait, or ask for a larger quota',
  'not found': 'check the mount and the path',
  oversized: 'nothing of it was used; check that the address is a vault',
  'bad answer': 'check that the address is a vault and not a proxy',
  'no index': 'run: stanch vault sync',
  'corrupt index': 'run: stanch vault sync',
  'index of another key': 'run: stanch vault sync (the key was rotated, or this is the index of another vault)',
  'unsafe file': 'chmod 600 it, and see that it is yours',
  paused: 'the vault failed a moment ago; it is asked again after the pause',
  'not anonymous': 'the server must offer shorter prefixes; nothing more was asked',
}

/** A vault that could not answer. Ends a vault command; a scan turns it into a warning or a fault. */
export class VaultError extends UserError {
  readonly trouble: VaultTrouble

  constructor(trouble: VaultTrouble, message: string, hint: string = HINTS[trouble]) {
    super(message, hint)
    this.name = 'VaultError'
    this.trouble = trouble
  }
}
