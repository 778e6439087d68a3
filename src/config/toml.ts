// Owns: the one door to the TOML parser; its errors become one line with file, line and column.
// Must not know: what the TOML says.
import toml from 'toml'
import { messageOf, UserError } from '../core/fault.ts'

/** A TOML table as parsed. */
export type TomlTable = Readonly<Record<string, unknown>>

interface GrammarError {
  readonly line?: number
  readonly column?: number
  readonly location?: { readonly start: { readonly line: number; readonly column: number } }
}

/** Parses TOML text. `file` is for the message. Throws a UserError "file:line:column: reason". A BOM is no error. */
export function parseToml(text: string, file: string): TomlTable {
  try {
    return toml.parse(text.replace(/^\uFEFF/, '')) as TomlTable
  } catch (error) {
    const { line, column, location } = error as GrammarError
    const place = [file, line ?? location?.start.line, column ?? location?.start.column].filter((x) => x !== undefined)
    throw new UserError(`${place.join(':')}: ${shortened(messageOf(error))}`, 'the file is not valid TOML')
  }
}

/** The parser lists its whole grammar; what was found there is what helps. */
function shortened(message: string): string {
  const found = /but (.*) found\.?$/.exec(message)
  return found ? `unexpected ${found[1]}` : message.split('\n')[0]!
}
