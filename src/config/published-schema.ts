// Owns: the JSON Schema that editors get: the loader's, with its head, and free where rule files take over.
// Must not know: where it is written.
import { RULE_KEYS, type Schema, SETTINGS_SCHEMA } from './settings-schema.ts'

/** The schema as text. Own keywords (x-...) stay out. */
export function publishedSchema(): string {
  const rules = Object.fromEntries(
    RULE_KEYS.map((key) => [key, { description: 'of the rule dialect, see docs/rules.md' }]),
  )
  const schema = plain(SETTINGS_SCHEMA) as { properties: object }
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'stanch settings' }
  return `${JSON.stringify({ ...head, ...schema, properties: { ...schema.properties, ...rules } }, null, 2)}\n`
}

function plain(value: Schema | unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key]) => !key.startsWith('x-'))
  return Object.fromEntries(kept.map(([key, inner]) => [key, plain(inner)]))
}
