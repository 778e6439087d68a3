// Owns: whether a run has a vault at all. Most have none, and then nothing of it is loaded.
// Must not know: what the vault does in a scan (vault-scan.ts).
import { type LoadedSettings, loadSettings } from '../config/settings-load.ts'
import type { VaultSettings } from '../core/vault-settings.ts'
import type { Host } from '../host.ts'
import type { VaultRun } from './vault-scan.ts'

/** The vault of a run, opened, or undefined when settings name none. */
export async function openVault(loaded: LoadedSettings, host: Host): Promise<VaultRun | undefined> {
  const settings = await vaultSettingsIn(loaded, host)
  return settings && (await import('./vault-scan.ts')).openVaultRun(settings, host)
}

/** The settings of the vault check, or undefined when there is to be none. Throws UserErrors. */
export async function vaultSettingsOf(root: string, host: Host): Promise<VaultSettings | undefined> {
  return vaultSettingsIn(await loadSettings({ root, env: host.env, neutral: host.neutral }), host)
}

async function vaultSettingsIn(loaded: LoadedSettings, host: Host): Promise<VaultSettings | undefined> {
  if (Object.keys(loaded.settings.vault).length === 0 && !host.env.STANCH_VAULT_BACKEND) return undefined
  return (await import('../config/vault.ts')).vaultSettings(loaded, host.env)
}
