// Owns: reading what policies look at: ignore files.
// Must not know: how policies judge.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, UserError } from '../core/fault.ts'

/** Entries of an ignore file: fingerprint -> where it stands. */
export type IgnoreEntries = ReadonlyMap<string, { readonly file: string; readonly line: number }>

const FILES = ['.stanchignore', '.betterleaksignore', '.gitleaksignore']

/** Reads the ignore files of a folder. A missing one is no error, an unreadable one is. */
export function loadIgnores(folder: string): IgnoreEntries {
  const entries = new Map<string, { file: string; line: number }>()
  for (const file of FILES) {
    readIfThere(join(folder, file), file)
      .split('\n')
      .forEach((text, i) => {
        const entry = text.trim()
        if (entry !== '' && !entry.startsWith('#')) entries.set(entry.replaceAll('\\', '/'), { file, line: i + 1 })
      })
  }
  return entries
}

function readIfThere(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new UserError(`${name} cannot be read: ${messageOf(error)}`)
  }
}
