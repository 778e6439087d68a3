// Owns: settings from environment variables: isolation.values.minLength <- STANCH_ISOLATION_VALUES_MIN_LENGTH.
// Must not know: files, flags.
import { UserError } from '../core/fault.ts'
import type { Layer } from './layers.ts'
import { type Schema, SETTINGS_SCHEMA } from './settings-schema.ts'

type Env = Readonly<Record<string, string | undefined>>

/** One layer for each variable that names a key. Lists are separated by commas. Throws for a value of the wrong kind. */
export function environmentLayers(env: Env): Layer[] {
  return leaves(SETTINGS_SCHEMA, []).flatMap(({ path, schema }) => {
    const name = variableOf(path)
    const value = env[name]
    return value === undefined || value === ''
      ? []
      : [{ name: `environment ${name}`, table: nest(path, read(name, value, schema)) }]
  })
}

/** `['inline', 'requireReason']` -> `STANCH_INLINE_REQUIRE_REASON`. */
export function variableOf(path: readonly string[]): string {
  return `STANCH_${path.map((step) => step.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase()).join('_')}`
}

interface Leaf {
  readonly path: readonly string[]
  readonly schema: Schema
}

function leaves(schema: Schema, path: readonly string[]): Leaf[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    const at = [...path, key]
    if (inner.type === 'object') return leaves(inner, at)
    const simple = inner.type !== 'array' || inner.items?.type === 'string'
    return simple && key !== '$schema' && key !== 'extends' ? [{ path: at, schema: inner }] : []
  })
}

function read(name: string, value: string, schema: Schema): unknown {
  if (schema.type === 'array') return value.split(',').map((part) => part.trim())
  if (schema.type === 'boolean') {
    if (/^(true|1)$/i.test(value)) return true
    if (/^(false|0)$/i.test(value)) return false
    throw new UserError(`${name} takes true or false, not "${value}"`)
  }
  if (schema.type === 'integer') {
    if (/^\d+$/.test(value) && Number(value) >= (schema.minimum ?? 0)) return Number(value)
    throw new UserError(`${name} takes a whole number, not "${value}"`)
  }
  if (schema.enum && !schema.enum.includes(value)) throw new UserError(`${name} takes one of ${schema.enum.join(', ')}`)
  return value
}

function nest(path: readonly string[], value: unknown): Record<string, unknown> {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>
}
