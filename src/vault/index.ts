// Owns: the map of backends. One is loaded when it is used.
// Must not know: what any of them does.
import type { VaultBackendName, VaultSettings } from '../core/vault-settings.ts'
import type { Backend } from './contract.ts'

type Closing = Backend & { close?(): void }
type Maker = (settings: VaultSettings) => Promise<Closing>

/** Name -> how it is made. */
export const backends: Readonly<Record<VaultBackendName, Maker>> = {
  local: async ({ policy, trust }) => new (await import('./local.ts')).LocalBackend(policy, trust),
  hashicorp: async ({ policy, trust }) => new (await import('./hashicorp.ts')).HashicorpBackend(policy, trust),
  http: async ({ policy, trust }) => new (await import('./http.ts')).HttpBackend(policy, trust),
}

/** Makes the backend of these settings. */
export function makeBackend(settings: VaultSettings): Promise<Closing> {
  return backends[settings.policy.backend](settings)
}
