// Owns: the rules as the engine holds them: keyword automaton and rule specs by number; nothing is parsed before it is hit.
// Must not know: how a rule is matched.
import type { AllowlistSpec, RuleSet, RuleSpec } from '../core/rule.ts'
import { type Automaton, buildAutomaton } from './automaton.ts'

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
}

/** What is needed of a rule set before any rule is hit. */
export interface KeywordIndex {
  readonly keywords: string[]
  readonly rulesOf: number[][]
  readonly always: number[]
}

/** Numbers the keywords of all rules. An empty keyword never hits, as in gitleaks. */
export function indexKeywords(rules: readonly RuleSpec[]): KeywordIndex {
  const numbers = new Map<string, number>()
  const rulesOf: number[][] = []
  const always: number[] = []
  rules.forEach((rule, r) => {
    if (rule.keywords.length === 0) always.push(r)
    for (const keyword of new Set(rule.keywords)) {
      if (keyword === '') continue
      const k = numbers.get(keyword) ?? numbers.set(keyword, numbers.size).size - 1
      ;(rulesOf[k] ??= []).push(r)
    }
  })
  return { keywords: [...numbers.keys()], rulesOf, always }
}

/** A table of a rule set in memory. */
export function tableOf(set: RuleSet): RuleTable {
  const { keywords, rulesOf, always } = indexKeywords(set.rules)
  return {
    size: set.rules.length,
    digest: set.digest,
    automaton: buildAutomaton(keywords),
    rulesOf,
    always,
    allowlists: set.allowlists,
    spec: (rule) => set.rules[rule]!,
  }
}
