// The scripts around the rule files: the generated page and the template for a new rule.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { expandTemplate } from '../src/config/template.ts'
import { parseToml } from '../src/config/toml.ts'
import { RULES, type RuleFile } from './rule-files.ts'

const root = join(RULES, '..')
const folder = mkdtempSync(join(tmpdir(), 'stanch-rule-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('docs/rules.md is what the rules say', () => {
  const run = spawnSync(process.execPath, [join(root, 'scripts/rules-doc.mjs'), '--check'], { encoding: 'utf8' })
  expect(run.stderr + run.stdout).toBe('')
  expect(run.status).toBe(0)
})

test('npm run new:rule starts a file, and adds to one', () => {
  mkdirSync(join(folder, 'scripts'))
  mkdirSync(join(folder, 'rules'))
  cpSync(join(root, 'scripts/new-rule.mjs'), join(folder, 'scripts/new-rule.mjs'))
  for (const prefix of ['acme_live_', 'acme_test_']) {
    execFileSync(process.execPath, [join(folder, 'scripts/new-rule.mjs'), 'Acme Cloud', prefix])
  }
  const text = readFileSync(join(folder, 'rules/acme-cloud.toml'), 'utf8')
  const { provider, rules } = parseToml(text, 'acme-cloud.toml') as unknown as RuleFile
  expect(provider).toBe('Acme Cloud')
  expect(rules.map((r) => r.id)).toEqual(['acme-cloud-token', 'acme-cloud-token-2'])
  expect(rules[1]!.matches!.map((m) => expandTemplate(m.text, 's').secret?.value.slice(0, 10))).toEqual([
    'acme_test_',
    'acme_test_',
  ])
  expect(rules[1]!.keywords).toEqual(['acme_test_'])
})

test('npm run new:rule without a provider says how it is used', () => {
  const run = spawnSync(process.execPath, [join(root, 'scripts/new-rule.mjs')], { encoding: 'utf8' })
  expect(run.status).toBe(2)
  expect(run.stderr).toContain('usage: npm run new:rule')
})
