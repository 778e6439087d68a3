// Owns: isolation.disable names entries that there are: one that nobody has switches off nothing, and somebody believes it does.
// Must not know: what entries mean, where the built-in ones come from.
import { UserError } from '../core/fault.ts'
import { nearest } from '../core/nearest.ts'
import type { Settings } from '../core/settings.ts'
import { whereIn } from './layer-place.ts'
import type { Layer } from './layers.ts'

/** Throws a UserError with file and line for the first id that no entry has. `builtin` is asked only when there is one. */
export function needKnownEntries(
  { isolation }: Settings,
  layers: readonly Layer[],
  builtin: () => readonly string[],
): void {
  if (isolation.disable.length === 0) return
  const known = [...builtin(), ...isolation.files.map(({ id }) => id)]
  const id = isolation.disable.find((name) => !known.includes(name))
  if (id === undefined) return
  const layer = layers.findLast(({ table }) => disabledIn(table)?.includes(id))
  const where = layer ? `${whereIn(layer, ['isolation', 'disable'], id)}: ` : ''
  const near = nearest(id, known)
  const hint = near ? `did you mean "${near}"?` : `there are: ${known.join(', ')}`
  throw new UserError(`${where}isolation.disable names "${id}", and there is no such entry`, hint)
}

function disabledIn(table: Layer['table']): readonly unknown[] | undefined {
  const { disable } = (table.isolation ?? {}) as { readonly disable?: readonly unknown[] }
  return disable
}
