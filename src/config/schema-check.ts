// Owns: checking a settings table against the schema: one error with file, line, key and the nearest known name.
// Must not know: what the keys mean.
import { UserError } from '../core/fault.ts'
import { nearest } from '../core/nearest.ts'
import { contradictionIn } from './contradictions.ts'
import { RULE_KEYS, type Schema, SETTINGS_SCHEMA } from './settings-schema.ts'

/** A settings text and where it comes from. `prefix` is where in the file the settings stand (package.json: `stanch`). */
export interface SettingsText {
  readonly file: string
  readonly text: string
  readonly prefix?: string
}

/** Throws a UserError "file:line: key: what is wrong" for the first defect of a settings table. */
export function checkSettings(table: unknown, source: SettingsText): void {
  check(table, SETTINGS_SCHEMA, [], source)
  const found = contradictionIn(table as Record<string, unknown>)
  if (found) throw wrong(source, found.path, found.what, 'keep one of the two')
}

type Path = readonly (string | number)[]

function check(value: unknown, schema: Schema, path: Path, source: SettingsText): void {
  if (!hasType(value, schema)) throw wrong(source, path, `expected ${article(schema)}, got ${kindOf(value)}`)
  if (schema.enum && !schema.enum.includes(String(value))) {
    const near = nearest(String(value), schema.enum)
    throw wrong(source, path, `"${value}" is none of ${schema.enum.join(', ')}`, near && `did you mean "${near}"?`)
  }
  if (schema.pattern && !new RegExp(schema.pattern).test(String(value))) {
    throw wrong(source, path, `"${value}" is not a name (lower case letters, digits, . _ -)`)
  }
  if (schema.minimum !== undefined && Number(value) < schema.minimum) {
    throw wrong(source, path, `must be at least ${schema.minimum}`)
  }
  if (Array.isArray(value)) checkList(value, schema, path, source)
  else if (schema.type === 'object') checkTable(value as Record<string, unknown>, schema, path, source)
}

function checkList(value: readonly unknown[], schema: Schema, path: Path, source: SettingsText): void {
  if (value.length < (schema.minItems ?? 0)) throw wrong(source, path, 'must not be empty')
  for (const [i, item] of schema.items ? value.entries() : []) check(item, schema.items!, [...path, i], source)
  const key = schema['x-key']
  if (!key) return
  const names = value.map((v) => (v as Record<string, unknown>)[key])
  const twice = names.findIndex((name, i) => names.indexOf(name) !== i)
  if (twice !== -1) throw wrong(source, [...path, twice, key], `${key} "${names[twice]}" is used twice`)
}

function checkTable(table: Record<string, unknown>, schema: Schema, path: Path, source: SettingsText): void {
  for (const [key, value] of Object.entries(table)) {
    const known = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined
    if (known) check(value, known, [...path, key], source)
    else if (!schema.additionalProperties && !(path.length === 0 && source.file.endsWith('.toml') && isRuleKey(key))) {
      const near = nearest(key, Object.keys(schema.properties ?? {}))
      throw wrong(source, [...path, key], 'is not a known key', near && `did you mean "${near}"?`)
    }
  }
  const missing = schema.required?.find((key) => !Object.hasOwn(table, key))
  if (missing) throw wrong(source, path, `has no "${missing}"`)
}

function isRuleKey(key: string): boolean {
  return RULE_KEYS.some((known) => known.toLowerCase() === key.toLowerCase())
}

function hasType(value: unknown, { type }: Schema): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object')
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  if (type === 'integer') return typeof value === 'number' && Number.isInteger(value)
  return typeof value === type
}

function article({ type }: Schema): string {
  return { object: 'a table', array: 'a list', string: 'a text', boolean: 'true or false', integer: 'a whole number' }[
    type
  ]
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return { object: 'a table', string: 'a text', boolean: 'true or false', number: 'a number' }[typeof value as 'object']
}

function wrong(source: SettingsText, path: Path, what: string, hint?: string): UserError {
  const key = path.map((p) => (typeof p === 'number' ? `[${p + 1}]` : `.${p}`)).join('')
  const line = lineOfKey(source.text, source.prefix ? [source.prefix, ...path] : path)
  return new UserError(`${source.file}:${line}: ${key.slice(1) || 'the file'}: ${what}`, hint || 'see docs/policies.md')
}

/**
 * The 1-based line on which a key stands in TOML, JSON or YAML text: each step of the path is looked for after the one
 * before it. Good for a message; 1 when the key is not found.
 */
export function lineOfKey(text: string, path: Path): number {
  let at = 0
  path.forEach((step, i) => {
    const next = path[i + 1]
    if (typeof step === 'number') return
    const times = typeof next === 'number' ? next : 0
    const escaped = step.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const header = `^[ \\t]*\\[{1,2}[^\\]\\n]*?\\b${escaped}["']?\\s*\\]`
    const key = new RegExp(`${header}|(?:^|[\\s,{.\\-])["']?${escaped}["']?\\s*[:=.]`, 'gm')
    key.lastIndex = at
    let found = key.exec(text)
    for (let n = 0; n < times && found?.[0].includes('[['); n++) found = key.exec(text)
    if (found) at = found.index + found[0].length
  })
  return text.slice(0, at).split('\n').length
}
