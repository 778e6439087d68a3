// The two hooks that people install: the real pre-commit program and the real husky, in temporary repositories.
// The native addon is not compiled here (that takes minutes): re2js stands in, as on a machine that cannot compile.
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { cleanEnv, type Run, TestRepo } from './harness.ts'
import { packageRepo, packedTarball } from './package.ts'

const TOKEN = githubToken(21)
const MINUTES = 60_000

/** npm needs its settings, and where a proxy re-signs connections, its authority. */
const forNpm = { HOME: process.env.HOME, NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS }

function run(command: string, args: readonly string[], cwd: string, env: Record<string, string | undefined>): Run {
  const r = spawnSync(command, args as string[], { cwd, env: cleanEnv(env), encoding: 'utf8', timeout: 5 * MINUTES })
  return { code: r.status, stdout: r.stdout, stderr: r.stderr, output: `${r.stdout}${r.stderr}` }
}

describe('pre-commit', { timeout: 6 * MINUTES }, () => {
  const env: Record<string, string | undefined> = { ...forNpm, npm_config_ignore_scripts: 'true' }
  let config = ''

  /** A repository whose pre-commit hook is installed. */
  function hooked(args = ''): TestRepo {
    const repo = new TestRepo()
    repo.commit('first', { '.pre-commit-config.yaml': `${config}${args}`, 'README.md': '# hi\n' })
    expect(run('pre-commit', ['install'], repo.dir, env).code).toBe(0)
    return repo
  }

  const commit = (repo: TestRepo, extra: Record<string, string | undefined> = {}) =>
    run('git', ['commit', '-m', 'change'], repo.dir, { ...env, ...extra })

  beforeAll(async () => {
    const version = spawnSync('pre-commit', ['--version'])
    if (version.error) throw new Error('pre-commit is not installed: apt-get install pre-commit (.ci/run does it)')
    const { mkdtempSync } = await import('node:fs')
    const { tmpdir } = await import('node:os')
    env.PRE_COMMIT_HOME = mkdtempSync(join(tmpdir(), 'stanch-pre-commit-'))
    const source = mkdtempSync(join(tmpdir(), 'stanch-package-'))
    const packed = packageRepo(source)
    const rev = packed.git('rev-parse', 'HEAD').trim()
    config = `repos:\n- repo: ${packed.dir}\n  rev: ${rev}\n  hooks:\n  - id: stanch\n`
    const probe = new TestRepo(mkdtempSync(join(tmpdir(), 'stanch-probe-')))
    probe.commit('first', { '.pre-commit-config.yaml': config })
    const installed = run('pre-commit', ['install', '--install-hooks'], probe.dir, env)
    if (installed.code !== 0) throw new Error(`pre-commit cannot install the hook:\n${installed.output}`)
  }, 6 * MINUTES)

  it('refuses a commit with a secret with exit 1 and the message, lets the same commit without it through', () => {
    const repo = hooked()
    repo.stage('app.js', `const t = "${TOKEN}"\n`)
    const refused = commit(repo)
    expect(refused.code).toBe(1)
    expect(refused.output).toContain('app.js:1:12')
    expect(refused.output).toContain('SKIP=stanch git commit')
    expect(refused.output).not.toContain(TOKEN)
    repo.stage('app.js', 'const t = process.env.TOKEN\n')
    expect(commit(repo).code).toBe(0)
  })

  it('sees what `git commit -a` is about to commit', () => {
    const repo = hooked()
    repo.write('README.md', `# hi\n${TOKEN}\n`)
    expect(run('git', ['commit', '-a', '-m', 'x'], repo.dir, env).code).toBe(1)
  })

  it('SKIP=stanch works', () => {
    const repo = hooked()
    repo.stage('app.js', `const t = "${TOKEN}"\n`)
    expect(commit(repo, { SKIP: 'stanch' }).code).toBe(0)
  })

  it('`pre-commit run --all-files` really scans every file, where nothing is staged', () => {
    const repo = hooked()
    repo.commit('leak', { 'old/app.js': `const t = "${TOKEN}"\n` })
    const all = run('pre-commit', ['run', '--all-files'], repo.dir, env)
    expect(all.code).toBe(1)
    expect(all.output).toContain('old/app.js:1:12')
  })

  it('`pre-commit run --from-ref A --to-ref B` scans every commit of that range, a removed secret too', () => {
    const repo = hooked()
    const from = repo.git('rev-parse', 'HEAD').trim()
    repo.commit('leak', { 'app.js': `const t = "${TOKEN}"\n` })
    const leak = repo.git('rev-parse', 'HEAD').trim()
    repo.commit('gone', { 'app.js': 'const t = 1\n' })
    const range = (a: string, b: string) => run('pre-commit', ['run', '--from-ref', a, '--to-ref', b], repo.dir, env)
    const found = range(from, 'HEAD')
    expect(found.code).toBe(1)
    expect(found.output).toContain('app.js:1')
    expect(range(leak, 'HEAD').code).toBe(0)
  })

  it('takes the arguments of a repository that moves over from gitleaks', () => {
    const repo = hooked('    args: [--source=., --config-path=.gitleaks.toml]\n')
    repo.write('.gitleaks.toml', `[[rules]]\nid = "mine"\nregex = '''MINE_[a-z]{8}'''\nkeywords = ["mine_"]\n`)
    repo.stage('a.txt', `MINE_${'abcdefgh'}\n`)
    const refused = commit(repo)
    expect(refused.code).toBe(1)
    expect(refused.output).toContain('[mine]')
  })
})

describe('husky', { timeout: 6 * MINUTES }, () => {
  it('refuses a commit with a secret, lets the same commit without it through; HUSKY=0 is the way round', () => {
    const repo = new TestRepo()
    const env = forNpm
    writeFileSync(join(repo.dir, 'package.json'), '{ "name": "app", "version": "1.0.0", "private": true }\n')
    writeFileSync(join(repo.dir, '.gitignore'), 'node_modules\n')
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '-D', 'husky@9', packedTarball()]
    const installed = run('npm', install, repo.dir, env)
    expect(installed.code, installed.output).toBe(0)
    expect(run('npx', ['husky', 'init'], repo.dir, env).code).toBe(0)
    repo.write('.husky/pre-commit', 'stanch protect\n')
    repo.stage('app.js', `const t = "${TOKEN}"\n`)
    const refused = repo.tryGit(['commit', '-m', 'x'])
    expect(refused.code, refused.output).toBe(1)
    expect(refused.output).toContain('app.js:1:12')
    expect(refused.output).toContain('--no-verify')
    expect(repo.tryGit(['commit', '-m', 'x'], { HUSKY: '0' }).code).toBe(0)
    repo.stage('b.js', 'const t = process.env.TOKEN\n')
    expect(repo.tryGit(['commit', '-m', 'x']).code).toBe(0)
  })

  it('the packed tarball has what it needs and nothing of the tests', () => {
    const listed = execFileSync('tar', ['-tzf', packedTarball()], { encoding: 'utf8' })
    for (const file of [
      'bin/stanch.js',
      'bin/package.json',
      'dist/main.js',
      'dist/rules.bin',
      'README.md',
      'LICENSE',
    ]) {
      expect(listed).toContain(`package/${file}`)
    }
    expect(listed).not.toMatch(/package\/(test|src)\//)
  })
})
