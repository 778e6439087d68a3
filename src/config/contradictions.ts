// Owns: what a settings file says of one thing in two ways: somebody believes in the half that does not hold.
// Must not know: other layers: a later one may well say otherwise.
import { matchesName } from '../core/allow-comment.ts'

type Table = Readonly<Record<string, unknown>>
type Path = readonly (string | number)[]

/** A contradiction: the key that does not hold, and why. */
export interface Contradiction {
  readonly path: Path
  readonly what: string
}

/** The first contradiction of a table that fits the schema; undefined when there is none. */
export function contradictionIn(table: Table): Contradiction | undefined {
  const isolation = (table.isolation ?? {}) as Table
  return inZones(isolation) ?? inEntries(isolation) ?? switchedOff(isolation)
}

function inZones(isolation: Table): Contradiction | undefined {
  const allowed = list(isolation.allow)
  for (const [n, zone] of tables(isolation.zones).entries()) {
    const path = ['isolation', 'zones', n]
    const only = list(zone.onlyRules)
    const off = only.find((rule) => matchesName(rule, list(zone.disableRules)))
    if (off) return { path: [...path, 'disableRules'], what: `switches off "${off}", which onlyRules lets count` }
    const glob = zone.encrypted === true ? list(zone.paths).find((g) => allowed.includes(g)) : undefined
    if (glob) return { path: [...path, 'paths'], what: `"${glob}" must be encrypted, and isolation.allow lets it pass` }
  }
  return undefined
}

function inEntries(isolation: Table): Contradiction | undefined {
  const disabled = list(isolation.disable)
  const n = tables(isolation.files).findIndex((entry) => disabled.includes(String(entry.id)))
  if (n === -1) return undefined
  const id = String(tables(isolation.files)[n]!.id)
  return {
    path: ['isolation', 'files', n, 'id'],
    what: `"${id}" is an entry here, and isolation.disable switches it off`,
  }
}

/** With isolation off, nothing that it could demand holds. */
function switchedOff(isolation: Table): Contradiction | undefined {
  if (isolation.enabled !== false) return undefined
  const what = 'does not hold while isolation.enabled = false'
  if ((isolation.values as Table | undefined)?.enabled === true)
    return { path: ['isolation', 'values', 'enabled'], what }
  const n = tables(isolation.zones).findIndex((zone) => zone.encrypted === true)
  return n === -1 ? undefined : { path: ['isolation', 'zones', n, 'encrypted'], what }
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : []
}

function tables(value: unknown): readonly Table[] {
  return Array.isArray(value) ? (value as Table[]) : []
}
