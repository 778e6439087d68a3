// Owns: getting a rendered report to stdout or, atomically, into a file.
// Must not know: what it says.
import { renameSync, statSync, writeFileSync } from 'node:fs'
import { messageOf, UserError } from '../core/fault.ts'

/**
 * Writes a file by way of a temporary one beside it, so that there is never half a report; what is no plain file (a pipe,
 * a device) is written to as it is. Throws a UserError when it cannot be written.
 */
export function writeReportFile(path: string, text: string): void {
  const temporary = `${path}.stanch-tmp`
  try {
    const there = statSync(path, { throwIfNoEntry: false })
    if (there && !there.isFile()) writeFileSync(path, text)
    else {
      writeFileSync(temporary, text, { mode: 0o600 })
      renameSync(temporary, path)
    }
  } catch (error) {
    throw new UserError(`the report cannot be written to ${path}: ${messageOf(error)}`, 'check that the folder exists')
  }
}
