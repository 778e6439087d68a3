// Owns: the resolved rules of a folder with all their defects, for the verbs that show or check them.
// Must not know: how they are shown.
import { join, resolve } from 'node:path'
import { fragmentTable } from '../config/builtin.ts'
import type { Extended } from '../config/extend.ts'
import { textOf } from '../config/load.ts'
import { findRules, type RulePlace } from '../config/lookup.ts'
import { type Problem, problemText } from '../config/problem.ts'
import { onlyRules, type Resolved, resolveRules } from '../config/resolve.ts'
import { layered } from '../config/rule-layers.ts'
import { diskView } from '../config/settings-find.ts'
import type { CommandLine } from '../core/options.ts'
import type { RuleSet } from '../core/rule.ts'
import type { Host } from '../host.ts'
import { repositoryTop } from './place.ts'
import { ruleLookup } from './rules-of-run.ts'

/** Where the rules come from, and what they are. */
export interface ConfigOf {
  readonly place: RulePlace
  readonly resolved: Resolved
  /** The set that a scan would use: --enable-rule is applied. */
  readonly set: RuleSet
}

/** Where the rules of a scan from here come from; nothing is read yet. */
export function placeOf({ options }: CommandLine, host: Host): RulePlace {
  return findRules(ruleLookup(repositoryTop(resolve(host.cwd, options.source ?? '.')), options, host), diskView)
}

/** The rules that a scan from here would use; `file` = those of a certain file. Throws UserErrors. */
export async function configOf({ options }: CommandLine, host: Host, file?: string): Promise<ConfigOf> {
  const root = repositoryTop(resolve(host.cwd, options.source ?? '.'))
  const lookup = ruleLookup(root, file === undefined ? options : { ...options, config: file }, host)
  const place = findRules(lookup, diskView)
  const resolved = place.kind === 'builtin' ? await builtinOnly(await lookup.builtinSet()) : await fromFile(place)
  const only = lookup.only ?? []
  return { place, resolved, set: only.length > 0 ? onlyRules(resolved.set, only) : resolved.set }

  async function fromFile(found: Exclude<RulePlace, { kind: 'builtin' }>): Promise<Resolved> {
    const text = await textOf(found, host.cwd, diskView)
    const given = { cwd: host.cwd, view: diskView, builtin: lookup.builtinSet, door: await lookup.door() }
    const fragments = fragmentTable(join(text.folder, '_fragments.toml'))
    return resolveRules(text, Object.keys(fragments).length > 0 ? { ...given, fragments } : given)
  }
}

async function builtinOnly(set: RuleSet): Promise<Resolved> {
  const none: Extended = { files: [], useDefault: true, paths: [], problems: [] }
  return { set, effective: layered(set, none.files, () => undefined), ...none }
}

/** Defects for people, one or two lines each. */
export function problemLines(problems: readonly Problem[]): string {
  return problems
    .map(
      (p) =>
        `${p.level === 'error' ? 'error  ' : 'warning'}  ${problemText(p)}\n${p.hint ? `         ${p.hint}\n` : ''}`,
    )
    .join('')
}
