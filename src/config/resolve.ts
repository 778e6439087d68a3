// Owns: from a rule file's text to the set that is scanned with: everything that it builds on, merged, checked.
// Must not know: where the file was found, or the engine (patterns are compiled by what it is given).
import { createHash } from 'node:crypto'
import { UserError } from '../core/fault.ts'
import { nearest } from '../core/nearest.ts'
import type { AllowlistSpec, RuleSet, RuleSource, RuleSpec } from '../core/rule.ts'
import type { ConfigFile } from './dialect.ts'
import { type ConfigText, extended } from './extend.ts'
import { expandFragments, type FragmentTable } from './fragments.ts'
import { lint, type PatternDoor } from './lint.ts'
import type { Problem } from './problem.ts'
import { type Effective, layered } from './rule-layers.ts'
import type { FileView } from './settings-find.ts'

/** What resolving needs from outside. */
export interface ResolveWith {
  readonly cwd: string
  readonly view: FileView
  /** The built-in rules; asked for only when a file builds on them. */
  readonly builtin: () => Promise<RuleSet>
  readonly door: PatternDoor
  /** For rule files of our own kind: patterns are expanded by these, and half-anchored ones are errors. */
  readonly fragments?: FragmentTable
}

/** What came out. When `problems` holds an error the set must not be scanned with. */
export interface Resolved {
  readonly set: RuleSet
  readonly effective: Effective
  readonly problems: readonly Problem[]
  /** Absolute paths of all rule files. */
  readonly paths: readonly string[]
  readonly useDefault: boolean
}

/** Resolves one rule file. Throws a UserError for what leaves nothing to check: no TOML, a missing file, no rules. */
export async function resolveRules(text: ConfigText, given: ResolveWith): Promise<Resolved> {
  const { files: plain, paths, useDefault, problems: found } = extended(text, given.cwd, given.view)
  const { fragments } = given
  const files = fragments ? plain.map((file) => expanded(file, fragments)) : plain
  const problems = [...found]
  const report = (problem: Problem) => void problems.push(problem)
  const builtin = useDefault ? await given.builtin() : undefined
  const effective = layered(builtin, files, report)
  if (effective.rules.length === 0 && !problems.some((p) => p.level === 'error')) {
    throw new UserError(
      `${text.name} has no rules, so nothing could be found`,
      'add your rules, or build on the built-in ones:  [extend]  useDefault = true',
    )
  }
  lint(effective, given.door, report, fragments ? 'error' : 'warning')
  const digest = createHash('sha256').update(JSON.stringify([builtin?.digest, files.map((f) => f.rules), text.text]))
  return { set: setOf(effective, digest.digest('hex').slice(0, 16)), effective, problems, paths, useDefault }
}

function expanded(file: ConfigFile, fragments: FragmentTable): ConfigFile {
  const rules = file.rules.map((part) => {
    const { regex } = part.fields
    return regex === undefined
      ? part
      : { ...part, fields: { ...part.fields, regex: expandFragments(regex, fragments) } }
  })
  return { ...file, rules }
}

/** Lists for certain rules go to those rules, all others stay global: the files' own before the built-in ones. What a rule requires stays, unreported. */
function setOf({ rules, off, allowlists, builtinAllowlists }: Effective, digest: string): RuleSet {
  const targeted = new Map<string, AllowlistSpec[]>()
  for (const { spec, targetRules } of allowlists) {
    for (const id of targetRules) targeted.set(id, [...(targeted.get(id) ?? []), spec])
  }
  const needed = new Set(rules.flatMap((r) => r.spec.required.map((q) => q.id)))
  const supports = off.filter((spec) => needed.has(spec.id)).map((spec) => ({ ...spec, skipReport: true }))
  const global = allowlists.filter((a) => a.targetRules.length === 0).map((a) => a.spec)
  const kept = rules.map(({ spec }) => {
    const more = targeted.get(spec.id)
    return more ? { ...spec, allowlists: [...spec.allowlists, ...more] } : spec
  })
  return {
    rules: [...kept, ...supports],
    allowlists: [...global, ...builtinAllowlists],
    digest,
  }
}

/** What of a rule the compiled form depends on: its keyword automaton and the analysis of its pattern. */
const COMPILED_IN = ['regex', 'keywords', 'required'] as const

/**
 * The set as changes to the compiled built-in rules, which open in a millisecond, or undefined when the files add rules
 * or change what the compiled form depends on. The common file (useDefault, allowlists, disabledRules) is of this kind.
 */
export function overCompiled({ set, effective, useDefault }: Resolved, file: string): RuleSource | undefined {
  const own = effective.rules.filter((r) => r.parts.length > 0)
  if (!useDefault || own.some((r) => !r.builtin || COMPILED_IN.some((key) => r.said[key] !== undefined)))
    return undefined
  const targeted = new Set(effective.allowlists.flatMap((a) => a.targetRules))
  const changed = new Set([...own.map((r) => r.spec.id), ...targeted])
  return {
    kind: 'compiled',
    file,
    disabled: [...effective.disabled.keys()],
    only: [],
    patched: set.rules.filter((rule) => changed.has(rule.id)),
    allowlists: set.allowlists,
    digest: set.digest,
  }
}

/**
 * Only the named rules (--enable-rule). A rule that one of them requires stays, but is not reported. Throws a UserError
 * for an unknown id.
 */
export function onlyRules(set: RuleSet, ids: readonly string[]): RuleSet {
  const known = new Map(set.rules.map((rule) => [rule.id, rule]))
  for (const id of ids) {
    if (known.has(id)) continue
    const near = nearest(id, [...known.keys()])
    throw new UserError(
      `--enable-rule: there is no rule "${id}"`,
      near ? `did you mean ${near}?` : 'see: stanch rules list',
    )
  }
  const named = new Set(ids)
  const needed = new Set(set.rules.filter((r) => named.has(r.id)).flatMap((r) => r.required.map((q) => q.id)))
  const rules = set.rules.flatMap((rule): RuleSpec[] => {
    if (named.has(rule.id)) return [rule]
    return needed.has(rule.id) ? [{ ...rule, skipReport: true }] : []
  })
  return { ...set, rules, digest: `${set.digest}-${[...named].sort().join(',')}` }
}
