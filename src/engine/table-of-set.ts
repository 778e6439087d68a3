// Owns: from a rule set to what the engine holds of it: keywords numbered, the automaton built, patterns analysed when hit.
// Must not know: where rules come from. The built-in rules need none of it: the build has done it (compiled-file.ts).
import type { RuleSet, RuleSpec } from '../core/rule.ts'
import { buildAutomaton } from './automaton.ts'
import { promisesOf } from './pattern/locality.ts'
import type { Promises } from './pattern/promises.ts'
import { lookups, type RuleTable } from './table.ts'

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

/** Tells what rules promise, by analysis of their patterns. `keywords` are those of the index, by number. */
export function analyst(keywords: readonly string[]): (rule: RuleSpec) => Promises {
  const numbers = new Map(keywords.map((keyword, n) => [keyword, n]))
  return (rule) => promisesOf(rule.regex ?? '', rule.keywords, (keyword) => numbers.get(keyword)!)
}

/** A table of a rule set in memory. Patterns are analysed when a keyword of theirs is first hit. */
export function tableOf(set: RuleSet): RuleTable {
  const { keywords, rulesOf, always, ids, supports } = indexKeywords(set.rules)
  const known = new Map<number, Promises>()
  const analysed = analyst(keywords)
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
    ...lookups(() => ids, supports),
  }
}
