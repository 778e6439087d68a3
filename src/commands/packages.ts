// Owns: which packages of a monorepo have settings of their own: asked of what git tracks.
// Must not know: what the settings say.
import type { Scope } from '../config/scopes.ts'
import { SETTINGS_FILES } from '../config/settings-find.ts'
import { gitError, runGit, succeeded } from '../git/run.ts'
import type { Host } from '../host.ts'
import type { Ground } from './ground.ts'

const known = new WeakMap<Ground, Promise<string[]>>()

/** What git tracks, from the root; [] outside of a repository. Throws a UserError when git is killed. git is asked once for a run. */
export function trackedPaths(ground: Ground, host: Host): Promise<string[]> {
  const paths = known.get(ground) ?? listed(ground, host)
  known.set(ground, paths)
  return paths
}

async function listed({ root }: Ground, host: Host): Promise<string[]> {
  const context = { cwd: root, env: host.env }
  const asked = ['ls-files', '-z']
  const staged = await runGit(context, asked)
  if (staged.signal) throw gitError(asked, staged) // a git that was killed has not said that there are none
  const paths = succeeded(staged) ? staged : await runGit(context, ['ls-tree', '-r', '-z', '--name-only', 'HEAD'])
  return succeeded(paths) ? paths.stdout.toString().split('\0').filter(Boolean) : []
}

/** The settings of these packages. Throws UserErrors for a broken file. */
export async function packageScopes({ scopes }: Ground, paths: readonly string[]): Promise<Scope[]> {
  const folders = new Set(paths.filter(isSettings).map((path) => path.slice(0, path.lastIndexOf('/') + 1)))
  const found = await Promise.all([...folders].map((folder) => scopes.at(folder)))
  return found.filter(({ folder }) => folders.has(folder))
}

function isSettings(path: string): boolean {
  const slash = path.lastIndexOf('/')
  return slash !== -1 && SETTINGS_FILES.includes(path.slice(slash + 1))
}
