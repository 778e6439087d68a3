// Owns: whether a set of rules makes sense as a whole: patterns, groups, keywords, references, allowlists.
// Must not know: the engine: patterns are checked by what it is given. Built-in rules were checked by the build.
import { nearest } from '../core/nearest.ts'
import type { DefinedAt, RuleSpec } from '../core/rule.ts'
import type { AllowlistPart } from './allowlists.ts'
import type { ExamplePart, RuleFields } from './dialect.ts'
import { anchorsHalf, patternFault } from './pattern.ts'
import type { Report } from './problem.ts'
import type { Effective, EffectiveRule } from './rule-layers.ts'
import { expandTemplate } from './template.ts'

/** Compiles patterns. */
export interface PatternDoor {
  /** Throws with RE2's words. `groups` counts the capture groups. */
  compile(pattern: string): { readonly groups: number; test(text: string): boolean }
}

/** Reports every defect of what the files wrote. Half-anchored alternatives are a `warning` to users, an error to us. */
export function lint(
  effective: Effective,
  door: PatternDoor,
  report: Report,
  half: 'warning' | 'error' = 'warning',
): void {
  const check: Check = { door, report, half, ids: effective.rules.map((r) => r.spec.id), disabled: effective.disabled }
  const needed = new Set(effective.rules.flatMap((r) => r.spec.required.map((q) => q.id)))
  for (const rule of effective.rules) if (rule.parts.length > 0) checkRule(rule, check, needed)
  for (const list of effective.allowlists) checkAllowlist(list, undefined, check)
}

interface Check {
  readonly door: PatternDoor
  readonly report: Report
  readonly half: 'warning' | 'error'
  readonly ids: readonly string[]
  readonly disabled: ReadonlyMap<string, DefinedAt>
}

function checkRule(rule: EffectiveRule, check: Check, needed: ReadonlySet<string>): void {
  const { spec } = rule
  const error = (key: keyof RuleFields, message: string, hint?: string) =>
    check.report({
      level: 'error',
      at: placeOf(rule, key),
      rule: spec.id,
      message,
      ...(hint === undefined ? {} : { hint }),
    })
  if (spec.regex === undefined && spec.path === undefined)
    error('regex', 'it has neither regex nor path, so it has no effect')
  if (spec.regex !== undefined && rule.said.regex) checkRegex(rule, spec.regex, check)
  else if (spec.regex !== undefined && rule.said.secretGroup)
    checkGroup(rule, check.door.compile(spec.regex).groups, check)
  if (spec.path !== undefined && rule.said.path) checkPattern(spec.path, 'path', placeOf(rule, 'path'), spec.id, check)
  if (rule.said.keywords && spec.keywords.length > 0 && spec.keywords.every((k) => k === '')) {
    error(
      'keywords',
      'its only keyword is empty, so it never runs',
      'write keywords that every match contains, or none',
    )
  }
  if (spec.entropy < 0 || spec.entropy > MOST_ENTROPY) {
    const message = `entropy is ${spec.entropy}: that of a text lies between 0 and ${MOST_ENTROPY}`
    check.report({ level: 'warning', at: placeOf(rule, 'entropy'), rule: spec.id, message })
  }
  for (const { id } of spec.required)
    if (id !== '' && !check.ids.includes(id)) error('required', ...unknownRule('it requires the rule', id, check))
  if (spec.skipReport && rule.said.skipReport && !needed.has(spec.id)) {
    const message = 'skipReport is set and no rule requires it, so it does nothing'
    check.report({ level: 'warning', at: placeOf(rule, 'skipReport'), rule: spec.id, message })
  }
  for (const part of rule.parts) {
    for (const list of part.allowlists) checkAllowlist(list, spec.id, check)
    for (const example of part.matches) checkExample(example, spec, check)
  }
}

/** Bits of a byte. */
const MOST_ENTROPY = 8

function placeOf(rule: EffectiveRule, key: keyof RuleFields): DefinedAt {
  return rule.said[key]?.at(key.toLowerCase()) ?? rule.parts.at(-1)?.definedAt ?? rule.spec.definedAt
}

function unknownRule(what: string, id: string, check: Check): [message: string, hint?: string] {
  const off = check.disabled.get(id)
  if (off) return [`${what} "${id}", which ${off.file}:${off.line} switches off`]
  const near = nearest(id, check.ids)
  return near
    ? [`${what} "${id}", which does not exist`, `did you mean ${near}?`]
    : [`${what} "${id}", which does not exist`]
}

function checkRegex(rule: EffectiveRule, regex: string, check: Check): void {
  const compiled = checkPattern(regex, 'regex', placeOf(rule, 'regex'), rule.spec.id, check)
  if (!compiled) return
  checkGroup(rule, compiled.groups, check)
  if (!compiled.test('')) return
  const message = 'the regex matches the empty text, so it matches everywhere'
  check.report({ level: 'warning', at: placeOf(rule, 'regex'), rule: rule.spec.id, message })
}

