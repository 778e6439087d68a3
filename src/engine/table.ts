// Owns: the rules as the engine holds them: keyword automaton and rule specs by number; nothing is parsed before it is hit.
// Must not know: how a rule is matched.
import type { AllowlistSpec, RuleSet, RuleSource, RuleSpec } from '../core/rule.ts'
import { type Automaton, buildAutomaton } from './automaton.ts'
import { type Promises, promisesOf } from './pattern/locality.ts'

/** Rules by number. `always` are those without keywords. */
export interface RuleTable {
  readonly size: number
  readonly digest: string
  readonly automaton: Automaton
  /** Keyword number -> rule numbers. */
  readonly rulesOf: readonly (readonly number[])[]
  readonly always: readonly number[]
  readonly allowlists: readonly AllowlistSpec[]
  spec(rule: number): RuleSpec
  /** What is proved about its matches. */
  promises(rule: number): Promises
  numberOf(id: string): number | undefined
  /** Does a composite rule need this one? */
  isSupport(rule: number): boolean
  /** False for a rule that was switched off for this run; it may still support a composite rule. */
  isReported(rule: number): boolean
}

/** What is needed of a rule set before any rule is hit. */
export interface KeywordIndex {
  readonly keywords: string[]
  readonly rulesOf: number[][]
  readonly always: number[]
  readonly ids: string[]
  /** Rules that composite rules need. */
  readonly supports: number[]
}

/** The part of a keyword that the automaton looks for: its longest run of ASCII. */
function asciiPart(keyword: string): string {
  return (keyword.match(/[\0-\x7f]+/g) ?? []).reduce(
    (longest, run) => (run.length > longest.length ? run : longest),
    '',
  )
}

/**
 * Numbers the keywords of all rules. An empty keyword never hits, as in gitleaks; one without any ASCII always does,
 * since case is folded for ASCII only.
 */
export function indexKeywords(rules: readonly RuleSpec[]): KeywordIndex {
  const numbers = new Map<string, number>()
  const rulesOf: number[][] = []
  const always: number[] = []
  rules.forEach((rule, r) => {
    const parts = new Set(rule.keywords.filter((k) => k !== '').map(asciiPart))
    if (rule.keywords.length === 0 || parts.has('')) always.push(r)
    else
      for (const keyword of parts) {
        const k = numbers.get(keyword) ?? numbers.set(keyword, numbers.size).size - 1
        ;(rulesOf[k] ??= []).push(r)
      }
  })
  const ids = rules.map((rule) => rule.id)
  const needed = new Set(rules.flatMap((rule) => rule.required.map((r) => r.id)))
  const supports = ids.flatMap((id, r) => (needed.has(id) ? [r] : []))
  return { keywords: [...numbers.keys()], rulesOf, always, ids, supports }
}

/** The look-ups of a table that go by rule number or id. */
export function lookups(ids: readonly string[], supports: readonly number[]) {
  const needed = new Set(supports)
  let numbers: Map<string, number> | undefined
  return {
    numberOf(id: string) {
      numbers ??= new Map(ids.map((name, n) => [name, n]))
      return numbers.get(id)
    },
    isSupport: (rule: number) => needed.has(rule),
    isReported: () => true,
  }
}

type Wish = RuleSource & { readonly kind: 'compiled' }

/** The table with some rules switched off: those named in `disabled`, and all but those in `only` when it names any. */
export function selected(whole: RuleTable, wish: Wish): RuleTable {
  const table = patched(whole, wish)
  if (wish.disabled.length === 0 && wish.only.length === 0) return table
  const numbers = (ids: readonly string[]) => new Set(ids.map((id) => table.numberOf(id)))
  const off = numbers(wish.disabled)
  const on = numbers(wish.only)
  return { ...table, isReported: (rule) => !off.has(rule) && (on.size === 0 || on.has(rule)) }
}

/** Rules and allowlists of a rule file over the compiled ones: the keyword automaton stays as it is. */
function patched(table: RuleTable, { patched: specs = [], allowlists, digest }: Wish): RuleTable {
  if (specs.length === 0 && !allowlists && digest === undefined) return table
  const byNumber = new Map(specs.map((spec) => [table.numberOf(spec.id), spec]))
  return {
    ...table,
    digest: digest ?? table.digest,
    allowlists: allowlists ?? table.allowlists,
    spec: (rule) => byNumber.get(rule) ?? table.spec(rule),
  }
}

/** What a rule promises, by analysis of its pattern. */
export function analysed(rule: RuleSpec): Promises {
  return promisesOf(rule.regex ?? '', rule.keywords)
}

/** A table of a rule set in memory. Patterns are analysed when a keyword of theirs is first hit. */
export function tableOf(set: RuleSet): RuleTable {
  const { keywords, rulesOf, always, ids, supports } = indexKeywords(set.rules)
  const known = new Map<number, Promises>()
  return {
    size: set.rules.length,
    digest: set.digest,
    automaton: buildAutomaton(keywords),
    rulesOf,
    always,
    allowlists: set.allowlists,
    spec: (rule) => set.rules[rule]!,
    promises(rule) {
      const before = known.get(rule)
      if (before) return before
      const promises = analysed(set.rules[rule]!)
      known.set(rule, promises)
      return promises
    },
    ...lookups(ids, supports),
  }
}
