// Owns: the verb `config`: where the rules of a run come from, what they are, and what is wrong with them.
// Must not know: how rules are merged or checked.
import type { RulePlace } from '../config/lookup.ts'
import type { EffectiveRule } from '../config/rule-layers.ts'
import { zoneRuleProblems } from '../config/zone-rules.ts'
import { UserError } from '../core/fault.ts'
import type { CommandLine } from '../core/options.ts'
import type { AllowlistSpec, DefinedAt } from '../core/rule.ts'
import type { Host } from '../host.ts'
import { type ConfigOf, configOf, placeOf, problemLines } from './config-of.ts'
import { loadedSettings, settingsLines, settingsOf } from './config-settings.ts'

/** `config show | check | path`. */
export async function config(line: CommandLine, host: Host): Promise<number> {
  const [what = 'show', ...rest] = line.args
  if (rest.length > 0 && what !== 'check') throw new UserError(`config ${what} takes no argument`, `not "${rest[0]}"`)
  if (what === 'path') return print(host, `${placeText(placeOf(line, host))}\n`)
  if (what === 'check') return check(line, host, rest[0])
  if (what === 'show') return show(line, host)
  throw new UserError(`unknown command "config ${what}"`, 'config show, config check, config path')
}

function placeText(place: RulePlace): string {
  return place.kind === 'file' ? place.path : place.kind === 'text' ? place.name : 'built in'
}

async function print(host: Host, text: string): Promise<number> {
  await host.stdout.write(text)
  return 0
}

/** Exit 1 when there is an error. Settings are checked by being loaded: their errors are thrown. */
async function check(line: CommandLine, host: Host, file: string | undefined): Promise<number> {
  const found = await configOf(line, host, file)
  const { set } = found.resolved
  const problems = [...found.resolved.problems, ...zoneRuleProblems(await loadedSettings(line, host), set.rules)]
  if (wantsJson(line)) await print(host, `${JSON.stringify(problems, null, 1)}\n`)
  else {
    const errors = problems.filter((p) => p.level === 'error').length
    const sum = `${placeText(found.place)}: ${set.rules.length} rules, ${errors} errors, ${problems.length - errors} warnings\n`
    await print(host, problemLines(problems) + sum)
  }
  return problems.some((p) => p.level === 'error') ? 1 : 0
}

async function show(line: CommandLine, host: Host): Promise<number> {
  const found = await configOf(line, host)
  const settings = await settingsOf(line, host)
  if (wantsJson(line)) return print(host, `${JSON.stringify({ ...asJson(found), settings }, null, 1)}\n`)
  return print(host, [...asText(found), ...settingsLines(settings)].map((l) => `${l}\n`).join(''))
}

export function wantsJson({ options }: CommandLine): boolean {
  const format = options.reportFormat?.trim().toLowerCase() ?? 'text'
  if (format !== 'text' && format !== 'json') throw new UserError(`unknown format "${format}"`, 'text or json')
  return format === 'json'
}

export function at({ file, line }: DefinedAt): string {
  return line > 0 ? `${file}:${line}` : file
}

function asText({ place, resolved, set }: ConfigOf): string[] {
  const { effective, useDefault, problems } = resolved
  const own = effective.rules.filter((r) => r.parts.length > 0)
  const builtin = effective.rules.filter((r) => r.builtin).length
  return [
    `rules from  ${placeText(place)} (${place.by})`,
    ...(place.kind !== 'builtin' && useDefault
      ? [`            ${builtin} of them built in ([extend] useDefault)`]
      : []),
    ...resolved.paths.map((path) => `            ${path}`),
    `in all      ${set.rules.length} rules, ${set.allowlists.length} global allowlists, digest ${set.digest}`,
    ...own.map(
      (r) =>
        `${r.builtin ? 'changed     ' : 'rule        '}${r.spec.id}  ${r.parts.map((p) => at(p.definedAt)).join(', ')}`,
    ),
    ...[...effective.disabled].map(([id, where]) => `switched off ${id}  ${at(where)}`),
    ...set.allowlists.map((a) => `allowlist   ${allowlistText(a)}${a.definedAt ? `  ${at(a.definedAt)}` : ''}`),
    ...(problems.length > 0 ? [`problems    ${problems.length}: stanch config check`] : []),
  ]
}

/** `2 paths, 1 regex (AND): description` */
export function allowlistText(list: AllowlistSpec): string {
  const { paths, regexes, stopwords, commits, condition, description } = list
  const kinds = { path: paths, regex: regexes, stopword: stopwords, commit: commits }
  const counts = Object.entries(kinds).flatMap(([kind, all]) => (all.length > 0 ? [`${all.length} ${kind}`] : []))
  return `${counts.join(', ')}${condition === 'AND' ? ' (all must hold)' : ''}${description ? `: ${description}` : ''}`
}

function asJson({ place, resolved, set }: ConfigOf): Record<string, unknown> {
  const rules = new Map(resolved.effective.rules.map((r) => [r.spec.id, r]))
  return {
    place,
    files: resolved.paths,
    useDefault: resolved.useDefault,
    digest: set.digest,
    rules: set.rules.map((spec) => ({ ...spec, from: originsOf(rules.get(spec.id)) })),
    allowlists: set.allowlists,
    disabled: Object.fromEntries([...resolved.effective.disabled].map(([id, where]) => [id, at(where)])),
    problems: resolved.problems,
  }
}

/** Key -> file:line of the table that said it; the rest is built in, or a default. */
export function originsOf(rule: EffectiveRule | undefined): Record<string, string> {
  const said = Object.entries(rule?.said ?? {}).map(([key, part]) => [key, at(part.at(key.toLowerCase()))])
  return Object.fromEntries(said) as Record<string, string>
}
