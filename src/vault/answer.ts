// Owns: places of a value -> the answer that people read: where it lives, what to write instead.
// Must not know: how places are found.
import type { VaultAnswer } from '../core/vault.ts'
import type { VaultPolicy } from '../core/vault-settings.ts'
import type { Place } from './contract.ts'

/** The answer for a value with these places; none = unknown. */
export function answerOf(
  places: readonly Place[] | undefined,
  policy: Pick<VaultPolicy, 'backend' | 'showPath'>,
): VaultAnswer {
  const { backend } = policy
  const place = places?.find((p) => p.current) ?? places?.[0]
  if (!place) return { state: 'unknown', backend }
  const state = place.current ? 'live' : 'retired'
  if (!policy.showPath) return { state, backend }
  const version = place.version > 0 ? ` (version ${place.version})` : ''
  return {
    state,
    backend,
    place: `${place.mount}/${place.path}#${place.key}${version}`,
    reference: `vault:${place.mount}/${place.versioned ? 'data/' : ''}${place.path}#${place.key}`,
    variable: variableOf(place),
  }
}

/** Names that say nothing without the entry that they are in. */
const VAGUE = /^(value|key|secret|password|passwd|pass|token|data|pw)$/i

/** `stripe_key` -> STRIPE_KEY; a vague name is preceded by its entry's: PAY_PASSWORD. */
function variableOf({ path, key }: Place): string {
  const last = path.split('/').at(-1) ?? ''
  const name = VAGUE.test(key) ? `${last}_${key}` : key
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^(\d)/, '_$1')
    .toUpperCase()
}
