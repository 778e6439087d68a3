// Owns: the gitleaks dialect: the text of one rule file -> what it says, as plain data, every defect with its place.
// Must not know: where the text came from, what it builds on, or how rules are matched.
import { CHECK_NAMES } from '../core/check-names.ts'
import type { DefinedAt, RequiredSpec, RuleSpec } from '../core/rule.ts'
import { VAULT_DECIDES } from '../core/vault.ts'
import { type AllowlistPart, allowlistsOf } from './allowlists.ts'
import { KEYS } from './keys.ts'
import { positionsIn, type TomlPath } from './positions.ts'
import type { Problem } from './problem.ts'
import { SETTINGS_SCHEMA } from './settings-schema.ts'
import { Table } from './table.ts'
import { parseToml } from './toml.ts'

/** What may be written of a rule; only what was written is there. */
export type RuleFields = Partial<Omit<RuleSpec, 'id' | 'definedAt' | 'allowlists'>>

/** An example of a rule: a template (template.ts) and where it stands. */
export interface ExamplePart {
  readonly text: string
  readonly at: DefinedAt
}

/** One `[[rules]]` table: a rule, or changes to a rule of the same id further down. */
export interface RulePart {
  readonly id: string
  readonly definedAt: DefinedAt
  readonly fields: RuleFields
  readonly allowlists: readonly AllowlistPart[]
  readonly matches: readonly ExamplePart[]
  readonly misses: readonly ExamplePart[]
  readonly at: (...keys: TomlPath) => DefinedAt
}

/** What a file builds on. */
export interface ExtendPart {
  readonly useDefault: boolean
  readonly paths: readonly string[]
  readonly packages: readonly string[]
  readonly disabledRules: readonly string[]
  /** Where a key stands. */
  readonly at: (...keys: TomlPath) => DefinedAt
}

/** What one file says. */
export interface ConfigFile {
  readonly file: string
  readonly rules: readonly RulePart[]
  readonly allowlists: readonly AllowlistPart[]
  readonly extend: ExtendPart
  readonly problems: readonly Problem[]
}

/** The release of gitleaks whose dialect this is. */
const DIALECT = [8, 30, 1] as const

/** In our own files settings stand beside the rules; their loader checks them. */
const OWN_FILE = /(^|[/\\])\.?stanch\.toml$/

/** Reads one text. Throws a UserError when it is not TOML; every other defect is in `problems`. */
export function readConfig(text: string, file: string): ConfigFile {
  const context = { file, positions: positionsIn(text), problems: [] as Problem[] }
  const top = new Table(parseToml(text, file), [], context)
  top.onlyKnown(OWN_FILE.test(file) ? [...KEYS.top, ...Object.keys(SETTINGS_SCHEMA.properties ?? {})] : KEYS.top)
  checkVersion(top)
  const provider = top.string('provider')
  const rules = top.tables('rules').flatMap((table) => rulePart(table, provider) ?? [])
  reportTwins(rules, context.problems)
  return {
    file,
    rules,
    allowlists: allowlistsOf(top, 'globalAllowlist'),
    extend: extendOf(top),
    problems: context.problems,
  }
}

function rulePart(anonymous: Table, provider: string | undefined): RulePart | undefined {
  const id = anonymous.string('id') ?? ''
  if (id.trim() === '') {
    const hint = ['description', 'regex', 'path'].map((key) => anonymous.string(key)).find(Boolean)
    anonymous.error(
      '',
      'the rule has no id',
      hint === undefined ? undefined : `it is the one with: ${hint.slice(0, 60)}`,
    )
    return undefined
  }
  const table = anonymous.about(id)
  table.onlyKnown(KEYS.rule)
  return {
    id,
    definedAt: table.at(),
    fields: fieldsOf(table, provider),
    allowlists: allowlistsOf(table, 'allowlist'),
    matches: examplesOf(table, 'matches'),
    misses: examplesOf(table, 'misses'),
    at: (...keys) => table.at(...keys),
  }
}

