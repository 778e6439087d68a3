// Owns: the rules of a run: config's loader with the built-in rules and the pattern engine handed in.
// Must not know: what they are used for.
import type { PatternDoor } from '../config/lint.ts'
import { type LoadedRules, loadRules, type RuleLookup } from '../config/load.ts'
import { findRules } from '../config/lookup.ts'
import { diskView, type FileView } from '../config/settings-find.ts'
import { UserError } from '../core/fault.ts'
import type { RawOptions } from '../core/options.ts'
import type { AllowlistSpec, RuleSet, RuleSource } from '../core/rule.ts'
import type { EngineChoice } from '../engine/regex.ts'
import type { Host } from '../host.ts'
import type { Ground } from './ground.ts'
import { entryPlace, keptRules } from './kept-rules.ts'

/** The rules for a scan of `target`, a folder of the ground or the ground itself; `keep` them, compiled, for the next run. */
export async function rulesOfRun(
  target: string,
  options: RawOptions,
  host: Host,
  ground?: Pick<Ground, 'view'>,
  keep = false,
): Promise<LoadedRules> {
  const loaded = await keptOrLoaded(ruleLookup(target, options, host, ground?.view), host, keep)
  return options.binary ? { ...loaded, source: await withBinary(loaded.source) } : loaded
}

/** What an earlier run has kept beside the program, or the rule file, parsed and checked. */
async function keptOrLoaded(lookup: RuleLookup, host: Host, keep: boolean): Promise<LoadedRules> {
  const view = lookup.view ?? diskView
  const place = findRules(lookup, view)
  const file = lookup.only?.length ? undefined : entryPlace(place, host)
  if (file === undefined || place.kind !== 'file') return loadRules(lookup, place)
  const wanted = { path: place.path, name: place.name, host, view }
  const kept = keptRules(file, wanted)
  if (kept) return kept
  const loaded = await loadRules(lookup, place)
  return keep ? (await import('./keep-rules.ts')).keepRules(file, loaded, wanted) : loaded
}

/** The same rules without the lists that leave out programs, images and their like by name. */
async function withBinary(source: RuleSource): Promise<RuleSource> {
  const text = (lists: readonly AllowlistSpec[]) => lists.filter((list) => !list.binary)
  if (source.kind === 'set') return { ...source, set: { ...source.set, allowlists: text(source.set.allowlists) } }
  const { openCompiledRules } = await import('../engine/compiled-file.ts')
  return { ...source, allowlists: text(source.allowlists ?? openCompiledRules(source.file).allowlists) }
}

/** What config's loader asks for. */
export function ruleLookup(root: string, options: RawOptions, host: Host, view?: FileView): RuleLookup {
  const builtin = `${host.assets}/rules.bin`
  return {
    flag: options.config,
    env: host.env,
    cwd: host.cwd,
    target: root,
    builtin,
    builtinSet: () => builtinSet(builtin),
    door: () => patternDoor(engineOf(options)),
    only: options.enableRule ?? [],
    ...(view ? { view } : {}),
  }
}

/** --engine as a choice. Throws a UserError for an unknown one. */
export function engineOf({ engine = 'auto' }: RawOptions): EngineChoice {
  if (engine === 'auto' || engine === 're2' || engine === 're2js') return engine
  throw new UserError(`unknown engine "${engine}"`, 'auto, re2 or re2js')
}

/** The built-in rules as a set. */
export async function builtinSet(file: string): Promise<RuleSet> {
  const { openCompiledRules } = await import('../engine/compiled-file.ts')
  const table = openCompiledRules(file)
  const rules = Array.from({ length: table.size }, (_, n) => table.spec(n))
  return { rules, allowlists: table.allowlists, digest: table.digest }
}

/** Compiles patterns for config's checks. An empty alternative matches the empty text, whose match tells the groups. */
export async function patternDoor(choice: EngineChoice): Promise<PatternDoor> {
  const { lazyRegex, loadRegexEngine } = await import('../engine/regex.ts')
  const { outlineOf } = await import('../engine/pattern/groups.ts')
  const engine = await loadRegexEngine(choice, () => undefined)
  const empty = new Uint8Array(0)
  return {
    compile(pattern) {
      const outline = outlineOf(pattern)
      // Compiling takes a millisecond; what the parser knows waits until it is used, and is refused then if it must be.
      const regex = outline === undefined ? engine.compile(pattern) : lazyRegex(() => engine.compile(pattern))
      return {
        get groups() {
          return outline?.groups ?? (engine.compile(`(?:${pattern})|`).exec(empty, 0)?.groups.length ?? 1) - 1
        },
        test: (text) => (text !== '' || !outline?.needsText) && regex.test(Buffer.from(text)),
      }
    },
  }
}