function checkGroup(rule: EffectiveRule, groups: number, check: Check): void {
  const { id, secretGroup } = rule.spec
  if (secretGroup <= groups) return
  const message = `secretGroup is ${secretGroup}, but the regex has ${groups === 1 ? '1 group' : `${groups} groups`}`
  check.report({
    level: 'error',
    at: placeOf(rule, 'secretGroup'),
    rule: id,
    message,
    hint: 'groups are counted by their opening ( from 1',
  })
}

type Compiled = ReturnType<PatternDoor['compile']>

function checkPattern(
  pattern: string,
  what: string,
  at: DefinedAt,
  rule: string | undefined,
  check: Check,
): Compiled | undefined {
  const about = rule === undefined ? {} : { rule }
  let compiled: Compiled | undefined
  let words: string | undefined
  try {
    compiled = check.door.compile(pattern)
  } catch (error) {
    words = error instanceof Error ? error.message : String(error)
  }
  const fault = patternFault(pattern, words)
  if (fault) {
    const place = fault.at === undefined ? '' : ` at character ${fault.at}`
    const message = `RE2 cannot take the ${what}${place}: ${fault.what} (in ${shortened(pattern)})`
    check.report({ level: 'error', at, ...about, message, hint: `instead: ${fault.instead}` })
    return undefined
  }
  if (anchorsHalf(pattern)) {
    const message = `the ${what} ${shortened(pattern)} anchors only its first and last alternative`
    check.report({
      level: check.half,
      at,
      ...about,
      message,
      hint: 'write ^(?:a|b|c)$, or (?:^a)|b|(?:c$) if that is meant',
    })
  }
  return compiled
}

function shortened(pattern: string): string {
  const line = pattern.replaceAll('\n', '\\n')
  return line.length > 60 ? `${line.slice(0, 57)}...` : line
}

function checkAllowlist(list: AllowlistPart, rule: string | undefined, check: Check): void {
  const { spec } = list
  const about = rule === undefined ? {} : { rule }
  for (const [kind, what] of [
    ['paths', 'path'],
    ['regexes', 'regex'],
  ] as const) {
    spec[kind].forEach((pattern, i) => {
      const at = list.placeOf(kind, i)
      const compiled = checkPattern(pattern, `allowlist ${what}`, at, rule, check)
      if (!compiled || !takesAll(compiled)) return
      const message = `the allowlist ${what} "${shortened(pattern)}" matches everything`
      const level = spec.condition === 'AND' ? 'warning' : 'error'
      check.report({ level, at, ...about, message, hint: allHint(rule, pattern) })
    })
  }
  spec.stopwords.forEach((word, i) => {
    const message = 'the stopword is empty, so it stands in every secret'
    if (word === '')
      check.report({ level: 'error', at: list.placeOf('stopwords', i), ...about, message, hint: 'remove it' })
  })
  list.targetRules.forEach((id, i) => {
    if (check.ids.includes(id) || check.disabled.has(id)) return
    const [message, hint] = unknownRule('targetRules names the rule', id, check)
    check.report({ level: 'error', at: list.placeOf('targetrules', i), message, ...(hint ? { hint } : {}) })
  })
}

function allHint(rule: string | undefined, pattern: string): string {
  if (/^\||\|\||\|$|\(\||\|\)/.test(pattern))
    return 'an empty alternative (a leading, trailing or double |) matches everything: remove it'
  return rule === undefined
    ? 'nothing could be found any more: make it narrower or remove it'
    : `to switch the rule off: [extend] disabledRules = ["${rule}"]`
}

/** Texts that have nothing in common: what matches all of them matches everything. The empty one comes first. */
const PROBES = ['', 'q', '7', '/', ' ', '-_.', 'Zz9', '\u00e9', 'a/b/c.d', '$%&', '=:;,', '"\'`']

function takesAll(compiled: Compiled): boolean {
  return compiled.test('') || PROBES.slice(1).every((probe) => compiled.test(probe))
}

/** A match that holds no keyword is never found. */
function checkExample(example: ExamplePart, spec: RuleSpec, check: Check): void {
  if (spec.keywords.length === 0) return
  const { text } = expandTemplate(example.text, spec.id)
  const lower = text.toLowerCase()
  if (spec.keywords.some((k) => k !== '' && lower.includes(k))) return
  const message = `the example ${shortened(example.text)} holds none of the keywords ${spec.keywords.slice(0, 5).join(', ')}`
  check.report({
    level: 'error',
    at: example.at,
    rule: spec.id,
    message,
    hint: 'every match must contain a keyword, or it is never found',
  })
}
