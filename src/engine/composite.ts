// Owns: composite rules: a hit counts only when each rule that it requires has a hit near it.
// Must not know: how hits are found, or places.
import type { RequiredSpec } from '../core/rule.ts'
import type { LineIndex } from '../core/span.ts'
import type { CompiledRule, Engine } from './engine.ts'
import type { ContentHit } from './hit.ts'

/** The rules that a rule requires. An unknown one is refused when rules are loaded. */
export function supporters(engine: Engine, rule: CompiledRule): CompiledRule[] {
  return rule.spec.required.flatMap(({ id }) => {
    const n = engine.table.numberOf(id)
    return n === undefined ? [] : [engine.rule(n)]
  })
}

/**
 * The hits that make `hit` count, one for each rule that it requires; undefined when one is missing. `counts` chooses
 * among several that are near enough: one that it accepts is taken before another.
 */
export function supportOf(
  hit: ContentHit,
  others: readonly ContentHit[],
  lines: LineIndex,
  counts: (hit: ContentHit) => boolean,
): ContentHit[] | undefined {
  const found: ContentHit[] = []
  for (const required of hit.rule.spec.required) {
    const near = others.filter((o) => o.rule.spec.id === required.id && isNear(hit, o, required, lines))
    if (near.length === 0) return undefined
    found.push(near.find(counts) ?? near[0]!)
  }
  return found
}

function isNear(a: ContentHit, b: ContentHit, required: RequiredSpec, lines: LineIndex): boolean {
  const { withinLines, withinColumns } = required
  if (withinLines !== undefined) {
    if (Math.abs(lines.lineOf(a.span.start) - lines.lineOf(b.span.start)) > withinLines) return false
  }
  if (withinColumns === undefined) return true
  return Math.abs(lines.columnOf(a.span.start) - lines.columnOf(b.span.start)) <= withinColumns
}
