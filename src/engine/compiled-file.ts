// Owns: the file that the build makes of the built-in rules: opened in about a millisecond, a rule is parsed when it is hit.
// Must not know: TOML.
//
//   8 bytes "STANCHR5" · uint32 length of the header · uint32 length of the front
//   front: header (JSON) · padding to 8 · arrays of the automaton, promises, rule ids (JSON)
//   rule specs (JSON each)
import { closeSync, openSync, readSync } from 'node:fs'
import { UserError } from '../core/fault.ts'
import type { AllowlistSpec, RuleSpec } from '../core/rule.ts'
import type { Automaton } from './automaton.ts'
import { decodePromises, type Promises } from './pattern/promises.ts'
import { lookups, type RuleTable } from './table.ts'

/** First bytes of the file. */
export const MAGIC = 'STANCHR5'
const PRELUDE = 16

/** What stands before the arrays. */
export interface Header {
  readonly digest: string
  readonly rulesOf: number[][]
  readonly always: number[]
  readonly supports: number[]
  readonly allowlists: AllowlistSpec[]
  readonly shift: number
  /** Byte lengths: classes, table, firstOutput, outputs, lengths, promises, ids. */
  readonly parts: number[]
  readonly specs: number[]
}

/** Opens a file made by `encodeRules` (compiled-encode.ts). Throws a UserError when it is absent or damaged. */
export function openCompiledRules(file: string): RuleTable {
  const opened = new RuleFile(file)
  const { front } = opened
  const header = JSON.parse(front.toString('utf8', 0, opened.headerLength)) as Header
  const starts = offsets(header.parts, padded(opened.headerLength))
  const promises = ints(front, starts, 5)
  const decoded: Promises[] = []
  const specs = new Map<number, RuleSpec>()
  let texts: { readonly bytes: Buffer; readonly starts: readonly number[] } | undefined
  return {
    size: header.specs.length,
    digest: header.digest,
    automaton: automatonOf(front, starts, header),
    rulesOf: header.rulesOf,
    always: header.always,
    allowlists: header.allowlists,
    ...lookups(() => JSON.parse(front.toString('utf8', starts[6], starts[7])) as string[], header.supports),
    promises: (rule) => (decoded[rule] ??= decodePromises(promises, rule)),
    spec(rule) {
      let spec = specs.get(rule)
      if (!spec) {
        texts ??= textsOf(opened, header.specs)
        spec = JSON.parse(texts.bytes.toString('utf8', texts.starts[rule], texts.starts[rule + 1])) as RuleSpec
        specs.set(rule, spec)
      }
      return spec
    },
  }
}

function textsOf(file: RuleFile, lengths: readonly number[]) {
  const starts = offsets(lengths, 0)
  return { bytes: file.rest(starts.at(-1)!), starts }
}

/** Arrays start at a multiple of 8. */
export function padded(length: number): number {
  return Math.ceil(length / 8) * 8
}

/** The front is read at once; the specs, a third of the file, when the first rule is hit. */
class RuleFile {
  readonly front: Buffer
  readonly headerLength: number
  readonly #name: string
  #fd: number | undefined

  constructor(name: string) {
    this.#name = name
    this.#fd = opened(name)
    const prelude = this.#read(0, PRELUDE)
    if (prelude.toString('latin1', 0, 8) !== MAGIC) {
      throw new UserError(`${name} is not a compiled rule file`, 'reinstall stanch')
    }
    this.headerLength = prelude.readUInt32LE(8)
    this.front = this.#read(PRELUDE, prelude.readUInt32LE(12))
  }

  /** What comes after the front. The file stays open until then: another one in its place has other specs. */
  rest(length: number): Buffer {
    const bytes = this.#read(PRELUDE + this.front.length, length)
    closeSync(this.#fd!)
    this.#fd = undefined
    return bytes
  }

  #read(at: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafeSlow(length)
    if (readSync(this.#fd!, bytes, 0, length, at) < length)
      throw new UserError(`${this.#name} is cut short`, 'reinstall stanch')
    return bytes
  }
}

function opened(file: string): number {
  try {
    return openSync(file, 'r')
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
