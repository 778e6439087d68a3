// --overlay, isolation in the history's tip, and zones that match nothing, on real git.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { stanch, TestRepo, temporaryFolder } from './harness.ts'

function overlayFile(table: Record<string, string>): string {
  const file = join(temporaryFolder(), 'overlay.json')
  writeFileSync(file, JSON.stringify({ Replace: table }))
  return file
}

function buffer(text: string): string {
  const file = join(temporaryFolder(), 'buffer')
  writeFileSync(file, text)
  return file
}

const files = (run: { stdout: string }) =>
  (JSON.parse(run.stdout) as { File: string; StartLine: number }[]).map((f) => `${f.File}:${f.StartLine}`)

describe('--overlay', () => {
  it('dir scans replaced, added and removed files as if they stood in the tree', () => {
    const repo = new TestRepo()
    repo.write('src/clean.js', 'nothing\n')
    repo.write('src/gone.js', `a = "${githubToken(1)}"\n`)
    const overlay = overlayFile({
      'src/clean.js': buffer(`\nb = "${githubToken(2)}"\n`),
      'src/new/added.js': buffer(`c = "${githubToken(3)}"\n`),
      'src/gone.js': '',
    })
    const run = stanch(repo.dir, ['dir', '.', '-f', 'json', '--overlay', overlay])
    expect(files(run).sort()).toEqual(['src/clean.js:2', 'src/new/added.js:1'])
  })

  it('protect counts what is new against HEAD', () => {
    const repo = new TestRepo()
    repo.commit('base', { 'a.js': `old = "${githubToken(1)}"\n` })
    const overlay = overlayFile({ 'a.js': buffer(`old = "${githubToken(1)}"\nnext = "${githubToken(2)}"\n`) })
    expect(files(repo.protect(['-f', 'json', '--overlay', overlay]))).toEqual(['a.js:2'])
  })

  it('settings and rules can be tried before they are saved', () => {
    const repo = new TestRepo()
    repo.stage('a.js', `x = "${githubToken(1)}"\n`)
    const settings = overlayFile({ 'stanch.toml': buffer('[severity]\ncritical = "warn"\n') })
    expect(repo.protect(['--overlay', settings]).code).toBe(0)
    const rules = overlayFile({ '.gitleaks.toml': buffer('[[rules]]\nid = "own"\nregex = "own-[0-9]+"\n') })
    repo.stage('b.js', 'own-1234\n')
    expect(files(repo.protect(['-f', 'json', '--overlay', rules]))).toEqual(['b.js:1'])
  })

  it.each([
    ['{"Replace": []}', 'has no table "Replace"'],
    ['{,}', 'cannot be read'],
    ['{"Replace": {"a.js": 1}}', 'a.js is replaced by no path'],
  ])('%s is an error', (text, message) => {
    const repo = new TestRepo()
    repo.stage('a.js', 'x\n')
    const run = repo.protect(['--overlay', buffer(text)])
    expect(run.code).toBe(2)
    expect(run.output).toContain(message)
  })

  it('a replacement that is not there is a fault', () => {
    const repo = new TestRepo()
    repo.stage('a.js', 'x\n')
    expect(repo.protect(['--overlay', overlayFile({ 'a.js': '/nonexistent/x' })]).code).toBe(2)
  })
})

describe('isolation in history scans', () => {
  it('speaks of what stands in HEAD, not of what was taken out again', () => {
    const repo = new TestRepo()
    repo.commit('one', { '.env': 'A=1\n', 'apps/.env.local': 'A=1\n' })
    repo.git('rm', '-q', '.env')
    repo.commit('two')
    const base = repo.commit('three')
    expect(files(stanch(repo.dir, ['git', '.', '-f', 'json']))).toEqual(['apps/.env.local:1'])
    expect(stanch(repo.dir, ['git', `${base}..HEAD`]).code).toBe(0)
    repo.commit('four', { 'k.kdbx': 'x' })
    expect(files(stanch(repo.dir, ['git', `${base}..HEAD`, '-f', 'json']))).toEqual(['k.kdbx:1'])
  })
})

describe('a zone that matches nothing', () => {
  it('is named with file and line', () => {
    const repo = new TestRepo()
    repo.commit('one', {
      'a.js': 'x\n',
      'stanch.toml':
        '[[isolation.zones]]\nname = "a"\npaths = ["a.js"]\n[[isolation.zones]]\nname = "pay"\npaths = ["servces/pay/**"]\n',
    })
    const run = stanch(repo.dir, ['git', '.'])
    expect(run.output).toContain('stanch.toml:6: zone pay matches no file')
    expect(run.output).not.toContain('zone a matches')
    expect(stanch(repo.dir, ['git', '.', '--fail-on-stale']).code).toBe(1)
  })

  it('in a package of a monorepo and in a preset of the repository, too; those of the user and of npm presets are for many', () => {
    const repo = new TestRepo()
    const zone = (name: string, glob: string) => `[[isolation.zones]]\nname = "${name}"\npaths = ["${glob}"]\n`
    repo.write('.gitignore', 'node_modules\n')
    repo.write('node_modules/preset/stanch.toml', zone('shared', 'everywhere/**'))
    repo.commit('one', {
      'stanch.toml': `extends = ["preset", "./base.toml"]\n${zone('top', 'a/**')}`,
      'base.toml': `${zone('base', 'b/**')}${zone('idle', 'bb/**')}`,
      'a/x.js': 'x\n',
      'b/x.js': 'x\n',
      'packages/p/stanch.toml': `${zone('p', '/src/**')}\n${zone('typo', 'scr/**')}`,
      'packages/p/src/x.js': 'x\n',
      'packages/q/package.json': `{\n "name": "q",\n "stanch": {"isolation": {"zones": [\n  {"name": "q", "paths": ["none/**"]}]}}\n}\n`,
    })
    const home = temporaryFolder()
    mkdirSync(join(home, 'stanch'))
    writeFileSync(join(home, 'stanch', 'config.toml'), zone('mine', 'mine/**'))
    for (const args of [['git'], ['dir', '.']]) {
      const { output } = stanch(repo.dir, args, { XDG_CONFIG_HOME: home })
      const told = output.split('\n').filter((line) => line.includes('matches no file'))
      expect(told.map((line) => line.trim())).toEqual([
        expect.stringContaining('base.toml:6: zone idle matches no file'),
        expect.stringContaining('packages/p/stanch.toml:7: zone typo matches no file'),
        expect.stringContaining('packages/q/package.json:4: zone q matches no file'),
      ])
    }
  })
})

describe('a file that several branches hold in several versions', () => {
  it('is told of once, unless an allow comment stands in one of them only', () => {
    const repo = new TestRepo()
    repo.commit('one', { '.env': 'A=1\n' })
    repo.git('checkout', '-q', '-b', 'other')
    repo.commit('two', { '.env': 'A=2\n' })
    const all = ['git', '--log-opts=--all', '-f', 'json']
    expect(files(stanch(repo.dir, all))).toEqual(['.env:1'])
    repo.commit('three', { '.env': '# stanch:allow isolation/dotenv\nA=3\n' })
    expect(stanch(repo.dir, all)).toMatchObject({ code: 1 })
    repo.git('checkout', '-q', 'main')
    repo.commit('four', { '.env': '# stanch:allow isolation/dotenv\nA=4\n' })
    expect(stanch(repo.dir, all)).toMatchObject({ code: 0 })
  })
})
