// The rule files as tests and scripts need them: rules with their examples, made real.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Example, expandTemplate } from '../src/config/template.ts'
import { parseToml } from '../src/config/toml.ts'

/** A match of a rule file. */
export interface MatchExample {
  readonly text: string
  readonly wrap?: boolean
  /** The file that it stands in, for rules that look at the path. */
  readonly path?: string
}

/** A miss of a rule file. */
export interface MissExample {
  readonly text: string
  readonly why?: string
  readonly path?: string
}

/** One rule as it stands in its file. */
export interface RuleEntry {
  readonly id: string
  readonly description?: string
  readonly severity?: string
  readonly regex?: string
  readonly keywords?: readonly string[]
  readonly checks?: readonly string[]
  readonly rotate?: string
  readonly allowlists?: readonly { readonly description?: string; readonly regexes?: readonly string[] }[]
  readonly matches?: readonly MatchExample[]
  readonly misses?: readonly MissExample[]
}

/** One rule file. */
export interface RuleFile {
  readonly file: string
  readonly provider: string
  readonly rules: readonly RuleEntry[]
}

/** The folder of the built-in rules. */
export const RULES = join(import.meta.dirname, '..', 'rules')

/** Parses a file of the rules folder. */
export function dataFile<T>(file: string): T {
  return parseToml(readFileSync(join(RULES, file), 'utf8'), `rules/${file}`) as T
}

/** Every file that holds rules, sorted. */
export function ruleFiles(): RuleFile[] {
  return readdirSync(RULES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.toml') && !/(^|[/\\])_|^syntaxes\.toml$/.test(file))
    .sort()
    .map((file) => ({ file, provider: '', rules: [], ...dataFile<Partial<RuleFile>>(file) }))
    .filter((f) => f.rules.some((rule) => rule.regex !== undefined))
}

/** The n-th match of a rule, made real. */
export function matchOf(rule: RuleEntry, n: number): Example {
  return expandTemplate((rule.matches ?? [])[n]!.text, `${rule.id} match ${n}`)
}

/** The n-th miss of a rule, made real. */
export function missOf(rule: RuleEntry, n: number): string {
  return expandTemplate((rule.misses ?? [])[n]!.text, `${rule.id} miss ${n}`).text
}

/** Texts joined so that none touches another, and where the secret of each stands (bytes). */
export function joined(examples: readonly Example[]): { text: string; secrets: { start: number; end: number }[] } {
  const secrets: { start: number; end: number }[] = []
  let text = ''
  for (const example of examples) {
    const before = Buffer.byteLength(text)
    const { start = 0, end = 0 } = example.secret ?? {}
    const from = before + Buffer.byteLength(example.text.slice(0, start))
    secrets.push({ start: from, end: from + Buffer.byteLength(example.text.slice(start, end)) })
    text += `${example.text}\n\n\n\n`
  }
  return { text, secrets }
}

/** An example in each syntax of syntaxes.toml: its name is the last word before the secret. */
export function wrapped(example: Example, syntaxes: readonly { text: string }[]): Example[] {
  const { start = 0, value = '' } = example.secret ?? {}
  const name = /([A-Za-z_][\w-]*)\W*$/.exec(example.text.slice(0, start))?.[1] ?? 'TOKEN'
  return syntaxes.map((syntax) => {
    const [before = '', after = ''] = syntax.text.replaceAll('%n', () => name).split('%s')
    return {
      text: `${before}${value}${after}`,
      secret: { start: before.length, end: before.length + value.length, value },
    }
  })
}
