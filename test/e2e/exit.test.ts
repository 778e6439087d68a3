// Exit codes and whole reports: 0 and 1 are claims, so everything that breaks must be 2.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { BIN, cleanEnv, stanch, TestRepo, temporaryFolder } from './harness.ts'
import { packedTarball } from './package.ts'

/** A copy of bin/ beside a main of one's own. */
function binWith(main: string): string {
  const folder = temporaryFolder()
  for (const name of ['bin', 'dist']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'bin', 'stanch.js'), readFileSync(BIN))
  writeFileSync(join(folder, 'bin', 'package.json'), '{ "type": "commonjs" }')
  writeFileSync(join(folder, 'dist', 'package.json'), '{ "type": "commonjs" }')
  writeFileSync(join(folder, 'dist', 'main.js'), `module.exports={nodeHost:()=>({}),main:async()=>{${main}}}`)
  return join(folder, 'bin', 'stanch.js')
}

const status = (file: string) => spawnSync(process.execPath, [file], { env: cleanEnv() }).status

describe('exit codes', () => {
  it('a main that never finishes is not clean: Node would give 0', () => {
    expect(status(binWith('await new Promise(() => undefined)'))).toBe(2)
  })

  it('a crash is 2: Node would give 1, which means "secrets found"', () => {
    expect(
      status(binWith('setTimeout(() => { throw new Error("late") }, 1); await new Promise(() => undefined)')),
    ).toBe(2)
    expect(
      status(binWith('Promise.reject(new Error("stray")); await new Promise((r) => setTimeout(r, 50)); return 0')),
    ).toBe(2)
    expect(status(binWith('throw new Error("early")'))).toBe(2)
    expect(status(binWith('return 1'))).toBe(1)
  })

  it('a large report arrives whole through a pipe', () => {
    const repo = new TestRepo()
    for (let file = 0; file < 20; file++) {
      const lines = Array.from(
        { length: 200 },
        (_, i) => `k${i} = "${githubToken(file * 1000 + i)}" // ${'x'.repeat(120)}\n`,
      )
      repo.stage(`f${file}.txt`, lines.join(''))
    }
    const run = repo.protect(['--report-format=json'])
    expect(run.code).toBe(1)
    expect(run.stdout.length).toBeGreaterThan(2_000_000)
    expect(JSON.parse(run.stdout)).toHaveLength(4000)
  })

  it('a reader that goes away is 2, not "clean"', async () => {
    const repo = new TestRepo()
    const lines = Array.from({ length: 3000 }, (_, i) => `k${i} = "${githubToken(i)}"\n`)
    repo.stage('f.txt', lines.join(''))
    const child = spawn(process.execPath, [BIN, 'protect', '--report-format=json'], { cwd: repo.dir, env: cleanEnv() })
    child.stdout.once('data', () => child.stdout.destroy())
    child.stderr.resume()
    const code = await new Promise((done) => child.on('close', done))
    expect(code).toBe(2)
  })

  it('a report in a file keeps exit code 1, and the text still goes to stderr', () => {
    const repo = new TestRepo()
    repo.stage('f.txt', `k = "${githubToken(1)}"\n`)
    const file = join(temporaryFolder(), 'out.sarif')
    const run = repo.protect([`--report-path=${file}`])
    expect(run.code).toBe(1)
    expect(JSON.parse(readFileSync(file, 'utf8')).version).toBe('2.1.0')
    expect(run.stderr).toContain('f.txt:1:6')
  })

  it('a report that cannot be written is 2, and what was found is still told', () => {
    const repo = new TestRepo()
    repo.stage('f.txt', `k = "${githubToken(1)}"\n`)
    for (const target of ['/nonexistent/out.json', '/dev/full']) {
      const run = repo.protect([`--report-path=${target}`, '--report-format=json'])
      expect(run.code).toBe(2)
      expect(run.stderr).toContain('f.txt:1:6')
    }
  })

  it('--exit-code replaces 1 and nothing else', () => {
    const repo = new TestRepo()
    expect(repo.protect(['--exit-code=7']).code).toBe(0)
    repo.stage('f.txt', `k = "${githubToken(1)}"\n`)
    expect(repo.protect(['--exit-code=7']).code).toBe(7)
    expect(stanch('/', ['protect', '--exit-code=7']).code).toBe(2)
  })

  it('--fail-on-empty makes a scan of nothing fail', () => {
    expect(new TestRepo().protect(['--fail-on-empty']).code).toBe(2)
  })
})

