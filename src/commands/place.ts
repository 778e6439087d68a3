// Owns: from a path that somebody typed to the folder in which settings are looked for.
// Must not know: which settings.
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { messageOf, UserError } from '../core/fault.ts'

/** The path itself when it is a folder, else the folder that holds it. Throws a UserError when there is nothing. */
export function folderOf(path: string): string {
  try {
    return statSync(path).isDirectory() ? path : dirname(path)
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new UserError(
      `${path} ${missing ? 'does not exist' : `cannot be read: ${messageOf(error)}`}`,
      'nothing was scanned',
    )
  }
}

/** The nearest folder from here up that holds a `.git`; outside of a repository the folder itself. */
export function repositoryTop(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (dirname(at) === at) return folder
  }
}
