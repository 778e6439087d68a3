// Owns: finding the rules that hold for a run: flag, environment, file beside the target, or the built-in ones.
// Must not know: how they are matched.
import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { messageOf, UserError } from '../core/fault.ts'
import type { RuleSource } from '../core/rule.ts'

/** What the look-up needs to know. `target` is the folder that is scanned or the repository's top. */
export interface RuleLookup {
  readonly flag: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly target: string
  /** The compiled built-in rules. */
  readonly builtin: string
}

/** The rules for a run. The parser is loaded only when there is something to parse. */
export async function loadRules(lookup: RuleLookup): Promise<RuleSource> {
  const found = findConfig(lookup)
  if (!found) return { kind: 'compiled', file: lookup.builtin, disabled: [], only: [] }
  const { readConfig } = await import('./dialect.ts')
  const config = readConfig(found.text, found.name)
  if (config.rules.length === 0 && !config.useDefault) {
    throw new UserError(
      `${found.name} has no rules, so nothing could be found`,
      'add your rules, or build on the built-in ones:  [extend]  useDefault = true',
    )
  }
  const { createHash } = await import('node:crypto')
  const digest = createHash('sha256').update(found.text).digest('hex').slice(0, 16)
  return { kind: 'set', set: { rules: config.rules, allowlists: config.allowlists, digest } }
}

interface FoundConfig {
  readonly name: string
  readonly text: string
}

const FILES = ['stanch.toml', '.stanch.toml', '.betterleaks.toml', '.gitleaks.toml']

/** Our own files hold settings, too: only with one of these keys do they say anything about rules. */
const ABOUT_RULES = /^\s*(\[+\s*)?["']?(rules|allowlists?|extend)["']?\s*[\].=]/im

function findConfig({ flag, env, cwd, target }: RuleLookup): FoundConfig | undefined {
  const named = flag || env.STANCH_CONFIG || env.GITLEAKS_CONFIG
  if (named) return { name: named, text: readText(isAbsolute(named) ? named : resolve(cwd, named), named) }
  const inline = env.STANCH_CONFIG_TOML || env.GITLEAKS_CONFIG_TOML
  if (inline) return { name: env.STANCH_CONFIG_TOML ? 'STANCH_CONFIG_TOML' : 'GITLEAKS_CONFIG_TOML', text: inline }
  for (const name of FILES.filter((file) => existsSync(join(target, file)))) {
    const text = readText(join(target, name), name)
    if (!/stanch\.toml$/.test(name) || ABOUT_RULES.test(text)) return { name, text }
  }
  return undefined
}

function readText(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new UserError(`config ${name} ${missing ? 'does not exist' : `cannot be read: ${messageOf(error)}`}`)
  }
}
