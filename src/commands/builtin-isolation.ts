// Owns: opening the built-in isolation entries, which the build has compiled into one file.
// Must not know: what they mean.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IsolationEntry } from '../core/settings.ts'
import type { Host } from '../host.ts'
import type { NameTable } from '../policy/name-table.ts'

/** The entries, and the table by which names are looked up. */
export interface Compiled {
  readonly entries: readonly IsolationEntry[]
  readonly names: NameTable
}

/** Reads them. */
export function builtinIsolation({ assets }: Host): Compiled {
  return JSON.parse(readFileSync(join(assets, 'isolation.json'), 'utf8')) as Compiled
}