function fieldsOf(table: Table, provider: string | undefined): RuleFields {
  const keywords = table.strings('keywords')?.map((k) => k.toLowerCase())
  return written({
    description: table.string('description') || (provider === undefined ? undefined : `${provider} secret`),
    regex: table.string('regex') || undefined,
    path: table.string('path') || undefined,
    secretGroup: groupOf(table),
    entropy: table.number('entropy'),
    keywords,
    tags: tagsOf(table),
    skipReport: table.boolean('skipreport'),
    required: table.has('required') ? table.tables('required').map(requiredOf) : undefined,
    specificity: table.number('specificity'),
    severity: oneOf(table, 'severity', ['critical', 'high', 'medium', 'low']),
    confidence: oneOf(table, 'confidence', ['certain', 'high', 'medium', 'low']),
    checks: checksOf(table),
    rotate: table.string('rotate'),
  })
}

/** `action = "vault"` travels as a tag: the finding carries it to the policies. */
function tagsOf(table: Table): readonly string[] | undefined {
  const tags = table.strings('tags')
  return oneOf(table, 'action', ['vault']) === undefined ? tags : [...(tags ?? []), VAULT_DECIDES]
}

/** Without the keys that were not written. */
function written(fields: { readonly [K in keyof RuleFields]: RuleFields[K] | undefined }): RuleFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function groupOf(table: Table): number | undefined {
  const group = table.number('secretgroup')
  if (group !== undefined && !Number.isInteger(group))
    table.error('secretgroup', `secretGroup must be a whole number, not ${group}`)
  return group === undefined ? undefined : Math.max(0, Math.trunc(group))
}

function checksOf(table: Table): readonly string[] | undefined {
  const names = table.strings('checks')
  for (const name of names ?? [])
    if (!CHECK_NAMES.includes(name)) table.error('checks', `unknown check "${name}"`, CHECK_NAMES.join(', '))
  return names
}

function requiredOf(table: Table): RequiredSpec {
  table.onlyKnown(KEYS.required)
  const id = table.string('id') ?? ''
  if (id === '') table.error('', 'an entry of [[rules.required]] has no id')
  const lines = table.number('withinlines')
  const columns = table.number('withincolumns')
  return {
    id,
    ...(lines === undefined ? {} : { withinLines: lines }),
    ...(columns === undefined ? {} : { withinColumns: columns }),
  }
}

function oneOf<T extends string>(table: Table, key: string, known: readonly T[]): T | undefined {
  const text = table.string(key)?.toLowerCase()
  const value = known.find((k) => k === text)
  if (text !== undefined && value === undefined) table.error(key, `unknown ${key} "${text}"`, known.join(', '))
  return value
}

function examplesOf(table: Table, key: 'matches' | 'misses'): ExamplePart[] {
  return table.tables(key).map((example) => {
    if (!example.has('text')) example.error('', `an entry of [[rules.${key}]] has no text`)
    return { text: example.string('text') ?? '', at: example.at('text') }
  })
}

function extendOf(top: Table): ExtendPart {
  const table = top.table('extend')
  table?.onlyKnown(KEYS.extend)
  return {
    useDefault: table?.boolean('usedefault') ?? false,
    paths: (table?.strings('path', true) ?? []).filter((path) => path !== ''),
    packages: (table?.strings('package', true) ?? []).filter((name) => name !== ''),
    disabledRules: table?.strings('disabledrules') ?? [],
    at: (...keys) => (table ?? top).at(...keys),
  }
}

function reportTwins(rules: readonly RulePart[], problems: Problem[]): void {
  const first = new Map<string, RulePart>()
  for (const rule of rules) {
    const twin = first.get(rule.id)
    if (twin === undefined) first.set(rule.id, rule)
    else {
      const message = `the id is used twice; the other one is on line ${twin.definedAt.line}`
      const hint = 'gitleaks takes the last one and drops the others without a word; rename or remove one'
      problems.push({ level: 'error', at: rule.at('id'), rule: rule.id, message, hint })
    }
  }
}

function checkVersion(top: Table): void {
  const text = top.string('minversion')
  if (text === undefined || text === '') return
  const parts = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(text)?.slice(1).map(Number)
  if (!parts) top.error('minversion', `minVersion "${text}" is not a version`, 'like 8.25.0')
  else if (isLater(parts)) {
    top.warning('minversion', `the file asks for gitleaks ${text}; stanch reads the dialect of ${DIALECT.join('.')}`)
  }
}

function isLater(parts: readonly number[]): boolean {
  const i = DIALECT.findIndex((known, n) => parts[n] !== known)
  return i !== -1 && parts[i]! > DIALECT[i]!
}
