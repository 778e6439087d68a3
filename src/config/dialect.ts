// Owns: the gitleaks dialect: a parsed TOML table -> rules and allowlists as plain data, every defect named with its place.
// Must not know: where the text came from, or how rules are matched.
import { UserError } from '../core/fault.ts'
import type { AllowlistSpec, Confidence, RequiredSpec, RuleSpec, Severity } from '../core/rule.ts'
import { headerLines, parseToml, type TomlTable } from './toml.ts'

/** What one config file says. */
export interface ConfigFile {
  readonly file: string
  readonly rules: readonly RuleSpec[]
  readonly allowlists: readonly AllowlistSpec[]
  readonly useDefault: boolean
  readonly disabledRules: readonly string[]
}

/** Reads one config text. Throws a UserError at the first defect. */
export function readConfig(text: string, file: string): ConfigFile {
  const table = lowered(parseToml(text, file)) as TomlTable
  const lines = headerLines(text, 'rules')
  const extend = (table.extend ?? {}) as TomlTable
  const provider = typeof table.provider === 'string' ? table.provider : undefined
  const rules = tables(table.rules).map((t, i) => ruleOf(t, { file, line: lines[i] ?? 0 }, provider))
  return {
    file,
    rules,
    allowlists: allowlistsOf(table, file),
    useDefault: extend.usedefault === true,
    disabledRules: strings(extend.disabledrules),
  }
}

function ruleOf(t: TomlTable, definedAt: RuleSpec['definedAt'], provider: string | undefined): RuleSpec {
  const id = String(t.id ?? '')
  if (id.trim() === '') throw new UserError(`${definedAt.file}:${definedAt.line}: a rule has no id`)
  const description = String(t.description ?? '')
  return {
    id,
    description: description || (provider ? `${provider} secret` : ''),
    severity: (t.severity as Severity | undefined) ?? 'high',
    ...(t.regex === undefined ? {} : { regex: String(t.regex) }),
    ...(t.path === undefined ? {} : { path: String(t.path) }),
    secretGroup: Number(t.secretgroup ?? 0),
    entropy: Number(t.entropy ?? 0),
    keywords: strings(t.keywords).map((k) => k.toLowerCase()),
    tags: strings(t.tags),
    skipReport: t.skipreport === true,
    allowlists: allowlistsOf(t, definedAt.file),
    required: tables(t.required).map(requiredOf),
    specificity: Number(t.specificity ?? (id.toLowerCase().includes('generic') ? 0 : 100)),
    confidence: (t.confidence as Confidence | undefined) ?? 'high',
    checks: strings(t.checks),
    ...(t.rotate === undefined ? {} : { rotate: String(t.rotate) }),
    definedAt,
  }
}

function requiredOf(t: TomlTable): RequiredSpec {
  return {
    id: String(t.id ?? ''),
    ...(t.withinlines === undefined ? {} : { withinLines: Number(t.withinlines) }),
    ...(t.withincolumns === undefined ? {} : { withinColumns: Number(t.withincolumns) }),
  }
}

function allowlistsOf(t: TomlTable, _file: string): AllowlistSpec[] {
  return [...tables(t.allowlist), ...tables(t.allowlists)].map((a) => ({
    description: String(a.description ?? ''),
    condition: /^(and|&&)$/i.test(String(a.condition ?? 'or')) ? 'AND' : 'OR',
    commits: strings(a.commits).map((c) => c.trim().toLowerCase()),
    paths: strings(a.paths),
    regexTarget: (a.regextarget as AllowlistSpec['regexTarget'] | undefined) ?? 'secret',
    regexes: strings(a.regexes),
    stopwords: strings(a.stopwords).map((s) => s.toLowerCase()),
  }))
}

/** Keys are case-insensitive in gitleaks. */
function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered)
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k.toLowerCase(), lowered(v)]))
}

function tables(value: unknown): TomlTable[] {
  if (value === undefined) return []
  return (Array.isArray(value) ? value : [value]) as TomlTable[]
}

function strings(value: unknown): string[] {
  if (value === undefined) return []
  return (Array.isArray(value) ? value : String(value).split(',')).map(String)
}
