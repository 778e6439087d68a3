// Owns: getting a rendered report to stdout or, atomically, into a file.
// Must not know: what it says.
import { renameSync, writeFileSync } from 'node:fs'
import { messageOf, UserError } from '../core/fault.ts'

/** Writes a file by way of a temporary one beside it. Throws a UserError when it cannot be written. */
export function writeReportFile(path: string, text: string): void {
  const temporary = `${path}.stanch-tmp`
  try {
    writeFileSync(temporary, text, { mode: 0o600 })
    renameSync(temporary, path)
  } catch (error) {
    throw new UserError(`the report cannot be written to ${path}: ${messageOf(error)}`, 'check that the folder exists')
  }
}
