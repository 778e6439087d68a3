// What CI needs of a history scan: a cache, shares on several machines, and where a secret still stands.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { stanch, TestRepo, temporaryFolder } from './harness.ts'

const json = ['--report-format=json', '--redact=0']

/** Ten commits, three secrets, one of them removed again. */
function history(): TestRepo {
  const repo = new TestRepo()
  for (let i = 0; i < 10; i++) {
    const leak = i % 3 === 1 ? `t = "${githubToken(100 + i)}"\n` : ''
    repo.commit(`c${i}`, { [`d${i % 5}/f${i}.txt`]: `line ${i}\n${leak}` })
  }
  repo.commit('gone', { 'd1/f1.txt': 'line 1\n' })
  return repo
}

const prints = (text: string): string[] =>
  (JSON.parse(text) as { Fingerprint: string }[]).map((f) => f.Fingerprint).sort()

describe('stanch git --cache', () => {
  it('finds the same with a warm cache, and what a new commit brings', () => {
    const repo = history()
    const cache = join(temporaryFolder(), 'cache')
    const run = () => stanch(repo.dir, ['git', `--cache=${cache}`, ...json])
    const cold = run()
    expect(cold.code).toBe(1)
    expect(prints(cold.stdout)).toHaveLength(3)
    const warm = run()
    expect(prints(warm.stdout)).toEqual(prints(cold.stdout))
    repo.commit('more', { 'new.txt': `t = "${githubToken(55)}"\n` })
    expect(prints(run().stdout)).toHaveLength(4)
    expect(prints(run().stdout)).toEqual(prints(stanch(repo.dir, ['git', ...json]).stdout))
  })

  it('stays right over a rewritten history: what no ref reaches is not reported', () => {
    const repo = history()
    const cache = join(temporaryFolder(), 'cache')
    const run = () => stanch(repo.dir, ['git', `--cache=${cache}`, ...json])
    run()
    repo.git('reset', '-q', '--hard', 'HEAD~4')
    const rest = run()
    expect(prints(rest.stdout)).toEqual(prints(stanch(repo.dir, ['git', ...json]).stdout))
    expect(prints(rest.stdout).length).toBeLessThan(3)
  })

  it('a damaged cache is told and not used; other rules do not use it', () => {
    const repo = history()
    const cache = join(temporaryFolder(), 'cache')
    const run = (...more: string[]) => stanch(repo.dir, ['git', `--cache=${cache}`, ...json, ...more])
    run()
    const file = readdirSync(cache).find((f) => f.startsWith('history-'))!
    writeFileSync(join(cache, file), readFileSync(join(cache, file), 'utf8').replace('places', 'plaices'))
    const damaged = run()
    expect(damaged.stderr).toContain('damaged')
    expect(prints(damaged.stdout)).toHaveLength(3)
    run('--enable-rule=npm-access-token')
    expect(readdirSync(cache).filter((f) => f.startsWith('history-'))).toHaveLength(2)
  })

  it('a folder that cannot be written is exit 2', () => {
    expect(stanch(history().dir, ['git', '--cache=/proc/nowhere']).code).toBe(2)
  })
})

