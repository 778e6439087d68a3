// Owns: calling what a hook needs where there is an .env, once, by the run that keeps the compiled code: what was never called
// is not kept, and the run that keeps it may stand in a repository without one.
// Must not know: what is found. Nothing real is read, and nothing is written.
import { readValues } from '../config/dotenv-files.ts'
import { isolatedValues } from '../config/isolated-values.ts'
import { DEFAULT_SETTINGS } from '../core/settings.ts'
import { valueSearch } from '../policy/inspect-values.ts'

const NOWHERE = '/nonexistent'

/** Looks for a made-up value in a made-up text. */
export async function warm(): Promise<void> {
  const settings = { ...DEFAULT_SETTINGS.isolation.values, env: ['MADE_UP'] }
  const context = { cwd: NOWHERE, env: { MADE_UP: 'made up, and long enough' } }
  const view = { read: () => undefined, names: () => ['.env'], replaced: () => false }
  await readValues('.env', 'A=1\n')
  const { candidates } = await isolatedValues({ top: NOWHERE, context, settings, view, paths: async () => ['a/b'] })
  const bytes = Buffer.from('nothing of it stands here')
  const origin = { kind: 'staged', path: 'a/b', blob: '', change: 'added' } as const
  valueSearch(candidates)({ seq: 0, origin, bytes, firstLine: 1, focus: 'all' })
}
