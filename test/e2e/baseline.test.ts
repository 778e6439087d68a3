// Baseline, audit, explain and trusted policies, on real git.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { BIN, cleanEnv, stanch, TestRepo } from './harness.ts'

function leaky(): TestRepo {
  const repo = new TestRepo()
  repo.commit('one', { 'a.js': `const a = "${githubToken(1)}"\n` })
  repo.commit('two', { 'b.js': `const b = "${githubToken(2)}"\n` })
  return repo
}

const text = (repo: TestRepo) => readFileSync(join(repo.dir, '.stanch-baseline'), 'utf8')

describe('stanch baseline', () => {
  it('create knows every finding of files and history, without a secret in the file; moves and renames do not matter', () => {
    const repo = leaky()
    expect(stanch(repo.dir, ['baseline', 'create']).stdout).toContain('2 known, 2 added')
    expect(text(repo)).not.toContain(githubToken(1))
    expect(stanch(repo.dir, ['git', '.']).code).toBe(0)
    repo.git('mv', 'a.js', 'moved.js')
    repo.stage('moved.js', `\n\n\nconst other = 1\nconst a = "${githubToken(1)}" // moved\n`)
    expect(repo.protect().code).toBe(0)
    repo.stage('moved.js', `const a = "${githubToken(3)}"\n`)
    expect(repo.protect().code).toBe(1)
  })

  it('create does not overwrite, update adds, prune takes away what is gone', () => {
    const repo = leaky()
    stanch(repo.dir, ['baseline', 'create'])
    expect(stanch(repo.dir, ['baseline', 'create'])).toMatchObject({ code: 2 })
    repo.commit('three', { 'c.js': `const c = "${githubToken(3)}"\n` })
    const before = text(repo)
    expect(stanch(repo.dir, ['baseline', 'update']).stdout).toContain('3 known, 1 added')
    expect(
      text(repo)
        .split('\n')
        .filter((l) => !before.includes(l)),
    ).toHaveLength(1)
    repo.git('reset', '-q', '--hard', 'HEAD~1')
    repo.git('reflog', 'expire', '--expire=now', '--all')
    expect(stanch(repo.dir, ['baseline', 'prune']).stdout).toContain('2 known, 0 added, 1 removed')
  })

  it('a JSON report is accepted as a baseline: in clear by content, redacted by place', () => {
    const repo = leaky()
    const clear = stanch(repo.dir, ['dir', '.', '-f', 'json', '--redact=0']).stdout
    const gitleaks = (JSON.parse(clear) as Record<string, unknown>[]).map(({ ContentID: _, ...row }) => row)
    repo.write('../base.json', JSON.stringify(gitleaks))
    repo.write('a.js', `\n\nconst a = "${githubToken(1)}"\n`)
    expect(stanch(repo.dir, ['dir', '.', '-b', '../base.json']).code).toBe(0)
    repo.write(
      '../base.json',
      JSON.stringify(gitleaks.map((row) => ({ ...row, Secret: 'REDACTED', Match: 'REDACTED' }))),
    )
    expect(stanch(repo.dir, ['dir', '.', '-b', '../base.json']).code).toBe(1)
    repo.write('a.js', `const a = "${githubToken(1)}"\n`)
    expect(stanch(repo.dir, ['dir', '.', '-b', '../base.json']).code).toBe(0)
  })

  it('an unreadable or missing one is fatal', () => {
    const repo = leaky()
    repo.write('.stanch-baseline', 'x')
    repo.stage('c.txt', 'clean\n')
    expect(repo.protect()).toMatchObject({ code: 2 })
    repo.write('.stanch-baseline', '{"plugins_used": [], "results": {}}')
    expect(repo.protect().output).toContain('.stanch-baseline:1: is a baseline of another tool (detect-secrets)')
    expect(repo.protect(['-b', 'nowhere.json'])).toMatchObject({ code: 2 })
  })
})

