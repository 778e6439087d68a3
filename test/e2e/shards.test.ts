// A history that is split over machines: the parts together find what one run finds, and a missing part is said.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { type JsonFinding, stanch, TestRepo, temporaryFolder } from './harness.ts'

/** A repository with a token in each of nine files, packed. */
function leaky(): TestRepo {
  const repo = new TestRepo()
  for (let i = 0; i < 9; i++) repo.commit(`leak ${i}`, { [`f${i}.txt`]: `x\nT = ${githubToken(i + 1)}\n` })
  repo.git('gc', '-q')
  return repo
}

/** Runs all parts; gives the files of their reports. */
function parts(repo: TestRepo, of: number): string[] {
  const folder = temporaryFolder()
  return Array.from({ length: of }, (_, i) => {
    const file = join(folder, `part-${i + 1}.json`)
    const run = stanch(repo.dir, ['git', `--shard=${i + 1}/${of}`, '-f', 'json', '-r', file])
    expect(run.code).toBeLessThan(2)
    return file
  })
}

describe('stanch git --shard and report merge', () => {
  it('find together what one run finds, each finding once', () => {
    const repo = leaky()
    const files = parts(repo, 3)
    const sizes = files.map((f) => (JSON.parse(readFileSync(f, 'utf8')) as { findings: unknown[] }).findings.length)
    expect(sizes.filter((size) => size > 0).length).toBeGreaterThan(1)
    const merged = stanch(repo.dir, ['report', 'merge', ...files])
    expect(merged.code).toBe(1)
    const prints = (list: readonly JsonFinding[]) => list.map((f) => f.Fingerprint).sort()
    expect(prints(JSON.parse(merged.stdout) as JsonFinding[])).toEqual(prints(repo.findings(['git']).list))
  })

  it('name a part that is missing or there twice, and exit 2 with what there is', () => {
    const files = parts(leaky(), 3)
    const missing = stanch('/', ['report', 'merge', files[0]!, files[2]!])
    expect(missing.code).toBe(2)
    expect(missing.stderr).toContain('part 2/3 is missing')
    expect(missing.stdout.startsWith('[')).toBe(true)
    const twice = stanch('/', ['report', 'merge', ...files, files[0]!])
    expect(twice.stderr).toContain('part 1/3 is there 2 times')
  })

  it.each(['0/0', '4/3', '0/3', 'x', '1'])('refuse --shard %s in a clear line', (shard) => {
    const repo = new TestRepo()
    repo.commit('one', { 'a.txt': 'x' })
    const run = stanch(repo.dir, ['git', `--shard=${shard}`])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('--shard')
  })

  it('refuse a file that is no part', () => {
    const run = stanch(leaky().dir, ['report', 'merge', 'f1.txt'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('f1.txt')
  })
})
