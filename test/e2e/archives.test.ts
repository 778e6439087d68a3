import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { PACKED, tgzOf, zipOf } from '../archives.ts'
import { githubToken } from '../tokens.ts'
import { type JsonFinding, stanch, TestRepo, temporaryFolder } from './harness.ts'

const token = githubToken(7)
const zip = zipOf({ 'conf/app.properties': `GITHUB_TOKEN=${token}\n`, 'readme.txt': 'nothing here\n' })

function places(folder: string, args: readonly string[]) {
  const run = stanch(folder, [...args, '--report-format=json', '--report-path=-', '--no-banner'])
  const found = JSON.parse(run.stdout.slice(run.stdout.indexOf('['))) as JsonFinding[]
  return { code: run.code, places: found.map((f) => `${f.File}:${f.StartLine}`), output: run.output, found }
}

describe('archives in every source', () => {
  test('dir opens every kind in the built program', () => {
    const folder = temporaryFolder()
    for (const [name, bytes] of Object.entries(PACKED)) writeFileSync(join(folder, name), bytes)
    const run = stanch(folder, ['dir', '.'])
    expect(run.code).toBe(0)
    expect(run.output).toContain(`looked at ${Object.keys(PACKED).length} files`)
  })

  test('dir opens them, by content', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'lib.jar'), zip)
    writeFileSync(join(folder, 'data.bin'), await tgzOf({ 'a/b.txt': `token ${token}\n`, 'inner.zip': zip }))
    const { code, places: found } = places(folder, ['dir', '.'])
    expect(found.sort()).toEqual([
      'data.bin!a/b.txt:1',
      'data.bin!inner.zip!conf/app.properties:1',
      'lib.jar!conf/app.properties:1',
    ])
    expect(code).toBe(1)
  })

  test('--max-archive-depth=0 opens none and says so', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'lib.jar'), zip)
    const run = stanch(folder, ['dir', '.', '--max-archive-depth=0', '-v'])
    expect(run.code).toBe(0)
    expect(run.output).toContain('archive')
  })

  test('a damaged archive is never a pass', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'lib.jar'), zip.subarray(0, zip.length - 40))
    const run = stanch(folder, ['dir', '.'])
    expect(run.code).toBe(2)
    expect(run.output).toContain('damaged zip archive')
  })

  test('one that is damaged on purpose is left out of trees and histories by an allowlist of paths, and by no ignore file', () => {
    const repo = new TestRepo()
    repo.commit('one', { 'test/broken.zip': zip.subarray(0, zip.length - 40), 'a.js': 'x\n' })
    repo.write('.stanchignore', 'test/*.zip reason="cut short on purpose"\n')
    expect(stanch(repo.dir, ['dir', '.']).code).toBe(2)
    repo.write('.stanch.toml', "[extend]\nuseDefault = true\n[[allowlists]]\npaths = ['''^test/broken\\.zip$''']\n")
    for (const args of [['dir', '.'], ['git']]) {
      expect([args, stanch(repo.dir, args).code]).toEqual([args, 0])
    }
  })

  test('a commit that adds one is stopped', () => {
    const repo = new TestRepo()
    writeFileSync(join(repo.dir, 'lib.jar'), zip)
    repo.git('add', '-A')
    const { code, places: found } = places(repo.dir, ['protect', '--staged'])
    expect(found).toEqual(['lib.jar!conf/app.properties:1'])
    expect(code).toBe(1)
  })

  test('history finds one that was deleted, whatever holds the blob', () => {
    const repo = new TestRepo()
    writeFileSync(join(repo.dir, 'lib.jar'), zip)
    repo.git('add', '-A')
    repo.git('commit', '-qm', 'add')
    repo.git('rm', '-q', 'lib.jar')
    repo.git('commit', '-qm', 'remove')
    const loose = places(repo.dir, ['git', '.'])
    expect(loose.places).toEqual(['lib.jar!conf/app.properties:1'])
    repo.git('gc', '-q')
    const packed = places(repo.dir, ['git', '.'])
    expect(packed.places).toEqual(loose.places)
    expect(places(repo.dir, ['git', '.', '--log-opts=--all']).found[0]!.Fingerprint).toBe(packed.found[0]!.Fingerprint)
  })
})

describe('a compressed value that unpacks to too much', () => {
  const bomb = gzipSync(`a token ${token} ${'a'.repeat(5e6)}`).toString('base64')

  test.each(['--threads=1', '--threads=2'])('dir names it, and finds what stands at its beginning, %s', (threads) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'a.yaml'), `data: ${bomb}\n`)
    writeFileSync(join(folder, 'b.txt'), 'filler that makes workers start\n'.repeat(150_000))
    const run = stanch(folder, ['dir', '.', '-v', threads])
    expect(run.code).toBe(1)
    expect(run.output).toContain('a.yaml:1')
    expect(run.output).toContain('skipped  a.yaml: end of a compressed value')
  })

  test('a whole history names it once, whatever the number of versions', () => {
    const repo = new TestRepo()
    const clean = gzipSync('a'.repeat(5e6)).toString('base64')
    for (const n of [1, 2, 3]) repo.commit(`${n}`, { 'a.yaml': `data: ${clean}\nn: ${n}\n` })
    repo.git('gc', '-q')
    const run = stanch(repo.dir, ['git', '.', '-v'])
    expect(run.code).toBe(0)
    expect(run.output.match(/skipped {2}a.yaml: end of a compressed value/g)).toHaveLength(1)
  })
})
