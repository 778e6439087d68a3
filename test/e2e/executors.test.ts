// Policies with both executors: this thread alone, and workers. And none of them can hide that something was not looked at.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { characters, githubToken } from '../tokens.ts'
import { type Run, stanch, TestRepo } from './harness.ts'

const value = `${characters(20, 9)}7x`

/** One file for each policy, and so much text around them that workers are started. */
const FILES: Readonly<Record<string, string>> = {
  'allowed.js': `const a = "${githubToken(1)}" // stanch:allow\n`,
  'expired.js': `const a = "${githubToken(2)}" // stanch:allow until=2020-01-01\n`,
  'ignored.js': `const a = "${githubToken(3)}"\n`,
  'known.js': `const a = "${githubToken(4)}"\n`,
  'conf/.env': 'PORT=3000\n',
  'sealed/plain.yaml': 'a: hello\n',
  'zone/off.js': `const a = "${githubToken(5)}"\n`,
  'zone/warned.js': `const a = "${githubToken(6)}"\n`,
  'pay.ts': `pay("${value}")\n`,
  'blocked.js': `const a = "${githubToken(7)}"\n`,
}
const SETTINGS = `
[[isolation.zones]]
name = "off"
paths = ["zone/off.js"]
disableRules = ["github-*"]
[[isolation.zones]]
name = "warned"
paths = ["zone/**"]
severity = { critical = "warn", high = "warn" }
[[isolation.zones]]
name = "sealed"
paths = ["sealed/**"]
encrypted = true
`

function policies(): TestRepo {
  const repo = new TestRepo()
  repo.commit('base', {
    '.gitignore': '/.env.local\n',
    'stanch.toml': SETTINGS,
    '.stanchignore': 'ignored.js:github-pat:1\n',
  })
  repo.write('.env.local', `PAY_KEY=${value}\n`)
  repo.stage('known.js', FILES['known.js']!)
  repo.commit('known', {})
  expect(stanch(repo.dir, ['baseline', 'create']).code).toBe(0)
  repo.git('rm', '-q', '--cached', 'known.js')
  repo.commit('unknown', {})
  for (const [path, text] of Object.entries(FILES)) repo.stage(path, text)
  for (let n = 0; n < 4; n++) repo.stage(`noise/${n}.txt`, `${n}\n${'some words and nothing else\n'.repeat(50_000)}`)
  return repo
}

function decided(run: Run): string[] {
  const rows = JSON.parse(run.stdout) as { File: string; RuleID: string }[]
  return rows.map((row) => `${row.File} ${row.RuleID}`)
}

const BLOCKED = ['blocked.js github-pat', 'conf/.env isolation/dotenv', 'expired.js github-pat']

describe('every policy decides the same, whoever looks', () => {
  it.each([
    ['what is staged', ['protect'], ['pay.ts isolation/value']],
    ['files', ['dir', '.'], []],
  ])('%s', (_name, args, values) => {
    const repo = policies()
    const [alone, workers] = [1, 2].map((n) => stanch(repo.dir, [...args, '-f', 'json', `--threads=${n}`]))
    const warned = decided(alone!).filter((row) => row.startsWith('zone/'))
    expect(decided(alone!).filter((row) => !row.startsWith('zone/'))).toEqual(
      [...BLOCKED, ...values, 'sealed/plain.yaml isolation/zone-sealed'].sort(),
    )
    expect(warned).toEqual(['zone/warned.js github-pat'])
    expect(alone!.code).toBe(1)
    expect(workers!.stdout).toBe(alone!.stdout)
    expect(workers!.code).toBe(1)
  })
})

describe('no suppression hides that something was not looked at', () => {
  const ways: Record<string, readonly [settings: string, files: Record<string, string>, args: readonly string[]]> = {
    'allow comments': ['', {}, []],
    'an ignore file for everything': ['', { '.stanchignore': '**\n*:*:*\n' }, []],
    'severities that allow': [
      '[severity]\ncritical = "allow"\nhigh = "allow"\nmedium = "allow"\nlow = "allow"\n',
      {},
      [],
    ],
    'a zone without rules': ['[[isolation.zones]]\nname = "z"\npaths = ["**"]\ndisableRules = ["*"]\n', {}, []],
    'isolation that is off': ['', {}, ['--no-isolation']],
    'an allowlist of all such paths': [
      '',
      { '.gitleaks.toml': '[extend]\nuseDefault = true\n[[allowlists]]\npaths = ["[.]js$"]\n' },
      [],
    ],
    'an exit code of one’s own': ['', {}, ['--exit-code=0']],
  }
  it.each(Object.entries(ways))('%s', (_name, [settings, files, args]) => {
    const repo = new TestRepo()
    repo.write('stanch.toml', settings)
    for (const [path, text] of Object.entries(files)) repo.write(path, text)
    repo.stage('a.js', `const a = "${githubToken(1)}" // stanch:allow\n`)
    repo.stage('lost.js', '// stanch:allow-start\nlost\n')
    const blob = repo.git('rev-parse', ':lost.js').trim()
    rmSync(join(repo.dir, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true })
    for (const threads of ['--threads=1', '--threads=2']) {
      const run = repo.protect([...args, threads])
      expect(run.code).toBe(2)
      expect(run.output).toContain('lost.js')
    }
  })
})
