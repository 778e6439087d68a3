// Owns: the rules as the engine holds them: keyword automaton and rule specs by number; nothing is parsed before it is hit.
// Must not know: how a rule is matched.
import type { AllowlistSpec, RuleSource, RuleSpec } from '../core/rule.ts'
import type { Automaton } from './automaton.ts'
import type { Promises } from './pattern/promises.ts'

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

/** The look-ups of a table that go by rule number or id. */
export function lookups(ids: () => readonly string[], supports: readonly number[]) {
  const needed = new Set(supports)
  let numbers: Map<string, number> | undefined
  return {
    numberOf(id: string) {
      numbers ??= new Map(ids().map((name, n) => [name, n]))
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
