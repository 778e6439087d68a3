// Owns: the first look at a fragment, which needs no patterns: a clean run never loads what matches, judges and describes.
// Must not know: what a hit becomes (scan.ts).
import type { Fragment } from '../core/fragment.ts'
import { touches } from '../core/span.ts'
import { findKeywords, hasKeyword } from './automaton.ts'
import { holdsRun, type Wanted, wanted } from './demand.ts'
import type { Engine } from './engine.ts'
import { folded, lettersOf } from './fold.ts'
import type { Demand } from './pattern/demand.ts'
import type { Seen } from './scan.ts'
import type { View } from './view.ts'
import { budgetFor, viewsOf } from './views.ts'

/** What is seen when there is nothing to match: no findings. undefined = look closely (scan.ts). */
export function firstLook(engine: Engine, fragment: Fragment): Seen | undefined {
  const { table, options } = engine
  if (engine.loaded || table.always.length > 0) return undefined
  if (fragment.focus === 'all' && engine.isMuch(fragment.bytes.length)) return undefined // the kernel is faster
  const budget = budgetFor(fragment)
  for (const view of viewsOf(fragment, options.maxDecodeDepth, budget)) {
    if (folded(view.bytes)) return undefined
    if (hasKeyword(table.automaton, view.bytes) && mayMatch(engine, view)) return undefined
  }
  return { findings: [], cut: budget.cut }
}

/**
 * Whether a keyword stands where a pattern may match. A match lies in a window around a keyword of its rule (windows.ts) that
 * holds what the rule demands (demand.ts). Beside the focus it counts only for composite rules and those that they need.
 */
function mayMatch({ table, windows }: Engine, { bytes, focus }: View): boolean {
  let may = false
  const known = new Map<number, Wanted>()
  const isJoined = (rule: number) => table.isSupport(rule) || table.spec(rule).required.length > 0
  const onWindow = (rule: number, from: number, to: number) => {
    if (may) return
    const { demand, locality } = table.promises(rule)
    if (!locality) may = true
    else if (demand && !holdsRun(wantedOf(known, rule, demand), bytes, from, to)) return
    else may = focus === 'all' || touches(focus, from, to) || isJoined(rule)
  }
  windows.begin(bytes, lettersOf(bytes), { onWindow })
  findKeywords(table.automaton, bytes, windows)
  windows.end()
  return may
}

function wantedOf(known: Map<number, Wanted>, rule: number, demand: Demand): Wanted {
  const made = known.get(rule) ?? wanted(demand)
  known.set(rule, made)
  return made
}
