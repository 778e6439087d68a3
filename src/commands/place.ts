// Owns: from a path that somebody typed to the folder in which settings are looked for.
// Must not know: which settings.
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
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
