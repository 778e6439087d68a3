// stanch init and stanch doctor, for each way to have hooks.
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BIN, stanch, TestRepo, temporaryFolder } from './harness.ts'

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
      expect(plan.code).toBe(2)
      expect(plan.stderr).toContain('nothing was written: there is no terminal to ask in')
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

  it.each([
    ['#!/bin/sh\nnpm test\nexit 0\n', 'it ends with: exit 0'],
    ['#!/usr/bin/env bash\nexec npm test\n', 'it ends with: exec npm test'],
    ['#!/usr/bin/env python3\nprint(1)\n', 'it is no shell script'],
  ])('a hook in which an appended line would never run is left alone: %j', (text, why) => {
    const repo = new TestRepo()
    repo.write('.git/hooks/pre-commit', text)
    const run = stanch(repo.dir, ['init', '--yes'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain(why)
    expect(read(repo, '.git/hooks/pre-commit')).toBe(text)
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
  const run = (repo: TestRepo, env = {}) => stanch(repo.dir, ['doctor'], env)
  const hook = (repo: TestRepo, lines: string) => {
    repo.write('.git/hooks/pre-commit', `#!/bin/sh\n${lines}\n`)
    chmodSync(join(repo.dir, '.git/hooks/pre-commit'), 0o755)
  }
  const protect = `"${process.execPath}" "${BIN}" protect`

  it('fails without a hook, passes with one, leaves no trace, and proves that a token is blocked', () => {
    const repo = new TestRepo()
    repo.commit('one', { 'a.js': 'x\n' })
    expect(run(repo)).toMatchObject({ code: 1 })
    repo.installHook()
    repo.stage('a.js', 'staged\n')
    repo.write('a.js', 'x and more\n')
    repo.write('new file.txt', 'new\n')
    const before = [repo.git('count-objects', '-v'), repo.git('status', '--porcelain'), repo.git('diff', '--cached')]
    const told = run(repo)
    expect(told.output).toContain('a made-up token in the index is blocked')
    expect(told.output).toContain('lets a harmless file pass')
    expect(told.output).toContain('refuses a made-up token and names its file')
    expect(told.code).toBe(0)
    expect([repo.git('count-objects', '-v'), repo.git('status', '--porcelain'), repo.git('diff', '--cached')]).toEqual(
      before,
    )
  })

  it.each([
    ['forgets the exit code', `${protect}\ntrue`],
    ['never reaches stanch', `exit 0\n${protect}`],
    ['looks somewhere else', `cd / && ${protect} || true`],
  ])('a hook that %s is found out by running it', (_, lines) => {
    const repo = new TestRepo()
    repo.commit('one', { 'a.js': 'x\n' })
    hook(repo, lines)
    const told = run(repo)
    expect(told.output).toContain('FAIL   the hook, run on a copy, lets a made-up token pass')
    expect(told.code).toBe(1)
  })

  it('a hook that refuses everything proves nothing; one whose other steps fail on the copy still may', () => {
    const repo = new TestRepo()
    repo.commit('one', { 'a.js': 'x\n' })
    hook(repo, `no-such-program stanch || exit 1`)
    expect(run(repo)).toMatchObject({ code: 1 })
    expect(run(repo).output).toContain('refuses a made-up token, but stanch is not what refused it')
    hook(repo, `${protect} || exit 1\necho "tests failed"; exit 1`)
    expect(run(repo)).toMatchObject({ code: 0 })
    expect(run(repo).output).toMatch(/note {3}the hook, run on a copy, refuses a harmless file\n.*tests failed/)
  })

  it("what the hook does to files it does to the copy's, and husky's folder that git ignores is there", () => {
    const repo = new TestRepo()
    repo.commit('one', { 'a.js': 'x\n', 'dir/ä b.txt': 'y\n', '.husky/pre-commit': 'old\n' })
    repo.write('.husky/pre-commit', `echo formatted > a.js\ngit add -A\n${protect}\n`)
    repo.write('.husky/_/.gitignore', '*\n')
    repo.write('.husky/_/pre-commit', '#!/bin/sh\n# husky\nexec sh -e "$(dirname "$(dirname "$0")")/pre-commit"\n')
    chmodSync(join(repo.dir, '.husky/_/pre-commit'), 0o755)
    repo.git('config', 'core.hooksPath', '.husky/_')
    const told = run(repo)
    expect(told.output).toContain('refuses a made-up token and names its file')
    expect(told.code).toBe(0)
    expect(read(repo, 'a.js')).toBe('x\n')
    expect(repo.git('status', '--porcelain')).toBe(' M .husky/pre-commit\n')
  })

  it('works in a linked work tree, before the first commit, and from within a hook', () => {
    const repo = new TestRepo()
    repo.installHook()
    expect(run(repo)).toMatchObject({ code: 0 })
    repo.commit('one', { 'a.js': 'x\n' })
    const other = join(temporaryFolder(), 'linked')
    repo.git('worktree', 'add', '-q', '--detach', other)
    expect(stanch(other, ['doctor'])).toMatchObject({ code: 0 })
    expect(run(repo, { GIT_DIR: '.git', GIT_INDEX_FILE: '.git/index' })).toMatchObject({ code: 0 })
  })

  it('sees a hook that cannot run, and settings that let everything pass', () => {
    const repo = new TestRepo()
    repo.write('.git/hooks/pre-commit', '#!/bin/sh\nstanch protect\n')
    expect(run(repo).stdout).toContain('is not executable')
    repo.installHook()
    repo.git('config', 'core.hooksPath', 'elsewhere')
    expect(run(repo).stdout).toContain('there is no hook at')
    repo.write('stanch.toml', '[severity]\ncritical = "allow"\n')
    expect(run(repo).stdout).toContain('is not blocked')
    repo.git('config', '--unset', 'core.hooksPath')
    expect(run(repo).stdout).toContain('lets a made-up token pass')
  })
})
