// Owns: the rules for a run, from the look-up to what the engine takes. The parser is loaded only when there is something to parse.
// Must not know: how rules are matched.
import { UserError } from '../core/fault.ts'
import type { RuleSet, RuleSource } from '../core/rule.ts'
import type { ConfigText } from './extend.ts'
import type { PatternDoor } from './lint.ts'
import type { RulePlace, Whereabouts } from './lookup.ts'
import { diskView, type FileView } from './settings-find.ts'

/** What loading needs. */
export interface RuleLookup extends Whereabouts {
  /** The compiled built-in rules: their file, and as a set when a file builds on them. */
  readonly builtin: string
  readonly builtinSet: () => Promise<RuleSet>
  readonly door: () => Promise<PatternDoor>
  /** Ids of --enable-rule; empty = all. */
  readonly only?: readonly string[]
  readonly view?: FileView
}

/** The rules of a run. */
export interface LoadedRules {
  readonly source: RuleSource
  /** Warnings about the rule files, for people. */
  readonly notes: readonly string[]
  /** Absolute paths of the rule files. */
  readonly files: ReadonlySet<string>
}

/** The rules for a run, from the place where they were found. Throws a UserError for the first defect. */
export async function loadRules(lookup: RuleLookup, place: RulePlace): Promise<LoadedRules> {
  const view = lookup.view ?? diskView
  const only = lookup.only ?? []
  if (place.kind === 'builtin') {
    if (only.length === 0) {
      return { source: { kind: 'compiled', file: lookup.builtin, disabled: [], only: [] }, notes: [], files: new Set() }
    }
    const { onlyRules } = await import('./resolve.ts')
    return { source: { kind: 'set', set: onlyRules(await lookup.builtinSet(), only) }, notes: [], files: new Set() }
  }
  const { onlyRules, overCompiled, resolveRules } = await import('./resolve.ts')
  const { problemText, throwFirst } = await import('./problem.ts')
  const text = await textOf(place, lookup.cwd, view)
  const resolved = await resolveRules(text, {
    cwd: lookup.cwd,
    view,
    builtin: lookup.builtinSet,
    door: await lookup.door(),
  })
  throwFirst(resolved.problems)
  const compiled = only.length > 0 ? undefined : overCompiled(resolved, lookup.builtin)
  const set = only.length > 0 ? onlyRules(resolved.set, only) : resolved.set
  const notes = resolved.problems.map((p) => `${problemText(p)}${p.hint === undefined ? '' : ` (${p.hint})`}`)
  return { source: compiled ?? { kind: 'set', set }, notes, files: new Set(resolved.paths) }
}

/** The text of a place. Throws a UserError when its file does not exist or cannot be read. */
export async function textOf(
  place: Exclude<RulePlace, { kind: 'builtin' }>,
  cwd: string,
  view: FileView,
): Promise<ConfigText> {
  if (place.kind === 'text') return { name: place.name, path: '', folder: cwd, text: place.text }
  const { readRuleFile } = await import('./extend.ts')
  const found = readRuleFile(place.path, place.name, view)
  if (!found) throw new UserError(`config ${place.name} does not exist`, `${place.by} names it`)
  return found
}