describe('stanch git --shard and report merge', () => {
  function parts(repo: TestRepo, count: number): string[] {
    const folder = temporaryFolder()
    return Array.from({ length: count }, (_, i) => {
      const file = join(folder, `part-${i + 1}.json`)
      const run = stanch(repo.dir, ['git', `--shard=${i + 1}/${count}`, ...json, `--report-path=${file}`])
      expect([0, 1]).toContain(run.code)
      return file
    })
  }

  it('the shares together find what one machine finds', () => {
    const repo = history()
    repo.git('gc', '-q')
    const merged = stanch(repo.dir, ['report', 'merge', ...parts(repo, 3)])
    expect(merged.code).toBe(1)
    expect(prints(merged.stdout)).toEqual(prints(stanch(repo.dir, ['git', ...json]).stdout))
  })

  it('a missing part, a part of another run, and no part are exit 2', () => {
    const repo = history()
    const [one, two, three] = parts(repo, 3)
    const merge = (...files: string[]) => stanch(repo.dir, ['report', 'merge', ...files])
    const missing = merge(one!, three!)
    expect(missing.code).toBe(2)
    expect(missing.stderr).toContain('2/3')
    repo.commit('later', { 'z.txt': 'z\n' })
    const [, other] = parts(repo, 3)
    expect(merge(one!, other!, three!).code).toBe(2)
    expect(merge(one!, two!, two!).code).toBe(2)
    expect(merge().code).toBe(2)
  })

  it.each(['0/0', '4/3', 'x', '1'])('--shard %s is refused', (shard) => {
    expect(stanch(history().dir, ['git', `--shard=${shard}`]).code).toBe(2)
  })
})

describe('a repository with a ref for every change that was ever proposed', () => {
  it('is scanned with a cache: more refs than a command line holds ended in E2BIG', () => {
    const repo = new TestRepo()
    const marks = Array.from({ length: 50_000 }, (_, n) => n + 2)
    const commits = marks.map((n) => `commit refs/heads/main\nmark :${n}\ncommitter A <a@b> ${n} +0000\ndata 1\nx\n`)
    repo.write('.git/stream', `blob\nmark :1\ndata 2\na\n\n${commits.join('M 100644 :1 a.txt\n\n')}`)
    repo.shell('git fast-import --quiet --export-marks=.git/marks < .git/stream')
    // One by one they would take git a minute.
    const refs = readFileSync(join(repo.dir, '.git', 'marks'), 'utf8').matchAll(/^:(\d+) (\w+)$/gm)
    const named = [...refs]
      .filter(([, n]) => n !== '1')
      .map(([, n = '', oid]) => [`refs/pull/${n.padStart(5, '0')}`, oid])
    const lines = named.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)).map(([name, oid]) => `${oid} ${name}\n`)
    repo.write('.git/packed-refs', `# pack-refs with: peeled fully-peeled sorted \n${lines.join('')}`)
    repo.shell('test "$(git show-ref | wc -l)" -gt 50000')
    const run = () => stanch(repo.dir, ['git', '--cache', join(repo.dir, '.git', 'cache')])
    expect(run().code).toBe(0)
    expect(run()).toMatchObject({ code: 0, output: expect.not.stringContaining('E2BIG') })
  }, 120_000)
})

describe('where a secret of the history still stands', () => {
  it('in json: whether HEAD still holds it, and the refs that hold the commit', () => {
    const repo = history()
    repo.git('tag', 'v1')
    const list = JSON.parse(stanch(repo.dir, ['git', ...json]).stdout) as {
      File: string
      InHead: boolean
      Refs: string[]
    }[]
    const byFile = new Map(list.map((f) => [f.File, f]))
    expect(byFile.get('d1/f1.txt')).toMatchObject({ InHead: false, Refs: ['main', 'v1'] })
    expect(byFile.get('d4/f4.txt')).toMatchObject({ InHead: true })
  })

  it('in text: one entry for each secret, with its first commit and how many hold it', () => {
    const repo = new TestRepo()
    const token = githubToken(77)
    repo.commit('one', { 'a.txt': `t = "${token}"\n` })
    mkdirSync(join(repo.dir, 'x'))
    repo.commit('two', { 'x/b.txt': `t = "${token}"\n`, 'c.txt': `${token}\n` })
    const run = stanch(repo.dir, ['git'])
    expect(run.code).toBe(1)
    expect(run.stdout.match(/^blocked/gm)).toHaveLength(1)
    expect(run.stdout).toMatch(/first +[0-9a-f]{12} .*Test/)
    expect(run.stdout).toMatch(/2 commits, 3 places/)
    expect(run.stdout).toContain('still in HEAD')
    expect(run.stdout).not.toContain(token)
  })
})
