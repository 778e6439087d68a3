// Owns: the built-in rules as one set: every rules/*.toml, in order of file name. The build compiles them.
// Must not know: the compiled form.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../core/fault.ts'
import type { AllowlistSpec, RuleSet } from '../core/rule.ts'
import { readConfig } from './dialect.ts'
import { expandFragments, type FragmentTable } from './fragments.ts'
import { throwFirst } from './problem.ts'
import { ruleOf } from './rule-layers.ts'
import { parseToml } from './toml.ts'

/** Reads all rule files of a folder (and of its sub-folders). Files that begin with "_" hold data that is not rules. */
export function builtinRules(folder: string): RuleSet {
  const fragments = fragmentTable(join(folder, '_fragments.toml'))
  const hash = createHash('sha256')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.toml') && !/(^|[/\\])_|syntaxes\.toml$|isolation\.toml$/.test(f))
    .sort()
  const configs = files.map((f) => {
    const text = readFileSync(join(folder, f), 'utf8')
    hash.update(text)
    const config = readConfig(text, `rules/${f}`)
    throwFirst(config.problems)
    return config
  })
  const skips = skipLists(join(folder, '_skip.toml'))
  hash.update(JSON.stringify([fragments, skips]))
  const rules = configs.flatMap((c) =>
    c.rules.map((part) => {
      const { definedAt, ...spec } = ruleOf(part)
      const regex = spec.regex === undefined ? {} : { regex: expandFragments(spec.regex, fragments) }
      return { ...spec, ...regex, definedAt }
    }),
  )
  const twice = rules.find((rule, i) => rules.findIndex((r) => r.id === rule.id) !== i)
  if (twice) throw new UserError(`${twice.definedAt.file}:${twice.definedAt.line}: rule id ${twice.id} is used twice`)
  return {
    rules,
    allowlists: [...skips, ...configs.flatMap((c) => c.allowlists.map((a) => a.spec))],
    digest: hash.digest('hex').slice(0, 16),
  }
}

/** Files that are not looked at by default, each kind as a global allowlist by path; its description is the reason. */
function skipLists(file: string): AllowlistSpec[] {
  if (!existsSync(file)) return []
  const { skips } = parseToml(readFileSync(file, 'utf8'), file) as { skips: Skipped[] }
  const none = { commits: [], regexes: [], stopwords: [], condition: 'OR', regexTarget: 'secret' } as const
  return skips.map(({ reason, pattern, binary }) => ({
    ...{ ...none, description: reason, paths: [pattern] },
    ...(binary ? { binary } : {}),
  }))
}

interface Skipped {
  readonly reason: string
  readonly pattern: string
  readonly binary?: boolean
}

/** The fragments of a folder of rules; {} when it has none. */
export function fragmentTable(file: string): FragmentTable {
  if (!existsSync(file)) return {}
  const { fragments } = parseToml(readFileSync(file, 'utf8'), file) as {
    fragments: Record<string, { pattern: string }>
  }
  return Object.fromEntries(Object.entries(fragments).map(([name, f]) => [name, f.pattern]))
}
