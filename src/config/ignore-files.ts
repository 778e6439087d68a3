// Owns: reading ignore files. gitleaks' and betterleaks' mean exactly what they mean there; ours can do more.
// Must not know: how policies judge.
//
//   .gitleaksignore   commit:file:rule:line   or   file:rule:line     (nothing may follow)
//   .stanchignore     the same with * in any part, a content id (20 hex digits), or a gitignore glob of paths;
//                     then: reason="..." until=2027-01-31  or  # comment
import { attributesOf, isDay } from '../core/allow-comment.ts'
import { UserError } from '../core/fault.ts'
import type { IgnoreEntry } from '../core/policy-facts.ts'

/** Names that are looked for, in order. */
export const IGNORE_FILES: readonly string[] = ['.stanchignore', '.betterleaksignore', '.gitleaksignore']

/** Parses one ignore file. `file` is its path for people. Throws a UserError for an expiry that is no date. */
export function parseIgnoreFile(text: string, file: string): IgnoreEntry[] {
  const ours = file.endsWith('.stanchignore')
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((raw, i) => {
      const line = raw.trim()
      if (line === '' || line.startsWith('#')) return []
      return [ours ? ourEntry(line, file, i + 1) : plainEntry(line, file, i + 1)]
    })
}

/** gitleaks: an exact string; backslashes in the file become slashes. */
function plainEntry(text: string, file: string, line: number): IgnoreEntry {
  return { file, line, text: text.replaceAll('\\', '/'), kind: 'exact', reason: '', until: '' }
}

/** A backslash between names; before a sign of globs, and before # and space, it takes the sign's meaning away. */
const SEPARATOR = /\\(?![*?[\]!# \\])/g

const CONTENT_ID = /^[0-9a-f]{20}$/
const PLACE = /:[^:]+:(\d+|\*)$/

function ourEntry(raw: string, file: string, line: number): IgnoreEntry {
  const comment = /(?:^|\s)#\s*(.*)$/.exec(withoutQuotes(raw))
  const body = comment ? raw.slice(0, comment.index) : raw
  const said = attributesOf(body)
  const text = said.rest.trim()
  if (said.until !== '' && !isDay(said.until)) {
    throw new UserError(`${file}:${line}: until=${said.until} is no date`, 'write it as until=2027-01-31')
  }
  if (text === '') throw new UserError(`${file}:${line}: says a reason but not what for`)
  const reason = said.reason || (comment ? raw.slice(comment.index).replace(/^\s*#\s*/, '') : '')
  return { file, line, text: text.replace(SEPARATOR, '/'), kind: kindOf(text), reason, until: said.until }
}

function kindOf(text: string): IgnoreEntry['kind'] {
  if (CONTENT_ID.test(text)) return 'content'
  if (!PLACE.test(text)) return 'paths'
  return text.includes('*') ? 'pattern' : 'exact'
}

/** The same text with quoted parts blanked: a # in a reason begins no comment. */
function withoutQuotes(text: string): string {
  return text.replace(/"[^"]*"|'[^']*'/g, (quoted) => '_'.repeat(quoted.length))
}