describe('stanch audit', () => {
  it('without a terminal is a clear error, and --report prints statistics', () => {
    const repo = leaky()
    const run = stanch(repo.dir, ['audit'])
    expect(run.code).toBe(2)
    expect(run.output).toContain('audit needs a terminal')
    expect(stanch(repo.dir, ['audit', '--report']).stdout).toMatch(/github-pat +0 +0 +0 +2/)
  })

  it('in a terminal takes answers by key, undoes one, writes the baseline, and goes on where it stopped', () => {
    const repo = leaky()
    const run = (keys: string) => {
      const command = `"${process.execPath}" "${BIN}" audit`
      const typed = [...keys].map((k) => `sleep 0.7; printf '${k}'`).join('; ')
      const line = `(sleep 3; ${typed}; sleep 1) | script -qefc '${command}' /dev/null`
      return spawnSync('sh', ['-c', line], { cwd: repo.dir, env: cleanEnv({ TERM: 'xterm' }), encoding: 'utf8' }).stdout
    }
    expect(run('fufq')).toContain('1 of 2')
    expect(text(repo).match(/ false$/gm)).toHaveLength(1)
    expect(run('r')).toContain('1 of 1')
    expect(text(repo).match(/ real$/gm)).toHaveLength(1)
    expect(stanch(repo.dir, ['audit', '--report']).stdout).toMatch(/github-pat +1 +1 +0 +0 +50 %/)
  })
})

describe('stanch explain', () => {
  it('tells the rule, what each policy said, and which one decided', () => {
    const repo = leaky()
    repo.write('.stanchignore', 'a.js:github-pat:1 until=2020-01-01\n')
    const run = stanch(repo.dir, ['explain', 'a.js:github-pat:1'])
    expect(run.code).toBe(0)
    expect(run.stdout).toContain('.stanchignore:1 does not count: it expired on 2020-01-01')
    expect(run.stdout).toContain('-> block')
    expect(run.output).not.toContain(githubToken(1))
  })

  it('tells which allowlist keeps a place from being a finding', () => {
    const repo = new TestRepo()
    repo.write(
      '.gitleaks.toml',
      '[extend]\nuseDefault = true\n[[allowlists]]\ndescription = "fixtures"\npaths = ["fixtures/"]\n',
    )
    repo.commit('one', { 'fixtures/a.js': `const a = "${githubToken(1)}"\n` })
    const run = stanch(repo.dir, ['explain', 'fixtures/a.js:github-pat:1'])
    expect(run.code).toBe(1)
    expect(run.stdout).toContain('the global allowlist applies: fixtures (OR; path fixtures/)')
  })
})

