// Owns: values from an export: JSON (an object of entries, nested as it likes) or lines `NAME=value`.
// Must not know: who made the export.
import type { VaultEntry, VaultValue, Walk } from './contract.ts'
import { VaultError } from './errors.ts'
import { pathMatcher } from './path-match.ts'
import { leavesOf } from './values.ts'

/** Entries of the walk's input. In JSON the outer names are paths: `{"secret/pay": {"stripe_key": "..."}}`. */
export async function* exportedValues(walk: Walk, mount: string): AsyncGenerator<VaultEntry> {
  if (walk.input === undefined) {
    throw new VaultError(
      'not set up',
      'no values were given',
      'stanch vault sync --from FILE (JSON or NAME=value lines; - is stdin)',
    )
  }
  const wanted = pathMatcher(walk.paths)
  const entries = walk.input.trimStart().startsWith('{') ? jsonEntries(walk.input) : lineEntries(walk.input)
  for (const [path, fields] of entries) {
    if (!wanted(path)) continue
    const values = leavesOf('', fields).map(({ key, value }): VaultValue => {
      return { place: { mount, path, key, version: 0, current: true, versioned: false }, value }
    })
    yield { id: `${mount}/${path}@0`, values }
  }
}

function jsonEntries(text: string): [string, unknown][] {
  try {
    const parsed = JSON.parse(text) as Record<string, unknown>
    return Object.entries(parsed).map(([name, v]) =>
      typeof v === 'object' && v !== null ? [name, v] : ['export', { [name]: v }],
    )
  } catch {
    // the parser's message quotes the text, which is secret
    throw new VaultError('bad answer', 'the values that were given are not valid JSON', 'check the export')
  }
}

function lineEntries(text: string): [string, unknown][] {
  const fields: Record<string, string> = {}
  text.split('\n').forEach((line, i) => {
    if (/^\s*(#|$)/.test(line)) return
    const [, name, value] = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined)
      throw new VaultError('bad answer', `line ${i + 1} of the values is not NAME=value`, 'check the export')
    fields[name] = value!.replace(/^(["'])(.*)\1$/, '$2')
  })
  return [['export', fields]]
}
