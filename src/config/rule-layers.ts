// Owns: laying rule files over each other: gitleaks' merge rules, in any depth, and which file each part came from.
// Must not know: where files are found, and whether what comes out makes sense.

import { nearest } from '../core/nearest.ts'
import type { DefinedAt, RuleSet, RuleSpec } from '../core/rule.ts'
import type { AllowlistPart } from './allowlists.ts'
import type { ConfigFile, RuleFields, RulePart } from './dialect.ts'
import type { Report } from './problem.ts'

/** A rule as it holds in the end. */
export interface EffectiveRule {
  readonly spec: RuleSpec
  /** Tables that it is made of, lowest first. A rule that is wholly built in has none. */
  readonly parts: readonly RulePart[]
  readonly builtin: boolean
  /** Which table said each key; what is not in here is built in or a default. */
  readonly said: Readonly<Partial<Record<keyof RuleFields, RulePart>>>
}

/** Everything that holds in the end. */
export interface Effective {
  readonly rules: readonly EffectiveRule[]
  /** Global allowlists of the files: the last file's first. */
  readonly allowlists: readonly AllowlistPart[]
  /** Global allowlists that are built in. */
  readonly builtinAllowlists: RuleSet['allowlists']
  /** Ids that were switched off, with where. */
  readonly disabled: ReadonlyMap<string, DefinedAt>
  /** The rules that were switched off. */
  readonly off: readonly RuleSpec[]
}

const DEFAULTS = {
  description: '',
  severity: 'high',
  secretGroup: 0,
  entropy: 0,
  keywords: [],
  tags: [],
  skipReport: false,
  required: [],
  confidence: 'high',
  checks: [],
} satisfies RuleFields

/** A rule from a single table. Specificity: 100 unless said, 0 when the id says generic (gitleaks' own test). */
export function ruleOf(part: RulePart): RuleSpec {
  return {
    ...DEFAULTS,
    specificity: part.id.toLowerCase().includes('generic') ? 0 : 100,
    ...part.fields,
    id: part.id,
    allowlists: part.allowlists.map((a) => a.spec),
    definedAt: part.definedAt,
  }
}

/** Lays files over the built-in rules (if given), the first file lowest. */
export function layered(builtin: RuleSet | undefined, files: readonly ConfigFile[], report: Report): Effective {
  const rules = new Map<string, EffectiveRule>()
  for (const spec of builtin?.rules ?? []) rules.set(spec.id, { spec, parts: [], builtin: true, said: {} })
  const disabled = new Map<string, DefinedAt>()
  const off: RuleSpec[] = []
  for (const file of files) {
    off.push(...disable(file, rules, disabled, report))
    for (const part of file.rules) {
      const below = rules.get(part.id)
      rules.set(part.id, below ? over(below, part, report) : fresh(part))
    }
  }
  return {
    rules: [...rules.values()],
    allowlists: [...files].reverse().flatMap((file) => file.allowlists),
    builtinAllowlists: builtin?.allowlists ?? [],
    disabled,
    off,
  }
}

function disable(
  file: ConfigFile,
  rules: Map<string, EffectiveRule>,
  disabled: Map<string, DefinedAt>,
  report: Report,
): RuleSpec[] {
  const off: RuleSpec[] = []
  file.extend.disabledRules.forEach((id, i) => {
    const at = file.extend.at('disabledrules', i)
    const rule = rules.get(id)
    if (rule) {
      rules.delete(id)
      disabled.set(id, at)
      off.push(rule.spec)
    } else if (!disabled.has(id)) {
      const near = nearest(id, [...rules.keys()])
      const message = `disabledRules names "${id}", and no rule that the file builds on has that id`
      report({ level: 'warning', at, message, ...(near ? { hint: `did you mean ${near}?` } : {}) })
    }
  })
  return off
}

function fresh(part: RulePart): EffectiveRule {
  return { spec: ruleOf(part), parts: [part], builtin: false, said: saidBy(part, Object.keys(part.fields)) }
}

function saidBy(part: RulePart, keys: readonly string[]): EffectiveRule['said'] {
  return Object.fromEntries(keys.map((key) => [key, part]))
}

/** The upper table over the lower rule: lists are appended, numbers count when not zero, the rest when written. */
function over(below: EffectiveRule, part: RulePart, report: Report): EffectiveRule {
  const { entropy, secretGroup, keywords, tags, ...plain } = part.fields
  const { spec } = below
  const numbers = { ...(entropy ? { entropy } : {}), ...(secretGroup ? { secretGroup } : {}) }
  if (entropy === 0 && spec.entropy !== 0) {
    const message = `entropy = 0 does not undo the inherited ${spec.entropy} (as in gitleaks)`
    report({
      level: 'warning',
      at: part.at('entropy'),
      rule: part.id,
      message,
      hint: 'write a very small number: 0.01',
    })
  }
  warnOfOldKeywords(spec, part, report)
  const lists = {
    keywords: [...new Set([...spec.keywords, ...(keywords ?? [])])],
    tags: [...spec.tags, ...(tags ?? [])],
    allowlists: [...spec.allowlists, ...part.allowlists.map((a) => a.spec)],
  }
  const keys = [...Object.keys({ ...plain, ...numbers }), ...(keywords ? ['keywords'] : []), ...(tags ? ['tags'] : [])]
  return {
    spec: { ...spec, ...plain, ...numbers, ...lists },
    parts: [...below.parts, part],
    builtin: below.builtin,
    said: { ...below.said, ...saidBy(part, keys) },
  }
}

/** A new regex is still gated by the old keywords; when it holds none of them, that is hardly meant. */
function warnOfOldKeywords(below: RuleSpec, part: RulePart, report: Report): void {
  const { regex, keywords } = part.fields
  if (regex === undefined || below.keywords.length === 0 || (keywords ?? []).length > 0) return
  const lower = regex.toLowerCase()
  if (below.keywords.some((k) => lower.includes(k))) return
  const message = `the new regex runs only where an inherited keyword stands: ${below.keywords.slice(0, 5).join(', ')}`
  report({
    level: 'warning',
    at: part.at('regex'),
    rule: part.id,
    message,
    hint: 'add keywords that every match contains, or use a new id',
  })
}
