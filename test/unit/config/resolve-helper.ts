// Resolving rule files that stand in memory, with the real pattern engine.
import { join } from 'node:path'
import { patternDoor } from '../../../src/commands/rules-of-run.ts'
import { readConfig } from '../../../src/config/dialect.ts'
import { readRuleFile } from '../../../src/config/extend.ts'
import { problemText } from '../../../src/config/problem.ts'
import { type Resolved, resolveRules } from '../../../src/config/resolve.ts'
import { ruleOf } from '../../../src/config/rule-layers.ts'
import type { FileView } from '../../../src/config/settings-find.ts'
import type { RuleSet } from '../../../src/core/rule.ts'

const BUILTIN = `
[[rules]]
id = "base-token"
description = "Base token"
regex = 'base_([a-z0-9]{8})'
entropy = 1.5
keywords = ["base_"]
tags = ["one"]
[[rules.allowlists]]
regexes = ['base_test']
[[rules]]
id = "base-other"
regex = 'other_[a-z]{4}'
keywords = ["other_"]
`

/** The stand-in for the built-in rules. */
export function builtinSet(): RuleSet {
  const { rules } = readConfig(BUILTIN, 'rules/base.toml')
  return { rules: rules.map(ruleOf), allowlists: [], digest: 'base' }
}

/** A view of files in memory, below /repo unless absolute. */
export function memory(files: Readonly<Record<string, string | Buffer>>): FileView {
  const all = new Map(Object.entries(files).map(([name, text]) => [join('/repo', name), Buffer.from(text)]))
  return {
    read: (path) => all.get(path),
    names: (folder) =>
      [...all.keys()].filter((p) => p.startsWith(`${folder}/`)).map((p) => p.slice(folder.length + 1).split('/')[0]!),
    replaced: () => true,
  }
}

/** Resolves /repo/.gitleaks.toml, or the file named. */
export async function resolved(
  files: Readonly<Record<string, string | Buffer>>,
  name = '.gitleaks.toml',
  cwd = '/repo',
): Promise<Resolved> {
  const view = memory(files)
  const text = readRuleFile(join('/repo', name), name, view)
  if (!text) throw new Error(`no ${name} in the test`)
  return resolveRules(text, { cwd, view, builtin: async () => builtinSet(), door: await patternDoor('re2') })
}

/** Every problem of a file as `level file:line: text | hint`. */
export async function problemsOf(text: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const { problems } = await resolved({ '.gitleaks.toml': text, ...more })
  return problems.map((p) => `${p.level} ${problemText(p)}${p.hint ? ` | ${p.hint}` : ''}`)
}

/** The rule of that id. */
export function rule(set: Resolved, id: string) {
  const found = set.set.rules.find((r) => r.id === id)
  if (!found) throw new Error(`no rule ${id}`)
  return found
}
