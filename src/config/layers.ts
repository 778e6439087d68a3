// Owns: merging layers of settings, later over earlier, by key and by id; where each value came from; and what a layer
// that may only tighten is not allowed to do.
// Must not know: files.
import type { Schema } from './settings-schema.ts'
import { SETTINGS_SCHEMA } from './settings-schema.ts'

/** One layer: a checked table and its name for people. */
export interface Layer {
  readonly name: string
  readonly table: Readonly<Record<string, unknown>>
  /** The user's own layer: it can forbid more, never less. */
  readonly tightenOnly?: boolean
  /** The file that it was read from; `prefix` is where in it the settings stand. */
  readonly source?: { readonly file: string; readonly text: string; readonly prefix?: string }
}

/** The merged table, the layer of each key (`isolation.zones.pay.paths`), and what was refused. */
export interface Merged {
  readonly table: Record<string, unknown>
  readonly origin: ReadonlyMap<string, string>
  readonly refused: readonly string[]
}

interface State {
  readonly origin: Map<string, string>
  readonly refused: string[]
}

const STRICTNESS = ['allow', 'warn', 'vault', 'block']
const SURENESS = ['certain', 'high', 'medium', 'low']

/** Merges layers over `base`, which is the built-in one. */
export function mergeLayers(base: object, layers: readonly Layer[]): Merged {
  const table = structuredClone(base) as Record<string, unknown>
  const state: State = { origin: new Map(), refused: [] }
  for (const layer of layers) mergeTable(table, layer.table, SETTINGS_SCHEMA, '', layer, state)
  return { table, ...state }
}

function mergeTable(
  into: Record<string, unknown>,
  from: Readonly<Record<string, unknown>>,
  schema: Schema,
  path: string,
  layer: Layer,
  state: State,
): void {
  for (const [key, value] of Object.entries(from)) {
    const known = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key]! : undefined
    if (!known && !schema.additionalProperties) continue // keys of rule files: read elsewhere
    const at = path === '' ? key : `${path}.${key}`
    if (known?.['x-key']) mergeByKey(into, key, value as Table[], known, at, layer, state)
    else if (known?.type === 'object') {
      const inner = Object.hasOwn(into, key) ? (into[key] as Table) : {}
      into[key] = inner
      const open = known.additionalProperties ? { ...known, properties: {} } : known
      mergeTable(inner, value as Table, open, at, layer, state)
    } else setValue(into, key, value, known ?? schema, at, layer, state)
  }
}

type Table = Record<string, unknown>

function setValue(into: Table, key: string, value: unknown, schema: Schema, at: string, layer: Layer, s: State): void {
  const old = Object.hasOwn(into, key) ? into[key] : undefined
  const next = layer.tightenOnly ? tightened(old, value, schema) : value
  if (next === undefined) {
    if (JSON.stringify(old) !== JSON.stringify(value)) s.refused.push(`${layer.name}: ${at} may not be loosened here`)
    return
  }
  into[key] = next
  s.origin.set(at, layer.name)
}

/** The value that a tightening layer leads to; undefined when it would loosen. */
function tightened(old: unknown, value: unknown, schema: Schema): unknown {
  switch (schema['x-tighten']) {
    case 'to-true':
      return value === true && old !== true ? true : undefined
    case 'to-false':
      return value === false && old !== false ? false : undefined
    case 'stricter':
      return STRICTNESS.indexOf(String(value)) > STRICTNESS.indexOf(String(old)) ? value : undefined
    case 'less sure': // without a value the confidences decide, of which only the threshold low is never laxer
      return (old === undefined ? value === 'low' : SURENESS.indexOf(String(value)) > SURENESS.indexOf(String(old)))
        ? value
        : undefined
    case 'lower':
      return old === undefined || Number(value) < Number(old) ? value : undefined
    case 'add':
      return [...new Set([...((old as unknown[]) ?? []), ...(value as unknown[])])]
    case 'fill':
      return old === undefined ? value : undefined
    case undefined:
      return undefined
  }
}

/** Lists of tables: the same id is merged key by key, a new one is added. A tightening layer can only add blocking ones. */
function mergeByKey(
  into: Table,
  key: string,
  value: Table[],
  schema: Schema,
  at: string,
  layer: Layer,
  s: State,
): void {
  const list = [...((into[key] as Table[] | undefined) ?? [])]
  const id = schema['x-key']!
  for (const item of value) {
    const index = list.findIndex((other) => other[id] === item[id])
    const path = `${at}.${item[id]}`
    if (layer.tightenOnly && (index !== -1 || loosens(item))) {
      s.refused.push(`${layer.name}: ${path} may not be changed or loosened here`)
      continue
    }
    if (index === -1) list.push({ ...item })
    else list[index] = { ...list[index], ...item }
    for (const name of Object.keys(item)) s.origin.set(`${path}.${name}`, layer.name)
  }
  into[key] = list
}

/** Whether an entry or a zone lets anything pass that would be blocked without it. */
function loosens(item: Table): boolean {
  const severity = (item.severity ?? {}) as Table | string
  const lax = typeof severity === 'object' && Object.values(severity).some((action) => action !== 'block')
  const skips = [item.disableRules, item.onlyRules].some((list) => Array.isArray(list) && list.length > 0)
  return lax || skips || item.inlineAllows === true
}
