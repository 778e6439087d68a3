// Owns: rules/isolation.toml as data: what the build compiles, and what the tests read.
// Must not know: how paths are matched.
import { readFileSync } from 'node:fs'
import { UserError } from '../core/fault.ts'
import type { IsolationEntry } from '../core/settings.ts'
import { parseToml } from './toml.ts'

/** A file of an example. */
export interface ExampleFile {
  readonly path: string
  readonly content: string
}

/** An entry with its examples. */
export interface IsolationSpec extends IsolationEntry {
  readonly stops: readonly ExampleFile[]
  readonly keeps: readonly ExampleFile[]
}

/** Reads the file. Throws a UserError for an entry without reason, way out or examples. */
export function isolationEntries(file: string): IsolationSpec[] {
  const { entries } = parseToml(readFileSync(file, 'utf8'), file) as { entries: readonly Partial<IsolationSpec>[] }
  return entries.map((entry) => {
    const { id = '', paths = [], except = [], content = [], magic = [], reason = '', instead = '', severity } = entry
    const { stops = [], keeps = [] } = entry
    if (!id || !reason || !instead || !severity || stops.length === 0 || keeps.length === 0) {
      throw new UserError(`${file}: entry ${id || '?'} lacks a reason, a way out, a severity or an example`)
    }
    const unless = entry.unless === undefined ? {} : { unless: entry.unless }
    return { id, paths, except, content, magic, ...unless, severity, reason, instead, stops, keeps }
  })
}
