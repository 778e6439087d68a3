// Owns: names of the files of one index on this machine.
// Must not know: what is in them.
import { join } from 'node:path'
import type { VaultSettings } from '../core/vault-settings.ts'
import { digestName } from './keys.ts'

/** Paths of the local copy, its key, the journal of a sync, and the pause after a failure. */
export interface VaultFiles {
  readonly index: string
  readonly key: string
  readonly journal: string
  readonly pause: string
}

/** Another vault, namespace, index or way of hashing has other files. */
export function filesOf({ policy, trust }: VaultSettings): VaultFiles {
  const { backend, index, transit, hashing } = policy
  const name = digestName(
    backend,
    trust.address,
    trust.namespace,
    index,
    transit,
    hashing,
    trust.indexFile,
    trust.indexKeyFile,
  )
  const at = (extension: string) => join(trust.cache, `${name}.${extension}`)
  return { index: at('idx'), key: at('key'), journal: at('sync'), pause: at('pause') }
}
