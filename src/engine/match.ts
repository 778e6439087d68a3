// Owns: one rule over one view: every match, leftmost first and without overlaps, as hits.
// Must not know: places, other rules.
import { type Span, touches } from '../core/span.ts'
import type { CompiledRule, Engine } from './engine.ts'
import { type ContentHit, hitOf } from './hit.ts'
import type { RegexMatch } from './regex.ts'
import type { View } from './view.ts'

/** The rule's hits. With `anywhere`, hits outside the view's focus come too. */
export function runRule(engine: Engine, rule: CompiledRule, view: View, anywhere: boolean): ContentHit[] {
  const { regex } = rule
  if (!regex) return []
  const lists = [...engine.allowlists, ...rule.allowlists]
  const focus = anywhere ? 'all' : view.focus
  const hits: ContentHit[] = []
  for (let from = 0; from <= view.bytes.length; ) {
    const match = regex.exec(view.bytes, from)
    if (!match) break
    from = match.end > match.start ? match.end : match.end + 1
    if (!counts(view.owns, focus, match)) continue
    const hit = hitOf(rule, view, match, lists)
    if (hit) hits.push(hit)
  }
  return hits
}

function counts(owns: Span | undefined, focus: readonly Span[] | 'all', match: RegexMatch): boolean {
  if (owns && (match.start < owns.start || match.start >= owns.end)) return false
  return focus === 'all' || touches(focus, match.start, match.end)
}