describe('--policy-from', () => {
  it('takes settings, rules, ignore files and baseline from the trusted side, and shows what was changed', () => {
    const repo = new TestRepo()
    const base = repo.commit('base', {
      'stanch.toml': 'extends = ["./p/strict.toml"]\n',
      'p/strict.toml': '[inline]\nallow = false\n',
    })
    repo.commit('weaken', {
      'stanch.toml': '[severity]\ncritical = "allow"\n',
      '.stanchignore': '**\n',
      'a.js': `const a = "${githubToken(1)}" // stanch:allow\n`,
    })
    expect(stanch(repo.dir, ['git', `${base}..HEAD`]).code).toBe(0)
    const run = stanch(repo.dir, ['git', `${base}..HEAD`, `--policy-from=${base}`])
    expect(run.code).toBe(1)
    expect(run.output).toContain('allow comments are turned off')
    expect(run.output).toContain(`stanch.toml differs from ${base}`)
    expect(run.output).toContain(`.stanchignore differs from ${base}`)
    expect(stanch(repo.dir, ['git', '--policy-from=nowhere']).code).toBe(2)
  })

  it('files that flags name come from the trusted side, too', () => {
    const repo = new TestRepo()
    const base = repo.commit('base', { 'lax.toml': '[extend]\nuseDefault = true\n', 'a.js': 'x\n' })
    const fingerprint = 'a.js:github-pat:1\n'
    repo.commit('weaken', {
      'lax.toml': '[extend]\nuseDefault = true\n[[allowlists]]\npaths = ["js"]\n',
      'known.txt': fingerprint,
      'a.js': `const a = "${githubToken(1)}"\n`,
    })
    const run = (...flags: string[]) => stanch(repo.dir, ['git', `${base}..HEAD`, ...flags])
    expect(run('-c', 'lax.toml').code).toBe(0)
    expect(run('-c', 'lax.toml', `--policy-from=${base}`)).toMatchObject({ code: 1 })
    expect(run('-i', 'known.txt', `--policy-from=${base}`).output).toContain('known.txt does not exist')
    repo.write('../outside', fingerprint)
    expect(run('-i', '../outside', `--policy-from=${base}`).code).toBe(0)
  })

  it('a preset is a file of that commit: a package that is installed is not trusted', () => {
    const repo = new TestRepo()
    const settings = 'extends = ["@acme/preset", "base.toml"]\n'
    const base = repo.commit('base', { 'stanch.toml': settings, 'base.toml': '[inline]\nallow = true\n' })
    repo.write('node_modules/@acme/preset/stanch.toml', '[severity]\ncritical = "allow"\n')
    const refused = stanch(repo.dir, ['git', `--policy-from=${base}`])
    expect(refused.code).toBe(2)
    expect(refused.output).toContain(`stanch.toml:1: preset @acme/preset is no file of ${base}`)
    repo.git('add', '-f', 'node_modules')
    const tracked = repo.commit('tracked')
    expect(stanch(repo.dir, ['git', `--policy-from=${tracked}`]).output).toContain(
      'stanch.toml:1: preset base.toml is no file',
    )
  })

  it('YAML needs no quotes, a link is followed in the tree, a package of a monorepo has its own', () => {
    const repo = new TestRepo()
    const base = repo.commit('base', {
      '.stanchrc.yaml': 'extends: [./p/strict.toml]\n',
      'p/strict.toml': '[inline]\nallow = false\n',
      'pkg/package.json': '{"stanch": {"severity": {"critical": "warn"}}}\n',
      'rules/own.toml': '[[rules]]\nid = "own"\nregex = "own-[0-9]+"\n',
    })
    repo.shell('ln -s rules/own.toml .gitleaks.toml; git add .gitleaks.toml; git commit -q --no-verify -m link')
    const trusted = repo.git('rev-parse', 'HEAD').trim()
    repo.git('rm', '-q', '-r', '.')
    repo.commit('leak', { 'a.js': 'own-1 // stanch:allow\n', 'pkg/a.js': 'own-2\n' })
    const run = stanch(repo.dir, ['git', `${base}..HEAD`, `--policy-from=${trusted}`, '-f', 'json'])
    expect((JSON.parse(run.stdout) as { File: string; RuleID: string }[]).map((f) => `${f.File} ${f.RuleID}`)).toEqual([
      'a.js own',
      'pkg/a.js own',
    ])
    expect(run.output).toContain('allow comments are turned off')
  })

  it('explain and dir go by it, and dir still knows what git ignores', () => {
    const repo = new TestRepo()
    const base = repo.commit('base', { '.stanchignore': 'a.js:github-pat:1\n', '.gitignore': '.env\n' })
    repo.commit('leak', { 'a.js': `const a = "${githubToken(1)}"\n`, '.stanchignore': '' })
    repo.write('.env', 'A=1\n')
    expect(stanch(repo.dir, ['dir', '.', `--policy-from=${base}`]).code).toBe(0)
    const said = stanch(repo.dir, ['explain', 'a.js:github-pat:1', `--policy-from=${base}`]).stdout
    expect(said).toContain('-> allow (ignore-file)')
  })
})
