// Owns: the verb `rules`: lists, shows, checks, tries and exports rules.
// Must not know: how rules are merged, checked or matched.

import { UserError } from '../core/fault.ts'
import { nearest } from '../core/nearest.ts'
import type { CommandLine } from '../core/options.ts'
import type { RuleSpec } from '../core/rule.ts'
import type { Host } from '../host.ts'
import { allowlistText, at, originsOf, wantsJson } from './config.ts'
import { type ConfigOf, configOf, problemLines } from './config-of.ts'

const USAGE = 'rules list, rules show ID, rules check FILE, rules test ID TEXT (- reads standard input), rules export'

/** `rules list | show ID | check FILE | test ID TEXT | export`. */
export async function rules(line: CommandLine, host: Host): Promise<number> {
  const [what = 'list', first, second, ...rest] = line.args
  const wanted = { list: 0, show: 1, check: 1, test: 2, export: 0 }[what]
  if (wanted === undefined) throw new UserError(`unknown command "rules ${what}"`, USAGE)
  if (line.args.length - 1 !== wanted && line.args.length > 0) {
    throw new UserError(`rules ${what} takes ${wanted} argument(s), not ${line.args.length - 1}`, USAGE)
  }
  if (what === 'list') return list(line, host)
  if (what === 'show') return show(line, host, first!)
  if (what === 'check') return check(line, host, first!)
  if (what === 'export') return (await import('./rules-export.ts')).exportRules(line, host)
  const { tryRule } = await import('./rules-test.ts')
  return tryRule(ruleIn((await configOf(line, host)).set.rules, first!), [second!, ...rest].join(' '), line, host)
}

async function list(line: CommandLine, host: Host): Promise<number> {
  const { set } = await configOf(line, host)
  const rows = set.rules.map(({ id, severity, description, definedAt }) => ({
    id,
    severity,
    description,
    at: at(definedAt),
  }))
  const width = Math.min(50, Math.max(...rows.map((r) => r.id.length)))
  const text = wantsJson(line)
    ? JSON.stringify(rows, null, 1)
    : rows.map((r) => `${r.id.padEnd(width)}  ${r.severity.padEnd(8)}  ${r.description}  (${r.at})`).join('\n')
  await host.stdout.write(`${text}\n`)
  return 0
}

function ruleIn(all: readonly RuleSpec[], id: string): RuleSpec {
  const found = all.find((rule) => rule.id === id)
  if (found) return found
  const near = nearest(
    id,
    all.map((rule) => rule.id),
  )
  throw new UserError(`there is no rule "${id}"`, near ? `did you mean ${near}?` : 'see: stanch rules list')
}

async function show(line: CommandLine, host: Host, id: string): Promise<number> {
  const found = await configOf(line, host)
  const rule = ruleIn(found.set.rules, id)
  const from = originsOf(found.resolved.effective.rules.find((r) => r.spec.id === id))
  const text = wantsJson(line) ? `${JSON.stringify({ ...rule, from }, null, 1)}\n` : showText(rule, from, found)
  await host.stdout.write(text)
  return 0
}

function showText(rule: RuleSpec, from: Readonly<Record<string, string>>, { resolved }: ConfigOf): string {
  const parts = resolved.effective.rules.find((r) => r.spec.id === rule.id)?.parts ?? []
  const { allowlists, definedAt, required, id, description, severity, regex, path, ...plain } = rule
  const rows = Object.entries({ id, description, severity, regex: regex ?? '', path: path ?? '', ...plain })
    .filter(([, value]) => value !== '' && value !== false && !(Array.isArray(value) && value.length === 0))
    .map(([key, value]) => {
      const text = Array.isArray(value) ? value.join(', ') : String(value)
      return `${key.padEnd(12)}${text}${from[key] ? `  (${from[key]})` : ''}`
    })
  return [
    ...rows,
    ...required.map((r) => `required    ${r.id}${near(r.withinLines, 'lines')}${near(r.withinColumns, 'columns')}`),
    ...allowlists.map((a) => `allowlist   ${allowlistText(a)}${a.definedAt ? `  (${at(a.definedAt)})` : ''}`),
    `defined at  ${[at(definedAt), ...parts.map((p) => at(p.definedAt)).filter((p) => p !== at(definedAt))].join(', changed at ')}`,
    '',
  ].join('\n')
}

function near(limit: number | undefined, what: string): string {
  return limit === undefined ? '' : `, within ${limit} ${what}`
}

/** The file's defects, then its examples run through the engine. Exit 1 when something is wrong. */
async function check(line: CommandLine, host: Host, file: string): Promise<number> {
  const { resolved } = await configOf(line, host, file)
  const errors = resolved.problems.filter((p) => p.level === 'error')
  const { failedExamples } = await import('./rules-test.ts')
  const failed = errors.length > 0 ? [] : await failedExamples(resolved, line.options)
  const problems = [...resolved.problems, ...failed]
  const own = resolved.effective.rules.filter((r) => r.parts.length > 0)
  const examples = own.flatMap((r) => r.parts.flatMap((p) => [...p.matches, ...p.misses])).length
  const sum = `${file}: ${own.length} rules, ${examples} examples, ${errors.length + failed.length} errors, ${resolved.problems.length - errors.length} warnings\n`
  await host.stdout.write(wantsJson(line) ? `${JSON.stringify(problems, null, 1)}\n` : problemLines(problems) + sum)
  return errors.length + failed.length > 0 ? 1 : 0
}
