// Owns: reading typed values from a parsed TOML table with gitleaks' weak typing, each complaint with its line.
// Must not know: which keys there are for what.
import { nearest } from '../core/nearest.ts'
import type { DefinedAt } from '../core/rule.ts'
import { FOREIGN } from './keys.ts'
import type { Positions, TomlPath } from './positions.ts'
import type { Problem } from './problem.ts'
import type { TomlTable } from './toml.ts'

/** The file that is being read. */
export interface FileContext {
  readonly file: string
  readonly positions: Positions
  readonly problems: Problem[]
}

/** Lists in which a comma may be part of an entry. */
const PATTERNS: ReadonlySet<string> = new Set(['regexes', 'paths'])

/** One table: keys are asked for in lower case; an absent key gives undefined. */
export class Table {
  readonly #values = new Map<string, unknown>()
  readonly #spelled = new Map<string, string>()
  readonly #raw: TomlTable
  readonly #context: FileContext
  readonly path: TomlPath
  readonly rule: string | undefined

  constructor(raw: TomlTable, path: TomlPath, context: FileContext, rule?: string) {
    this.#raw = raw
    this.#context = context
    this.path = path
    this.rule = rule
    for (const [key, value] of Object.entries(raw)) {
      const lower = key.toLowerCase()
      this.#values.set(lower, value)
      this.#spelled.set(lower, key)
    }
  }

  has(key: string): boolean {
    return this.#values.has(key)
  }

  /** Where a key, or an entry of its list, stands. */
  at(...keys: TomlPath): DefinedAt {
    return { file: this.#context.file, line: this.#context.positions.lineOf([...this.path, ...keys]) }
  }

  error(key: string, message: string, hint?: string): void {
    this.#put('error', key, message, hint)
  }

  warning(key: string, message: string, hint?: string): void {
    this.#put('warning', key, message, hint)
  }

  #put(level: Problem['level'], key: string, message: string, hint: string | undefined): void {
    const rule = this.rule === undefined ? {} : { rule: this.rule }
    this.#context.problems.push({ level, at: this.at(key), ...rule, message, ...(hint === undefined ? {} : { hint }) })
  }

  /** A number or a boolean is taken as its text. */
  string(key: string): string | undefined {
    const value = this.#values.get(key)
    if (value === undefined || typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'bigint') return String(value)
    if (typeof value === 'boolean') return value ? '1' : '0'
    return this.#wrong(key, 'a string', value)
  }

  /** A text that is a number is taken as one. */
  number(key: string): number | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return undefined
    if (typeof value === 'boolean') return value ? 1 : 0
    const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
    if (typeof value === 'object' || !Number.isFinite(number)) return this.#wrong(key, 'a number', value)
    return number
  }

  boolean(key: string): boolean | undefined {
    const value = this.#values.get(key)
    if (value === undefined || typeof value === 'boolean') return value
    if (typeof value === 'number') return value !== 0
    if (typeof value === 'string' && /^(1|t|true)$/i.test(value)) return true
    if (typeof value === 'string' && /^(0|f|false|)$/i.test(value)) return false
    return this.#wrong(key, 'true or false', value)
  }

  /** A single value is a list of one; a text is split at its commas unless it must stay `whole`. */
  strings(key: string, whole = false): string[] | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return undefined
    if (!Array.isArray(value)) {
      const text = this.string(key)
      if (text === undefined) return []
      const parts = whole || typeof value !== 'string' ? [text] : text === '' ? [] : text.split(',')
      if (parts.length > 1 && PATTERNS.has(key)) {
        this.warning(key, 'the text is split at its commas, as in gitleaks', 'write a list: ["..."]')
      }
      return parts
    }
    const bad = value.findIndex((v) => typeof v === 'object' || v === undefined)
    if (bad !== -1) this.#wrong(key, 'a list of strings', value)
    return bad === -1 ? value.map(String) : []
  }

  /** A single table is a list of one. */
  tables(key: string): Table[] {
    const value = this.#values.get(key)
    if (value === undefined) return []
    if (isTable(value)) return [this.#under(value, [key])]
    if (Array.isArray(value) && value.every(isTable)) return value.map((raw, i) => this.#under(raw, [key, i]))
    this.#wrong(key, `tables: [[${key}]]`, value)
    return []
  }

  table(key: string): Table | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return undefined
    return isTable(value) ? this.#under(value, [key]) : this.#wrong(key, `a table: [${key}]`, value)
  }

  /** The same table, speaking of a rule. */
  about(rule: string): Table {
    return new Table(this.#raw, this.path, this.#context, rule)
  }

  /** Warns about every key that is not known, with the nearest known one; a key in two spellings is an error. */
  onlyKnown(known: readonly string[]): void {
    for (const key of Object.keys(this.#raw)) {
      const other = this.#spelled.get(key.toLowerCase())
      if (other !== key) this.error(key.toLowerCase(), `"${key}" and "${other}" are the same key`, 'use one spelling')
    }
    const lower = new Set(known.map((k) => k.toLowerCase()))
    for (const [key, spelled] of this.#spelled) {
      if (Object.hasOwn(FOREIGN, key)) this.warning(key, `"${spelled}" does nothing`, FOREIGN[key])
      else if (!lower.has(key)) {
        const near = nearest(spelled, known)
        this.warning(key, `unknown key "${spelled}" does nothing`, near ? `did you mean ${near}?` : undefined)
      }
    }
  }

  #under(raw: TomlTable, keys: TomlPath): Table {
    return new Table(raw, [...this.path, ...keys], this.#context, this.rule)
  }

  #wrong(key: string, wanted: string, value: unknown): undefined {
    const what = Array.isArray(value) ? 'a list' : isTable(value) ? 'a table' : JSON.stringify(value)
    this.error(key, `"${this.#spelled.get(key)}" must be ${wanted}, not ${what}`)
    return undefined
  }
}

function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
