// Owns: the verb `vault`: sync | status | check.
// Must not know: vaults, indexes; it reads settings and prints.
import { resolve } from 'node:path'
import { UserError } from '../core/fault.ts'
import type { CommandLine } from '../core/options.ts'
import type { VaultSettings } from '../core/vault-settings.ts'
import { openRepo } from '../git/repo.ts'
import type { Host } from '../host.ts'
import { vaultSettingsOf } from './vault-open.ts'

/** What each of the three is given. */
export interface VaultCommand {
  readonly settings: VaultSettings
  readonly root: string
  readonly line: CommandLine
  readonly host: Host
}

type Verb = (command: VaultCommand) => Promise<number>

const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  sync: async () => (await import('./vault-sync.ts')).vaultSync,
  status: async () => (await import('./vault-status.ts')).vaultStatus,
  check: async () => (await import('./vault-check.ts')).vaultCheck,
}

/** Runs `stanch vault VERB`. */
export async function vault(line: CommandLine, host: Host): Promise<number> {
  const [name = '', ...args] = line.args
  const load = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (!load) throw new UserError(`there is no "stanch vault ${name}"`, 'stanch vault sync | status | check')
  const root = await rootOf(resolve(host.cwd, line.options.source ?? '.'), host)
  const settings = await vaultSettingsOf(root, host)
  if (!settings)
    throw new UserError('no vault is set up here', 'set vault.backend in stanch.toml, or STANCH_VAULT_BACKEND')
  return (await load())({ settings, root, host, line: { ...line, args } })
}

/** The top of the repository; a folder outside of one is its own. */
async function rootOf(folder: string, host: Host): Promise<string> {
  try {
    return (await openRepo({ cwd: folder, env: host.env })).top
  } catch (error) {
    if (error instanceof UserError) return folder
    throw error
  }
}
