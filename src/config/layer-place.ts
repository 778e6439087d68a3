// Owns: where in a layer something is said: `stanch.toml:12` for a file, else the layer's name.
// Must not know: what is said.
import type { Layer } from './layers.ts'
import { lineOfKey } from './schema-check.ts'

/** The place of a key. `word`: the line at or after it on which this stands, for an item of a list. */
export function whereIn({ name, source }: Layer, path: readonly (string | number)[], word?: string): string {
  if (!source) return name
  const { file, text, prefix } = source
  const line = lineOfKey(text, prefix ? [prefix, ...path] : path)
  if (word === undefined) return `${file}:${line}`
  const further = text
    .split('\n')
    .slice(line - 1)
    .findIndex((l) => l.includes(word))
  return `${file}:${line + Math.max(0, further)}`
}
