// stanch init and stanch doctor, for each way to have hooks.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stanch, TestRepo } from './harness.ts'

const read = (repo: TestRepo, name: string) => readFileSync(join(repo.dir, name), 'utf8')

describe('stanch init', () => {
  it.each([
    ['git alone', {}, '.git/hooks/pre-commit'],
    ['a hook of somebody else', { '.git/hooks/pre-commit': '#!/bin/sh\necho mine\n' }, '.git/hooks/pre-commit'],
    ['husky', { '.husky/pre-commit': 'npm test\n' }, '.husky/pre-commit'],
    [
      'pre-commit',
      { '.pre-commit-config.yaml': 'repos:\n  - repo: local\n    hooks: []\n' },
      '.pre-commit-config.yaml',
    ],
    ['lefthook', { 'lefthook.yml': 'pre-push:\n  commands: {}\n' }, 'lefthook.yml'],
  ] as [string, Record<string, string>, string][])(
    '%s: shows a plan, appends with --yes, does nothing twice',
    (_, files, hook) => {
      const repo = new TestRepo()
      for (const [name, text] of Object.entries(files)) repo.write(name, text)
      const before = existsSync(join(repo.dir, hook)) ? read(repo, hook) : ''
      const plan = stanch(repo.dir, ['init'])
      expect(plan.code).toBe(0)
      expect(plan.stdout).toContain('stanch protect')
      expect(existsSync(join(repo.dir, hook)) ? read(repo, hook) : '').toBe(before)
      expect(stanch(repo.dir, ['init', '--yes']).code).toBe(0)
      const after = read(repo, hook)
      expect(after.startsWith(before)).toBe(true)
      expect(after).toContain('stanch protect')
      expect(stanch(repo.dir, ['init', '--yes']).stdout).toContain('nothing to do')
      expect(read(repo, hook)).toBe(after)
    },
  )

  it('offers the lines of .gitignore for dotenv files that git would take', () => {
    const repo = new TestRepo()
    repo.write('.gitignore', 'node_modules')
    for (const name of ['.env', '.env.local', '.env.example']) repo.write(name, 'A=1\n')
    stanch(repo.dir, ['init', '--yes'])
    expect(read(repo, '.gitignore')).toBe('node_modules\n/.env\n/.env.local\n')
    expect(repo.git('check-ignore', '.env', '.env.local')).toContain('.env.local')
  })

  it('what it cannot append to it says', () => {
    const repo = new TestRepo()
    repo.write('lefthook.yml', 'pre-commit:\n  commands: {}\n')
    const run = stanch(repo.dir, ['init', '--yes'])
    expect(run.code).toBe(2)
    expect(run.output).toContain('run: npx --no-install stanch protect')
  })
})

describe('stanch doctor', () => {
  it('fails without a hook, passes with one, leaves no trace, and proves that a token is blocked', () => {
    const repo = new TestRepo()
    repo.commit('one', { 'a.js': 'x\n' })
    expect(stanch(repo.dir, ['doctor'])).toMatchObject({ code: 1 })
    repo.installHook()
    const objects = repo.git('count-objects', '-v')
    const run = stanch(repo.dir, ['doctor'])
    expect(run.stdout).toContain('a made-up token in the index is blocked')
    expect(run.code).toBe(0)
    expect(repo.git('count-objects', '-v')).toBe(objects)
    expect(repo.git('status', '--porcelain')).toBe('')
  })

  it('sees a hook that cannot run, and settings that let everything pass', () => {
    const repo = new TestRepo()
    repo.write('.git/hooks/pre-commit', '#!/bin/sh\nstanch protect\n')
    expect(stanch(repo.dir, ['doctor']).stdout).toContain('is not executable')
    repo.installHook()
    repo.git('config', 'core.hooksPath', 'elsewhere')
    expect(stanch(repo.dir, ['doctor']).stdout).toContain('there is no hook at')
    repo.write('stanch.toml', '[severity]\ncritical = "allow"\n')
    expect(stanch(repo.dir, ['doctor']).stdout).toContain('is not blocked')
  })
})
