// Compiled code that one run keeps for the next: it may save time, and must never change what a run says.
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { characters, githubToken } from '../tokens.ts'
import { BIN, TestRepo, temporaryFolder } from './harness.ts'
import { Program } from './program.ts'

it('a clean run keeps it and the next takes it; a secret is found as before', () => {
  const program = new Program()
  expect(program.run().status).toBe(0)
  expect(program.takes()).toBe(true)
  program.repo.stage('b.js', `const t = "${githubToken(7)}"\n`)
  for (const run of [program.run(), program.run()]) {
    expect(run.status).toBe(1)
    expect(run.stdout).toContain('b.js:1:12')
    expect(run.stdout + run.stderr).not.toContain('re2js')
  }
})

it('a run in a repository without an .env keeps what one with an .env needs', () => {
  const program = new Program()
  program.run()
  const without = statSync(program.kept).size
  program.repo.write('.git/info/exclude', '.env\n')
  program.repo.write('.env', `API_TOKEN=${characters(16, 5)}\n`)
  rmSync(program.kept)
  program.run()
  expect(statSync(program.kept).size / without).toBeLessThan(1.05)
})

it('a program that was compiled that way finds the native engine where it is installed', () => {
  const repo = new TestRepo()
  repo.stage('b.js', `const t = "${githubToken(7)}"\n`)
  expect(repo.protect().output.includes('re2 is not installed')).toBe(!hasRe2())
})

function hasRe2(): boolean {
  try {
    createRequire(BIN)('re2')
    return true
  } catch {
    return false // an optional dependency: not every platform has it
  }
}

it('a run long enough to change how V8 compiles keeps what the next takes', () => {
  const program = new Program()
  program.repo.stage('long.js', 'const a = 1 + 2\n'.repeat(4000))
  program.run()
  expect(program.takes()).toBe(true)
})

it.each([['git'], ['dir']])('%s keeps what it needs itself', (verb) => {
  const program = new Program([verb])
  program.repo.commit('all')
  program.run()
  expect(program.takes()).toBe(true)
  expect(readdirSync(program.cache).filter((name) => name.startsWith('main-'))).toEqual([])
})

it('one byte of damage anywhere and it is not taken, but made again', () => {
  const program = new Program()
  program.run()
  const whole = readFileSync(program.kept)
  for (const at of [0, 20, 1000, whole.length >> 1, whole.length - 1]) {
    const bytes = Buffer.from(whole)
    bytes[at]! ^= 0x10
    writeFileSync(program.kept, bytes)
    expect(program.takes()).toBe(false)
    expect(program.takes()).toBe(true)
  }
  writeFileSync(program.kept, whole.subarray(0, 5000))
  expect(program.takes()).toBe(false)
})

it('a file that others can write, or a link, is not taken', () => {
  const program = new Program()
  program.run()
  chmodSync(program.kept, 0o666)
  expect(program.takes()).toBe(false)
  const { kept } = program
  const elsewhere = join(temporaryFolder(), 'code')
  cpSync(kept, elsewhere)
  program.run()
  writeFileSync(kept, '')
  expect(program.takes()).toBe(false)
  expect(statSync(elsewhere).size).toBeGreaterThan(1000)
})

it('another build does not take it, and removes it', () => {
  const program = new Program()
  program.run()
  const before = program.kept
  const main = join(program.folder, 'dist', 'main.js')
  writeFileSync(main, readFileSync(main, 'utf8').replace(/^\/\/ [0-9a-f]{4}/, '// 0000'))
  expect(program.run().status).toBe(0)
  expect(program.kept).not.toBe(before)
})

it('where it cannot be written the run is the same', () => {
  const program = new Program()
  writeFileSync(program.cache, 'no folder')
  expect(program.run().status).toBe(0)
  const linked = new Program()
  mkdirSync(linked.cache)
  symlinkSync('/nonexistent', join(linked.cache, 'stray'))
  expect(linked.run().status).toBe(0)
  expect(linked.takes()).toBe(true)
})

it('nothing is kept in CI, under other options of Node, or when it is switched off', () => {
  const program = new Program()
  program.run({ CI: 'true' })
  program.run({ NODE_DISABLE_COMPILE_CACHE: '1' })
  program.run({}, ['--no-opt'])
  expect(readdirSync(program.folder)).not.toContain('.cache')
})
