// Owns: the settings of a folder as a flat list of key, value and the layer that set it, for `config show`.
// Must not know: how layers are merged.
import { resolve } from 'node:path'
import type { LoadedSettings } from '../config/settings-load.ts'
import type { CommandLine } from '../core/options.ts'
import type { Host } from '../host.ts'
import { groundOf } from './ground.ts'
import { repositoryTop } from './place.ts'

/** One setting that some layer set. */
export interface SettingLine {
  readonly key: string
  readonly value: unknown
  readonly from: string
}

/** The settings of the top and where each was said. Loading checks them: throws UserErrors with file and line. */
export async function loadedSettings({ options }: CommandLine, host: Host): Promise<LoadedSettings> {
  const root = repositoryTop(resolve(host.cwd, options.source ?? '.'))
  return (await groundOf(root, options, host)).scopes.whole
}

/** Settings that are not as built in. */
export async function settingsOf(line: CommandLine, host: Host): Promise<SettingLine[]> {
  const { settings, origin } = await loadedSettings(line, host)
  return [...origin].map(([key, from]) => ({ key, value: valueAt(settings, key), from }))
}

function valueAt(settings: unknown, key: string): unknown {
  let value = settings
  for (const part of key.split('.')) value = (value as Record<string, unknown> | undefined)?.[part]
  return value
}

/** For people. */
export function settingsLines(settings: readonly SettingLine[]): string[] {
  if (settings.length === 0) return ['settings    all as built in']
  return settings.map(
    ({ key, value, from }) => `setting     ${key} = ${JSON.stringify(value) ?? '(see file)'}  ${from}`,
  )
}
