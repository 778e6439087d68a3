// The history: what a commit brought, wherever it is hidden, is reported with that commit; what is absent is said.
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { stanch, TestRepo, temporaryFolder } from './harness.ts'

describe('stanch git', () => {
  it('finds a token that was deleted again, and names commit, file and line as gitleaks does', () => {
    const repo = new TestRepo()
    repo.commit('first', { 'a.txt': 'one\n' })
    const leak = repo.commit('leak', { 'src/a.txt': `one\nT = ${githubToken(1)}\n` })
    repo.commit('gone', { 'src/a.txt': 'one\n' })
    const { code, list } = repo.findings(['git'])
    expect(code).toBe(1)
    expect(list.map((f) => f.Fingerprint)).toEqual([`${leak}:src/a.txt:github-pat:2`])
    expect(list[0]).toMatchObject({ Commit: leak, Author: 'Test', Email: 'test@example.com', Message: 'leak' })
  })

  it('reports a secret once for the commit that brought it, and again when it comes back', () => {
    const repo = new TestRepo()
    const line = `T = ${githubToken(2)}\n`
    const first = repo.commit('leak', { 'a.txt': line })
    repo.commit('carried along', { 'a.txt': `above\n${line}` })
    repo.commit('gone', { 'a.txt': 'above\n' })
    const again = repo.commit('back', { 'a.txt': `above\nmore\n${line}` })
    expect(new Set(repo.findings(['git']).list.map((f) => f.Fingerprint))).toEqual(
      new Set([`${first}:a.txt:github-pat:1`, `${again}:a.txt:github-pat:3`]),
    )
  })

  it('finds what only a merge commit brought, once', () => {
    const repo = new TestRepo()
    repo.commit('base', { 'a.txt': 'base\n' })
    repo.git('checkout', '-q', '-b', 'side')
    repo.commit('side', { 'b.txt': 'b\n' })
    repo.git('checkout', '-q', 'main')
    repo.commit('main', { 'c.txt': 'c\n' })
    repo.git('merge', '-q', '--no-commit', 'side')
    const evil = repo.commit('merge', { 'a.txt': `base\nT = ${githubToken(3)}\n` })
    expect(repo.findings(['git']).list.map((f) => f.Fingerprint)).toEqual([`${evil}:a.txt:github-pat:2`])
  })

  it('is not blinded by -diff attributes, UTF-16, replace refs, colours or log.showRoot', () => {
    const repo = new TestRepo()
    repo.git('config', 'color.ui', 'always')
    repo.git('config', 'log.showRoot', 'false')
    const root = repo.commit('root', {
      '.gitattributes': '* -diff\n',
      'wide.txt': Buffer.from(`\ufeffT = ${githubToken(4)}\r\n`, 'utf16le'),
      'x.bin': Buffer.from(`\0\0T = ${githubToken(5)}\n`),
    })
    const clean = repo.commit('clean', { 'wide.txt': 'nothing\n', 'x.bin': 'nothing\n' })
    repo.git('replace', root, clean)
    expect(repo.findings(['git']).list.map((f) => f.File)).toEqual(['wide.txt', 'x.bin'])
  })

  it('sees stashes, notes and other branches, and bare repositories', () => {
    const repo = new TestRepo()
    repo.commit('first', { 'a.txt': 'one\n' })
    repo.git('checkout', '-q', '-b', 'other')
    repo.commit('other', { 'other.txt': githubToken(6) })
    repo.git('checkout', '-q', 'main')
    repo.write('a.txt', `one\n${githubToken(7)}\n`)
    repo.git('stash', '-q')
    repo.git('notes', 'add', '-m', `see ${githubToken(8)}`)
    expect(repo.findings(['git']).list).toHaveLength(3)
    const bare = temporaryFolder()
    repo.git('clone', '-q', '--mirror', repo.dir, `${bare}/x.git`)
    const run = stanch(bare, ['git', 'x.git', '-f', 'json'])
    expect(run.code).toBe(1)
    expect(JSON.parse(run.stdout)).toHaveLength(3)
  })

  it('sees tags that point at a blob or a tree, and messages when asked', () => {
    const repo = new TestRepo()
    repo.write('loose.txt', githubToken(1))
    repo.commit('first', { 'a.txt': 'x' })
    const blob = repo.git('hash-object', '-w', 'loose.txt').trim()
    repo.git('tag', 'blob-tag', blob)
    repo.git('tag', '-a', '-m', `release ${githubToken(2)}`, 'v1')
    repo.commit(`oops ${githubToken(3)}`)
    expect(repo.findings(['git']).list.map((f) => f.File)).toEqual(['refs/tags/blob-tag'])
    const files = repo.findings(['git', '--messages']).list.map((f) => f.File)
    expect(files.sort()).toEqual(['(message)', 'refs/tags/blob-tag', 'refs/tags/v1 (tag message)'])
  })

  it('says that a content is absent, or a pack damaged, exits 2 and still reports the rest', () => {
    const repo = new TestRepo()
    const lines = (seed: number) => Array.from({ length: 400 }, (_, i) => `${(i * seed) % 977} filler`).join('\n')
    repo.commit('leak', { 'a.txt': githubToken(1), 'b.txt': lines(7), 'c.txt': lines(11), 'd.txt': lines(13) })
    const gone = repo.git('rev-parse', 'HEAD:b.txt').trim()
    rmSync(join(repo.dir, '.git', 'objects', gone.slice(0, 2), gone.slice(2)))
    const absent = repo.findings(['git'])
    expect([absent.code, absent.list.length]).toEqual([2, 1])
    expect(stanch(repo.dir, ['git']).output).toContain(gone)
    repo.write('b.txt', lines(7))
    repo.git('hash-object', '-w', 'b.txt')
    repo.git('gc', '-q')
    const folder = join(repo.dir, '.git', 'objects', 'pack')
    const pack = join(folder, readdirSync(folder).find((f) => f.endsWith('.pack'))!)
    const bytes = readFileSync(pack)
    const at = Number(
      repo
        .git('verify-pack', '-v', pack)
        .split('\n')
        .find((l) => l.startsWith(gone))!
        .trim()
        .split(/ +/)[4],
    )
    bytes[at + 12]! ^= 0x55
    chmodSync(pack, 0o644)
    writeFileSync(pack, bytes)
    const damaged = repo.findings(['git'])
    expect([damaged.code, damaged.list.length]).toEqual([2, 1])
  })

  it('takes ranges: A..B, --log-opts with quotes, --since-commit', () => {
    const repo = new TestRepo()
    repo.commit('one', { 'a.txt': githubToken(1) })
    const two = repo.commit('two words', { 'b.txt': githubToken(2) })
    repo.commit('three', { 'c.txt': githubToken(3) })
    const files = (...args: string[]) => repo.findings(['git', ...args]).list.map((f) => f.File)
    expect(files('HEAD~1..HEAD')).toEqual(['c.txt'])
    expect(files('.', 'HEAD~2..HEAD')).toEqual(['b.txt', 'c.txt'])
    expect(files(`--since-commit=${two}`)).toEqual(['c.txt'])
    expect(files(`--log-opts=-p --all --grep 'two words'`)).toEqual(['b.txt'])
    expect(files('--log-opts=-n 1')).toEqual(['c.txt'])
    expect(files('--log-opts=--all -- *.txt :!b*')).toEqual(['a.txt', 'c.txt'])
  })

  it.each([
    ['a bad range', ['nowhere..HEAD'], /nowhere/],
    ['an option that prints nothing to select', ['--log-opts=--no-walk=x --bisect'], /not an option that selects/],
    ['an open quote', ["--log-opts=--grep 'x"], /quote/],
    ['a folder that does not exist', ['./nowhere'], /does not exist/],
  ])('says %s in a clear line and exits 2', (_name, args, words) => {
    const repo = new TestRepo()
    repo.commit('one', { 'a.txt': 'x' })
    const run = stanch(repo.dir, ['git', ...args])
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(words)
  })

  it('does not call an empty repository clean', () => {
    const run = stanch(new TestRepo().dir, ['git'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('has no commits')
  })
})
