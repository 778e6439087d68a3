// Owns: the first look at a fragment, which needs no patterns: a clean run never loads what matches, judges and describes.
// Must not know: what a hit becomes (scan.ts).
import type { Fragment } from '../core/fragment.ts'
import { type Span, touches } from '../core/span.ts'
import { findKeywords, hasKeyword } from './automaton.ts'
import type { Engine } from './engine.ts'
import { folded } from './fold.ts'
import type { Seen } from './scan.ts'
import { budgetFor, viewsOf } from './views.ts'

/** What is seen when there is nothing to match: no findings. undefined = look closely (scan.ts). */
export function firstLook(engine: Engine, fragment: Fragment): Seen | undefined {
  const { table, options } = engine
  const { bytes, focus } = fragment
  if (engine.loaded || table.always.length > 0) return undefined
  const budget = budgetFor(fragment)
  for (const view of viewsOf(fragment, options.maxDecodeDepth, budget)) {
    if (folded(view.bytes)) return undefined
    if (!hasKeyword(table.automaton, view.bytes)) continue
    if (view.depth > 0 || focus === 'all' || anyNear(engine, bytes, focus)) return undefined
  }
  return { findings: [], cut: budget.cut }
}

/**
 * Whether a keyword stands where it matters. A match lies in a window around a keyword of its rule (windows.ts); beside the
 * focus it counts only for composite rules, for those that they need, and for rules that look at the whole.
 */
function anyNear({ table, windows }: Engine, bytes: Uint8Array, focus: readonly Span[]): boolean {
  let any = false
  const isWhole = (from: number, to: number) => from === 0 && to === bytes.length
  const isJoined = (rule: number) => table.isSupport(rule) || table.spec(rule).required.length > 0
  windows.begin(bytes, false, (rule, from, to) => {
    any ||= isWhole(from, to) || touches(focus, from, to) || isJoined(rule)
  })
  findKeywords(table.automaton, bytes, windows)
  windows.end()
  return any
}
