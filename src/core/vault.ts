// Owns: what a vault says of a value, as plain data that policies judge and formats show.
// Must not know: any vault.

/** `live`: a current value. `retired`: an old or deleted version of one. `unknown`: not among the known values. */
export type VaultState = 'live' | 'retired' | 'unknown'

/** One answer. `place` and `reference` are there only when the policy lets them be shown. */
export interface VaultAnswer {
  readonly state: VaultState
  /** Which vault answered, for people: 'hashicorp', 'http', 'local'. */
  readonly backend: string
  /** Where the value lives: `secret/pay#stripe_key (version 3)`. */
  readonly place?: string
  /** What to write instead: `vault:secret/data/pay#stripe_key`. */
  readonly reference?: string
  /** The name of an environment variable that would carry it: `STRIPE_KEY`. */
  readonly variable?: string
}

/** The rule id of a value that no rule found: only the vault knows it. */
export const KNOWN_VALUE = 'known-value'

/** Tag of a rule whose findings the vault decides: `action = "vault"`. */
export const VAULT_DECIDES = 'action:vault'