describe('the packed tarball, in an empty folder, as a new user would', () => {
  it('installs and blocks', { timeout: 120_000 }, () => {
    const folder = temporaryFolder()
    const env = cleanEnv({ HOME: process.env.HOME, NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS })
    execFileSync('npm', ['init', '-y'], { cwd: folder, env, stdio: 'ignore' })
    execFileSync('npm', ['i', '-D', '--ignore-scripts', packedTarball()], { cwd: folder, env, stdio: 'ignore' })
    execFileSync('git', ['init', '-q'], { cwd: folder, env })
    writeFileSync(join(folder, 'app.js'), `const t = "${githubToken(5)}"\n`)
    execFileSync('git', ['add', 'app.js'], { cwd: folder, env })
    const run = spawnSync('npx', ['stanch', 'protect'], { cwd: folder, env, encoding: 'utf8' })
    expect(run.status).toBe(1)
    expect(run.stdout).toContain('app.js:1:12')
    rmSync(join(folder, 'app.js'))
    execFileSync('git', ['rm', '-q', '--cached', 'app.js'], { cwd: folder, env })
    expect(spawnSync('npx', ['stanch', 'protect'], { cwd: folder, env }).status).toBe(0)
    expect(dirname(BIN)).toContain('bin')
  })
})

/** What `protect` loads for a second version of a file: Node's own modules, and files. */
function loadedFor(before: string, after: string): { builtin: string[]; files: string[] } {
  const repo = new TestRepo()
  repo.commit('first', { 'a.js': before })
  repo.stage('a.js', after)
  const probe = join(temporaryFolder(), 'probe.cjs')
  const list = 'process.moduleLoadList.map((m) => m.replace("NativeModule ", ""))'
  writeFileSync(
    probe,
    `process.on('exit', () => require('fs').writeSync(2, JSON.stringify({ builtin: ${list}, files: Object.keys(require.cache) })))`,
  )
  const args = ['-r', probe, BIN, 'protect']
  const run = spawnSync(process.execPath, args, { cwd: repo.dir, env: cleanEnv(), encoding: 'utf8' })
  expect(run.status).toBe(0)
  return JSON.parse(run.stderr) as { builtin: string[]; files: string[] }
}

describe('what a clean hook run loads', () => {
  it('no crypto, no worker threads, no network, no regex engine, no TOML: they are not needed', () => {
    const { builtin, files } = loadedFor('const a = 1\n', 'const a = 1\nconst b = 2\n')
    for (const name of ['crypto', 'worker_threads', 'https', 'http', 'tls', 'zlib', 'readline', 'module'])
      expect(builtin).not.toContain(name)
    expect(files.map((file) => basename(file))).toEqual(['probe.cjs', 'stanch.js', 'main.js'])
  })

  it('no more when keywords stand far from the new line', () => {
    const before = `const token = readToken()\nconst password = ask()\nconst api_key = env.API_KEY\n${'const a = 1\n'.repeat(100)}`
    const { files } = loadedFor(before, `${before}const b = 2\n`)
    expect(files.map((file) => basename(file))).toEqual(['probe.cjs', 'stanch.js', 'main.js'])
  })
})

it('what is mistyped is told before anything is scanned, with what was meant', () => {
  const repo = new TestRepo()
  expect(stanch(repo.dir, ['protet'])).toMatchObject({ code: 2 })
  expect(stanch(repo.dir, ['protet']).output).toContain('did you mean: stanch protect')
  const format = stanch(repo.dir, ['protect', '-f', 'xml'])
  expect(format).toMatchObject({ code: 2 })
  expect(format.output).toContain('unknown report format "xml"')
  expect(format.output).not.toContain('looked at')
})
