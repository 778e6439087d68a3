// Repositories of every shape: what a commit brought is found wherever git keeps it, and what is absent is said, never fetched.
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { type JsonFinding, type Run, stanch, TestRepo, temporaryFolder } from './harness.ts'

const json = ['-f', 'json', '--redact=0']

const files = ({ stdout }: Run): string[] => (JSON.parse(stdout) as JsonFinding[]).map((f) => f.File).sort()

/** Objects with a little more than a line each: packs make deltas of them. */
const filler = (seed: number): string =>
  Array.from({ length: 60 }, (_, i) => `${(i * seed) % 977} filler ${seed}\n`).join('')

describe('stanch git', () => {
  it('finds with --reflog what a reset left behind, and nothing of it without', () => {
    const repo = new TestRepo()
    repo.commit('first', { 'a.txt': 'a\n' })
    repo.commit('leak', { 'gone.txt': githubToken(1) })
    repo.git('reset', '-q', '--hard', 'HEAD~1')
    expect(repo.findings(['git'])).toMatchObject({ code: 0, list: [] })
    expect(repo.findings(['git', '--reflog']).list.map((f) => f.File)).toEqual(['gone.txt'])
    repo.git('gc', '-q')
    expect(repo.findings(['git'])).toMatchObject({ code: 0, list: [] })
    expect(repo.findings(['git', '--reflog']).code).toBe(1)
  })

  it('scans the whole repository from a linked work tree', () => {
    const repo = new TestRepo()
    repo.commit('first', { 'a.txt': 'a\n' })
    const side = join(temporaryFolder(), 'side')
    repo.git('worktree', 'add', '-q', '-b', 'side', side)
    repo.commit('leak', { 'main.txt': githubToken(1) })
    writeFileSync(join(side, 'side.txt'), githubToken(2))
    repo.git('-C', side, 'add', '.')
    repo.git('-C', side, 'commit', '-q', '--no-verify', '-m', 'side')
    const run = stanch(side, ['git', ...json])
    expect([run.code, files(run)]).toEqual([1, ['main.txt', 'side.txt']])
  })

  it('names some of the refs that hold a commit, those that people know first, and counts the rest', () => {
    const repo = new TestRepo()
    const leak = repo.commit('leak', { 'a.txt': githubToken(1) })
    repo.git('tag', 'v1')
    for (let n = 0; n < 120; n++) repo.git('update-ref', `refs/pull/${1000 + n}/head`, leak)
    const run = stanch(repo.dir, ['git', ...json])
    const [found] = JSON.parse(run.stdout) as { Refs: string[]; MoreRefs: number }[]
    expect(found!.Refs.slice(0, 3)).toEqual(['main', 'v1', 'pull/1000/head'])
    expect([found!.Refs.length, found!.MoreRefs]).toEqual([100, 22])
    expect(stanch(repo.dir, ['git']).output).toContain(
      'main, v1, pull/1000/head, pull/1001/head, pull/1002/head and 117 more',
    )
  })

  it('does not take a shallow clone for the whole, in any of its work trees', () => {
    const repo = new TestRepo()
    repo.commit('first', { 'a.txt': 'a\n' })
    repo.commit('second', { 'a.txt': 'b\n' })
    const folder = temporaryFolder()
    const [shallow, bare, side] = ['shallow', 'bare', 'side'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    repo.git('clone', '-q', '--depth=1', `file://${repo.dir}`, shallow)
    repo.git('clone', '-q', '--depth=1', '--bare', `file://${repo.dir}`, bare)
    repo.git('-C', shallow, 'worktree', 'add', '-q', '-b', 'side', side)
    for (const place of [shallow, bare, side]) {
      const run = stanch(place, ['git'])
      expect([run.code, run.output]).toEqual([2, expect.stringContaining('git fetch --unshallow')])
      expect(stanch(place, ['git', '--allow-shallow']).code).toBe(0)
    }
    expect(stanch(repo.dir, ['git']).code).toBe(0)
  })

  it('reads a SHA-256 repository, loose and packed', () => {
    const dir = temporaryFolder()
    const repo = new TestRepo(dir)
    rmSync(join(dir, '.git'), { recursive: true })
    repo.git('init', '-q', '-b', 'main', '--object-format=sha256')
    repo.git('config', 'user.name', 'Test')
    repo.git('config', 'user.email', 'test@example.com')
    for (let i = 0; i < 4; i++) repo.commit(`c${i}`, { 'a.txt': filler(7) + 'x\n'.repeat(i) })
    const leak = repo.commit('leak', { 'a.txt': `${filler(7)}T = ${githubToken(1)}\n` })
    expect(leak).toHaveLength(64)
    const fingerprint = [`${leak}:a.txt:github-pat:61`]
    expect(repo.findings(['git']).list.map((f) => f.Fingerprint)).toEqual(fingerprint)
    repo.git('gc', '-q', '--aggressive')
    expect(repo.findings(['git']).list.map((f) => f.Fingerprint)).toEqual(fingerprint)
  })

  it('finds the same where there is no WebAssembly to read packs with', () => {
    const repo = new TestRepo()
    for (let i = 0; i < 6; i++) repo.commit(`c${i}`, { 'a.txt': filler(7) + 'x\n'.repeat(i) })
    repo.commit('leak', { 'a.txt': `${filler(7)}T = ${githubToken(1)}\n` })
    repo.commit('gone', { 'a.txt': `${filler(7)}T = none\n` })
    repo.git('gc', '-q', '--aggressive')
    const run = stanch(repo.dir, ['git', ...json])
    expect([run.code, files(run)]).toEqual([1, ['a.txt']])
    const without = stanch(repo.dir, ['git', ...json], { NODE_OPTIONS: '--jitless' })
    expect([without.code, without.stdout]).toEqual([1, run.stdout])
  })

  it('says what a partial clone has not, with the way to mend it, scans the rest, and fetches nothing', () => {
    const repo = new TestRepo()
    repo.git('config', 'uploadpack.allowFilter', 'true')
    repo.commit('gone', { 'old.txt': `${filler(7)}${githubToken(1)}\n` })
    repo.git('rm', '-q', 'old.txt')
    repo.commit('leak', { 'new.txt': githubToken(2) })
    const clone = join(temporaryFolder(), 'clone')
    repo.git('clone', '-q', '--filter=blob:none', `file://${repo.dir}`, clone)
    const before = readdirSync(join(clone, '.git', 'objects', 'pack')).sort()
    const run = stanch(clone, ['git', ...json])
    expect([run.code, files(run)]).toEqual([2, ['new.txt']])
    expect(run.stderr).toMatch(/absent/)
    expect(run.stderr).toMatch(/git fetch --refetch/)
    expect(readdirSync(join(clone, '.git', 'objects', 'pack')).sort()).toEqual(before)
    const range = stanch(clone, ['git', '--log-opts=--all', ...json])
    expect([range.code, files(range)]).toEqual([2, ['new.txt']])
  })

  it('reads what an alternate holds', () => {
    const repo = new TestRepo()
    repo.commit('leak', { 'a.txt': githubToken(1) })
    repo.git('gc', '-q')
    const clone = join(temporaryFolder(), 'clone')
    repo.git('clone', '-q', '--shared', repo.dir, clone)
    const run = stanch(clone, ['git', ...json])
    expect([run.code, files(run)]).toEqual([1, ['a.txt']])
  })

  it('is not blinded by replace refs or grafts', () => {
    const repo = new TestRepo()
    repo.commit('leak', { 'a.txt': `T = ${githubToken(1)}\n` })
    repo.commit('gone', { 'a.txt': 'a\n' })
    const top = repo.commit('top', { 'b.txt': 'b\n' })
    const clean = repo.git('hash-object', '-w', 'b.txt').trim()
    repo.git('replace', repo.git('rev-parse', `${top}~2:a.txt`).trim(), clean)
    mkdirSync(join(repo.dir, '.git', 'info'), { recursive: true })
    writeFileSync(join(repo.dir, '.git', 'info', 'grafts'), `${top}\n`)
    expect(repo.git('rev-list', '--count', 'HEAD').trim()).toBe('1')
    for (const more of [[], ['--log-opts=--all'], ['--messages']])
      expect(repo.findings(['git', ...more]).list.map((f) => f.File)).toEqual(['a.txt'])
  })

  it('says that a commit or a tree is absent, exits 2, and reports what it could read', () => {
    const repo = new TestRepo()
    repo.commit('old', { 'd/a.txt': 'a\n' })
    repo.commit('between', { 'c.txt': 'c\n' })
    repo.commit('leak', { 'b.txt': githubToken(1) })
    const tree = repo.git('rev-parse', 'HEAD~2^{tree}').trim()
    rmSync(join(repo.dir, '.git', 'objects', tree.slice(0, 2), tree.slice(2)))
    const run = stanch(repo.dir, ['git', ...json])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain(tree)
    expect(files(run)).toEqual(['b.txt'])
  })

  it('scans a repository that was moved with its work tree elsewhere', () => {
    const repo = new TestRepo()
    repo.commit('leak', { 'a.txt': githubToken(1) })
    const copy = join(temporaryFolder(), 'copy')
    cpSync(join(repo.dir, '.git'), copy, { recursive: true })
    const run = stanch('/', ['git', ...json], { GIT_DIR: copy, GIT_WORK_TREE: temporaryFolder() })
    expect([run.code, files(run)]).toEqual([1, ['a.txt']])
  })
})

describe('stanch git --recurse-submodules', () => {
  const allowed = ['-c', 'protocol.file.allow=always'] as const

  /** A repository with a submodule at `lib`, whose leak was removed again, and which has a submodule itself. */
  function nested(): { outer: TestRepo; leak: string } {
    const inmost = new TestRepo()
    inmost.commit('leak', { 'deep.txt': githubToken(3) })
    const inner = new TestRepo()
    const leak = inner.commit('leak', { 'leak.txt': githubToken(1) })
    inner.commit('gone', { 'leak.txt': 'nothing\n' })
    inner.git(...allowed, 'submodule', '--quiet', 'add', inmost.dir, 'more')
    inner.commit('more')
    const outer = new TestRepo()
    outer.commit('own leak', { 'own.txt': githubToken(2) })
    outer.git(...allowed, 'submodule', '--quiet', 'add', '--name', 'the lib', inner.dir, 'lib')
    outer.git(...allowed, 'submodule', '--quiet', 'update', '--init', '--recursive')
    outer.commit('lib')
    return { outer, leak }
  }

  const all = ['lib/leak.txt', 'lib/more/deep.txt', 'own.txt']

  it('scans them where they are checked out, or absorbed; without it they are named and counted', () => {
    const { outer, leak } = nested()
    const plain = stanch(outer.dir, ['git', '-v', ...json])
    expect([plain.code, files(plain)]).toEqual([1, ['own.txt']])
    expect(plain.output).toMatch(/lib.*submodule|submodule.*lib/)
    const run = stanch(outer.dir, ['git', '--recurse-submodules', ...json])
    expect([run.code, files(run)]).toEqual([1, all])
    const found = (JSON.parse(run.stdout) as (JsonFinding & { InHead: boolean; Refs: string[] })[]).filter(
      (f) => f.File !== 'own.txt',
    )
    expect(found.map((f) => f.InHead)).toEqual([false, true])
    expect(found[0]).toMatchObject({ Commit: leak, Fingerprint: `${leak}:lib/leak.txt:github-pat:1` })
    expect(found[0]!.Refs).toContain('main')
    outer.git('submodule', '--quiet', 'deinit', '--all', '--force')
    const absorbed = stanch(outer.dir, ['git', '--recurse-submodules', ...json])
    expect([absorbed.code, files(absorbed)]).toEqual([1, all])
  })

  it('one that is not here is exit 2 with its name and the way to mend it, and the rest is scanned', () => {
    const { outer } = nested()
    const clone = join(temporaryFolder(), 'clone')
    outer.git('clone', '-q', outer.dir, clone)
    expect(stanch(clone, ['git', ...json]).code).toBe(1)
    const run = stanch(clone, ['git', '--recurse-submodules', ...json])
    expect([run.code, files(run)]).toEqual([2, ['own.txt']])
    expect(run.stderr).toContain('lib')
    expect(run.stderr).toContain('git submodule update --init --recursive')
  })

  it('opens nothing outside of the repository, whatever a tree says', () => {
    const outside = new TestRepo()
    const commit = outside.commit('leak', { 'a.txt': githubToken(1) })
    const repo = new TestRepo(join(temporaryFolder(), 'repo'))
    repo.commit('first', { 'a.txt': 'a\n' })
    symlinkSync(outside.dir, join(repo.dir, 'link'))
    repo.git('update-index', '--add', '--cacheinfo', `160000,${commit},link`)
    repo.git('commit', '-q', '--no-verify', '-m', 'link')
    const run = stanch(repo.dir, ['git', '--recurse-submodules', ...json])
    expect([run.code, files(run)]).toEqual([2, []])
  })
})
