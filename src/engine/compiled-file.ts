// Owns: the file that the build makes of the built-in rules: opened in about a millisecond, a rule is parsed when it is hit.
// Must not know: TOML.
//
//   8 bytes "STANCHR1" · uint32 header length · header (JSON) · padding to 8 · arrays of the automaton · rule specs (JSON each)
import { readFileSync } from 'node:fs'
import { UserError } from '../core/fault.ts'
import type { AllowlistSpec, RuleSpec } from '../core/rule.ts'
import type { Automaton } from './automaton.ts'
import { decodePromises, type Promises } from './pattern/promises.ts'
import { lookups, type RuleTable } from './table.ts'

/** First bytes of the file. */
export const MAGIC = 'STANCHR1'

/** What stands before the arrays. */
export interface Header {
  readonly digest: string
  readonly rulesOf: number[][]
  readonly always: number[]
  readonly ids: string[]
  readonly supports: number[]
  readonly allowlists: AllowlistSpec[]
  readonly shift: number
  /** Byte lengths: classes, table, firstOutput, outputs, lengths, promises, then. */
  readonly parts: number[]
  readonly specs: number[]
}

/** Opens a file made by `encodeRules` (compiled-encode.ts). Throws a UserError when it is absent or damaged. */
export function openCompiledRules(file: string): RuleTable {
  const buffer = read(file)
  if (buffer.toString('latin1', 0, 8) !== MAGIC) {
    throw new UserError(`${file} is not a compiled rule file`, 'reinstall stanch')
  }
  const length = buffer.readUInt32LE(8)
  const header = JSON.parse(buffer.toString('utf8', 12, 12 + length)) as Header
  const first = 12 + length + ((8 - ((12 + length) % 8)) % 8)
  const starts = offsets([...header.parts, ...header.specs], first)
  const promises = ints(buffer, starts, 5)
  const decoded: Promises[] = []
  const specs = new Map<number, RuleSpec>()
  return {
    size: header.specs.length,
    digest: header.digest,
    automaton: automatonOf(buffer, starts, header),
    rulesOf: header.rulesOf,
    always: header.always,
    allowlists: header.allowlists,
    ...lookups(header.ids, header.supports),
    promises: (rule) => (decoded[rule] ??= decodePromises(promises, rule)),
    spec(rule) {
      let spec = specs.get(rule)
      if (!spec) {
        const at = rule + header.parts.length
        spec = JSON.parse(buffer.toString('utf8', starts[at], starts[at + 1])) as RuleSpec
        specs.set(rule, spec)
      }
      return spec
    },
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    throw new UserError(`the built-in rules (${file}) cannot be read`, 'reinstall stanch, or run: npm run bundle')
  }
}

function ints(buffer: Buffer, starts: readonly number[], part: number): Int32Array {
  const bytes = buffer.subarray(starts[part], starts[part + 1])
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes)
  return new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4)
}

function automatonOf(buffer: Buffer, starts: readonly number[], header: Header): Automaton {
  return {
    classes: buffer.subarray(starts[0], starts[1]),
    shift: header.shift,
    table: ints(buffer, starts, 1),
    firstOutput: ints(buffer, starts, 2),
    outputs: ints(buffer, starts, 3),
    lengths: ints(buffer, starts, 4),
  }
}

function offsets(lengths: readonly number[], first: number): number[] {
  const starts = [first]
  for (const length of lengths) starts.push(starts.at(-1)! + length)
  return starts
}
