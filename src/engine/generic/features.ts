// Owns: a candidate -> named figures between -1 and about 3 that the weights are for.
// Must not know: the weights, the threshold.
import { rarity } from '../rarity.ts'
import type { Candidate } from './candidate.ts'
import { type FileKind, fileKindOf, isTestPath } from './file-kind.ts'
import type { NameReading } from './name.ts'
import { WEAK } from './value.ts'

/** Name of a feature -> its value; absent means 0. */
export type Features = Readonly<Record<string, number>>

/** The features of a candidate that its content gives. */
export function featuresOf(candidate: Candidate, name: NameReading): Features {
  const on: Record<string, number> = {}
  nameFeatures(on, name)
  valueFeatures(on, candidate.value)
  lineFeatures(on, candidate)
  return on
}

/** Those with what the path adds. */
export function withPath(features: Features, path: string, kind: FileKind = fileKindOf(path)): Features {
  return { ...features, [`file:${kind}`]: 1, ...(isTestPath(path) ? { 'test path': 1 } : {}) }
}

function nameFeatures(on: Record<string, number>, name: NameReading): void {
  on[`name:${name.kind}`] = 1
  if (name.exact) on['name exact'] = 1
  if (name.words > 4) on['name long'] = 1
}

function valueFeatures(on: Record<string, number>, value: string): void {
  const length = value.length
  const letters = value.replace(/[^A-Za-z]/g, '')
  const bits = rarity(value)
  on[`length:${lengthClass(length)}`] = 1
  on.rarity = clip(bits, -3, 2)
  on.evidence = clip((bits * length) / 20, -2, 4)
  on.distinct = new Set(value).size / length
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((c) => c.test(value)).length
  on[`classes:${classes}`] = 1
  if (/^[a-z]{1,}$/.test(value)) on['small letters only'] = 1
  if (/^[A-Za-z]{1,}$/.test(value) && classes === 2) on['letters only'] = 1
  if (/^[0-9]{1,}$/.test(value)) on['digits only'] = 1
  if (/^[A-Z0-9_]{1,}$/.test(value)) on['capitals only'] = 1
  if (/^[a-zA-Z]{3,}[0-9]{1,4}[!.?]?$/.test(value)) on['word and number'] = 1
  if (/[!@#$%^&*?+~]/.test(value)) on['password symbols'] = 1
  if (/[A-Za-z]\d{1,}[A-Za-z]/.test(value)) on['digit inside'] = 1
  if (/^(?:[0-9a-f]{32,}|[0-9A-F]{32,})$/.test(value)) on[`hex:${[32, 40, 64].includes(length) ? length : 'other'}`] = 1
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) on.uuid = 1
  if (/^[a-z][a-z0-9]{0,30}(?:[A-Z][a-z0-9]{1,30}){1,8}$/.test(value)) on['camel case'] = 1
  if (/^[A-Z][a-z0-9]{1,30}(?:[A-Z][a-z0-9]{1,30}){1,8}$/.test(value)) on['title case'] = 1
  if (/^[A-Za-z]{2,}(?:[._:/-][A-Za-z]{2,}){1,8}$/.test(value)) on['joined words'] = 1
  if (/\s/.test(value)) on[value.trim().split(/\s{1,}/).length > 2 ? 'sentence' : 'blank inside'] = 1
  if (/[^ -~]/.test(value)) on['not ASCII'] = 1
  if (/\\/.test(value)) on.backslash = 1
  if (/[()[\]{}<>;,"'`|]/.test(value)) on.brackets = 1
  if (WEAK.has(value.toLowerCase())) on.weak = 1
  if (/pass|pwd|secret|token|key|auth|user|admin|test|login|demo|abc|123/i.test(value)) on['telling word'] = 1
  if (letters.length >= 4 && vowels(letters) < 0.15) on['no vowels'] = 1
}

function lineFeatures(on: Record<string, number>, c: Candidate): void {
  on[c.quote === '' ? 'bare' : c.quote === '`' ? 'backtick' : 'quoted'] = 1
  on[`operator:${operatorClass(c.operator)}`] = 1
  if (c.embedded) on.embedded = 1
  if (/^\s*(?:\/\/|#|\*|--|<!--|;|\/\*|rem\b|>>>)/i.test(c.before)) on.comment = 1
  if (/example|e\.g\.|dummy|sample|fake|placeholder|invalid|wrong|incorrect|mock/i.test(c.before + c.after))
    on['line says example'] = 1
  if (/assert|expect|should|\btest|\bit\(|describe\(/i.test(c.before)) on['line says test'] = 1
  if (c.before.length + c.after.length > 350) on['long line'] = 1
  if (/\b(?:user(?:name)?|login|host|server|database|db|email|port)\b/i.test(c.before + c.after)) on['user beside'] = 1
}

function operatorClass(operator: string): string {
  if (operator === '') return 'blank'
  if (/^[!=]==?/.test(operator)) return 'compare'
  if (/=/.test(operator)) return /[:>]/.test(operator) ? 'typed' : 'equals'
  if (/^:/.test(operator)) return 'colon'
  if (/^\(/.test(operator)) return 'call'
  if (/^,/.test(operator)) return 'comma'
  if (/^>/.test(operator)) return 'tag'
  return 'other'
}

function lengthClass(length: number): string {
  for (const top of [4, 6, 8, 11, 15, 23, 31, 43, 70]) if (length <= top) return String(top)
  return 'more'
}

function vowels(letters: string): number {
  return letters.replace(/[^aeiouy]/gi, '').length / letters.length
}

function clip(x: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, x))
}
