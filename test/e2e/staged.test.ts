// Every way in which git can put something into the index, each with a real repository. A scanner that reads patch text,
// porcelain or the work tree gets one or another of these wrong.
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { cleanEnv, stanch, TestRepo, temporaryFolder } from './harness.ts'

const TOKEN = githubToken(7)
const LINE = `token = "${TOKEN}"\n`

/** A repository with one commit. */
function started(files: Record<string, string | Buffer> = { 'README.md': '# hello\n' }): TestRepo {
  const repo = new TestRepo()
  repo.commit('first', files)
  return repo
}

/** Files and lines of what protect finds. */
function places(repo: TestRepo): string[] {
  const { code, list } = repo.findings()
  expect(code).toBe(list.length > 0 ? 1 : 0)
  return list.map((f) => `${f.File}:${f.StartLine}`)
}

describe('what is staged, and nothing else', () => {
  it('reads the index when only a part of the file is staged (git add -p)', () => {
    const repo = started({ 'a.txt': 'one\ntwo\n' })
    repo.stage('a.txt', `one\ntwo\n${LINE}`)
    repo.write('a.txt', 'one\ntwo\n')
    expect(places(repo)).toEqual(['a.txt:3'])
    repo.git('reset', '-q')
    repo.write('a.txt', `one\ntwo\n${LINE}`)
    expect(places(repo)).toEqual([])
  })

  it.each([
    ['commit -a', ['commit', '-a', '-m', 'x']],
    ['commit PATH', ['commit', '-m', 'x', '--', 'a.txt']],
    ['commit -i PATH', ['commit', '-i', '-m', 'x', '--', 'a.txt']],
    ['commit --amend -a', ['commit', '--amend', '-a', '-m', 'x']],
  ])('sees what %s is about to commit: git hands the hook another index', (_name, command) => {
    const repo = started({ 'a.txt': 'one\n', 'b.txt': 'b\n' })
    repo.installHook()
    repo.write('a.txt', `one\n${LINE}`)
    const refused = repo.tryGit(command)
    expect(refused.code).toBe(1)
    expect(refused.output).toContain('a.txt:2')
    repo.write('a.txt', 'one\ntwo\n')
    expect(repo.tryGit(command).code).toBe(0)
  })

  it('a commit of one path does not look at what else is staged, and says nothing of it', () => {
    const repo = started({ 'a.txt': 'one\n', 'b.txt': 'b\n' })
    repo.installHook()
    repo.stage('b.txt', `b\n${LINE}`)
    repo.write('a.txt', 'one\ntwo\n')
    expect(repo.tryGit(['commit', '-m', 'x', '--', 'a.txt']).code).toBe(0)
  })

  it('works from a sub-folder and still sees the whole index', () => {
    const repo = started()
    repo.stage('top.txt', LINE)
    mkdirSync(join(repo.dir, 'sub'))
    const run = stanch(join(repo.dir, 'sub'), ['protect'])
    expect(run.code).toBe(1)
    expect(run.output).toContain('top.txt:1')
  })

  it('does not see a file that is only announced (git add -N)', () => {
    const repo = started()
    repo.write('new.txt', LINE)
    repo.git('add', '-N', 'new.txt')
    expect(places(repo)).toEqual([])
  })

  it('reports an old secret on an untouched line of a touched file: no', () => {
    const repo = started({ 'a.txt': `${LINE}x\ny\n` })
    repo.stage('a.txt', `${LINE}x\nz\n`)
    expect(places(repo)).toEqual([])
  })

  it('finds a key block whose middle line is new', () => {
    const body = (n: number) => Array.from({ length: n }, (_, i) => githubToken(i).slice(4).repeat(2)).join('\n')
    const [begin, end] = ['BEGIN', 'END'].map((w) => `-----${w} RSA PRIVATE KEY-----`)
    const repo = started({ 'k.pem': `${begin}\n${body(4)}\n${end}\n` })
    repo.stage('k.pem', `${begin}\n${body(4)}\n${githubToken(99).slice(4)}\n${end}\n`)
    repo.write(
      'stanch.test.toml',
      `[[rules]]\nid = "key"\nregex = '''-----BEGIN[\\s\\S]{1,900}END RSA'''\nkeywords = ["begin"]\n`,
    )
    expect(repo.findings(['protect', '--no-isolation', '-c', 'stanch.test.toml']).list.map((f) => f.RuleID)).toEqual([
      'key',
    ])
  })
})

describe('changes that are not edits', () => {
  it('a pure rename brings nothing new', () => {
    const repo = started({ 'a.txt': `${LINE}${'filler\n'.repeat(20)}` })
    repo.git('mv', 'a.txt', 'b.txt')
    expect(places(repo)).toEqual([])
  })

  it('a rename with an edit reports the new line only', () => {
    const filler = Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join('')
    const repo = started({ 'a.txt': `${LINE}${filler}` })
    repo.git('mv', 'a.txt', 'b.txt')
    repo.stage('b.txt', `${LINE}${filler}other = "${githubToken(8)}"\n`)
    expect(places(repo)).toEqual(['b.txt:32'])
  })

  it('a symlink that becomes a file (type change)', () => {
    const repo = new TestRepo()
    symlinkSync('README.md', join(repo.dir, 'link'))
    repo.git('add', 'link')
    repo.commit('link')
    repo.git('rm', '-q', '--cached', 'link')
    renameSync(join(repo.dir, 'link'), join(repo.dir, 'old'))
    repo.stage('link', LINE)
    expect(places(repo)).toEqual(['link:1'])
  })

  it('a change of mode alone scans nothing new', () => {
    const repo = started({ 'a.sh': LINE })
    repo.git('update-index', '--chmod=+x', 'a.sh')
    expect(places(repo)).toEqual([])
  })

  it('a symlink whose target is the token', () => {
    const repo = started()
    symlinkSync(TOKEN, join(repo.dir, 'l'))
    repo.git('add', 'l')
    expect(places(repo)).toEqual(['l:1'])
  })

  it('a submodule is skipped, and counted as skipped', () => {
    const inner = started()
    const repo = started()
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.dir, 'sub')
    const run = repo.protect()
    expect(run.code).toBe(0)
    expect(run.output).toContain('1 skipped')
  })

  it('a deleted file with a secret is no finding', () => {
    const repo = started({ 'a.txt': LINE })
    repo.git('rm', '-q', 'a.txt')
    expect(places(repo)).toEqual([])
  })

  it('a conflict resolution that adds a secret of its own', () => {
    const repo = started({ 'a.txt': 'base\n', 'b.txt': 'b\n' })
    repo.git('checkout', '-qb', 'side')
    repo.commit('side', { 'a.txt': 'side\n', 'b.txt': `b\n${LINE}` })
    repo.git('checkout', '-q', 'main')
    repo.commit('main', { 'a.txt': 'main\n' })
    expect(repo.tryGit(['merge', 'side']).code).not.toBe(0)
    repo.stage('a.txt', `main\nside\nkey = "${githubToken(9)}"\n`)
    expect(places(repo)).toEqual(['a.txt:3']) // b.txt comes from the other parent as it is: not new here
  })

  it('an unmerged path is not looked at, and that is exit 2', () => {
    const repo = started({ 'a.txt': 'base\n' })
    repo.git('checkout', '-qb', 'side')
    repo.commit('side', { 'a.txt': 'side\n' })
    repo.git('checkout', '-q', 'main')
    repo.commit('main', { 'a.txt': 'main\n' })
    repo.tryGit(['merge', 'side'])
    const run = repo.protect()
    expect(run.code).toBe(2)
    expect(run.output).toContain('unmerged')
  })
})

describe('where the work tree is', () => {
  it('a linked worktree', () => {
    const repo = started()
    const other = join(temporaryFolder(), 'tree')
    repo.git('worktree', 'add', '-q', other)
    writeFileSync(join(other, 'w.txt'), LINE)
    repo.git('-C', other, 'add', 'w.txt')
    const run = stanch(other, ['protect'])
    expect(run.code).toBe(1)
    expect(run.output).toContain('w.txt:1')
  })

  it('a sparse checkout: what is staged outside the cone is read from the index', () => {
    const repo = started({ 'in/a.txt': 'a\n', 'out/b.txt': 'b\n' })
    repo.git('sparse-checkout', 'set', 'in')
    const oid = repo.tryGit(['hash-object', '-w', '--stdin'])
    expect(oid.code).toBe(0)
    writeFileSync(join(repo.dir, 'tmp.txt'), `b\n${LINE}`)
    const blob = repo.git('hash-object', '-w', 'tmp.txt').trim()
    repo.git('update-index', '--cacheinfo', `100644,${blob},out/b.txt`)
    expect(places(repo)).toEqual(['out/b.txt:2'])
  })

  it('core.hooksPath and core.fsmonitor that point at a script: it does not run because of us', () => {
    const repo = started()
    const trap = join(temporaryFolder(), 'trap.sh')
    const mark = `${trap}.ran`
    writeFileSync(trap, `#!/bin/sh\necho ran > "${mark}"\n`, { mode: 0o755 })
    repo.git('config', 'core.hooksPath', join(trap, '..'))
    repo.stage('a.txt', LINE)
    repo.git('config', 'core.fsmonitor', trap)
    repo.git('config', 'diff.external', trap)
    expect(places(repo)).toEqual(['a.txt:1'])
    expect(() => writeFileSync(mark, '', { flag: 'wx' })).not.toThrow()
  })
})

describe('names', () => {
  const names = [
    'with space.txt',
    'quo"te\'s.txt',
    'new\nline.txt',
    'tail\\',
    'späße/ü.txt',
    ':(exclude)x',
    '[a]*.txt',
    '-dash',
    'tab\there',
  ]
  it.each(names)('%j', (name) => {
    const repo = started()
    repo.stage(name, LINE)
    expect(repo.findings().list.map((f) => f.File)).toEqual([name])
    expect(repo.protect().code).toBe(1)
  })

  it('a name that is no UTF-8 is still read, and terminal escapes in names are not printed', () => {
    const repo = started()
    const blob = repo.git('hash-object', '-w', '--stdin').trim()
    expect(blob).toMatch(/^[0-9a-f]{40}$/)
    repo.write('x', LINE)
    const oid = repo.git('hash-object', '-w', 'x').trim()
    const input = Buffer.concat([
      Buffer.from(`100644 ${oid}\tbad`),
      Buffer.from([0xff]),
      Buffer.from('\u001b[31m.txt\0'),
    ])
    writeFileSync(join(repo.dir, 'in'), input)
    repo.git('-c', 'alias.feed=!git update-index -z --index-info < in', 'feed')
    const run = repo.protect()
    expect(run.code).toBe(1)
    expect(run.output).not.toContain('\u001b')
  })
})

describe('content that scanners of patch text cannot read', () => {
  it('CRLF line ends: the secret has no carriage return, the line is right', () => {
    const repo = started()
    repo.stage('a.txt', `one\r\ntwo\r\n${LINE.trim()}\r\n`)
    expect(places(repo)).toEqual(['a.txt:3'])
    expect(repo.findings().list[0]?.Secret).toBe(TOKEN)
  })

  it.each([
    ['UTF-16 LE with a BOM', Buffer.from(`\ufeffone\n${LINE}`, 'utf16le')],
    ['UTF-16 BE with a BOM', Buffer.from(`\ufeffone\n${LINE}`, 'utf16le').swap16()],
    ['UTF-16 LE without one', Buffer.from(`one\n${LINE}`, 'utf16le')],
    ['a NUL in a text file', Buffer.from(`one\0\n${LINE}`)],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from([0xe9, 0x28, 10]), Buffer.from(LINE)])],
  ])('%s', (_name, content) => {
    const repo = started()
    repo.stage('a.bin', content)
    expect(places(repo)).toEqual(['a.bin:2'])
  })

  it.each([
    ['-diff', '*.txt -diff\n'],
    ['binary', '*.txt binary\n'],
    ['a textconv driver', '*.txt diff=hide\n'],
  ])('.gitattributes says %s', (_name, attributes) => {
    const repo = started()
    repo.git('config', 'diff.hide.textconv', 'echo harmless; true')
    repo.stage('.gitattributes', attributes)
    repo.stage('a.txt', LINE)
    expect(places(repo)).toEqual(['a.txt:1'])
  })

  it.each([
    ['color.ui', 'always'],
    ['color.diff', 'always'],
    ['diff.noprefix', 'true'],
    ['diff.mnemonicPrefix', 'true'],
    ['core.quotePath', 'true'],
    ['diff.external', '/bin/false'],
    ['diff.renames', 'copies'],
    ['diff.relative', 'true'],
    ['diff.orderFile', '/nonexistent'],
    ['core.attributesFile', '/nonexistent'],
    ['diff.ignoreSubmodules', 'all'],
    ['status.showUntrackedFiles', 'no'],
  ])('git config %s=%s', (key, value) => {
    const repo = started()
    repo.git('config', key, value)
    repo.stage('ä b.txt', LINE)
    expect(places(repo)).toEqual(['ä b.txt:1'])
  })

  it('columns count characters, not bytes', () => {
    const repo = started()
    repo.stage('a.txt', `é é ${TOKEN}\n`)
    const finding = repo.findings().list[0]
    expect(finding?.StartColumn).toBe(5)
    expect(finding?.EndColumn).toBe(4 + TOKEN.length)
  })
})

describe('bad surroundings: one line, a hint, exit 2, nothing claimed clean', () => {
  it.each([
    ['not a repository', () => temporaryFolder(), /not a git repository/],
    ['a bare repository', () => bare(), /bare/],
  ])('%s', (_name, make, message) => {
    const run = stanch(make(), ['protect'])
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(message)
    expect(run.stderr).toContain('hint')
    expect(run.output).not.toMatch(/no secrets|at .*:\d+:\d+\)/)
  })

  it('git is missing', () => {
    const repo = started()
    const run = stanch(repo.dir, ['protect'], { PATH: '/nonexistent' })
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('git was not found')
  })

  it('git is killed in the middle', () => {
    const repo = started()
    repo.stage('a.txt', LINE)
    const bin = temporaryFolder()
    const real = join('/usr/bin', 'git')
    writeFileSync(join(bin, 'git'), `#!/bin/sh\ncase "$*" in *cat-file*) kill -9 $$;; esac\nexec ${real} "$@"\n`, {
      mode: 0o755,
    })
    const run = stanch(repo.dir, ['protect'], { PATH: `${bin}:${cleanEnv().PATH}` })
    expect(run.code).toBe(2)
    expect(run.output).toMatch(/killed|SIGKILL|ended early/)
  })

  it('the staged object is missing', () => {
    const repo = started()
    repo.stage('a.txt', LINE)
    const oid = repo.git('rev-parse', ':a.txt').trim()
    renameSync(join(repo.dir, '.git/objects', oid.slice(0, 2), oid.slice(2)), join(repo.dir, 'gone'))
    const run = repo.protect()
    expect(run.code).toBe(2)
    expect(run.output).toContain('a.txt')
    expect(run.output).toContain('missing')
  })

  it('dubious ownership', () => {
    const repo = started()
    const run = stanch(repo.dir, ['protect'], { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' })
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('safe.directory')
  })

  it('an unknown flag names the nearest one', () => {
    const run = stanch(temporaryFolder(), ['protect', '--redcat'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('--redact')
  })

  it('an unknown command', () => {
    const run = stanch(temporaryFolder(), ['protcet'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('protcet')
  })

  it('a config without any rule names the cure', () => {
    const repo = started()
    repo.write('.gitleaks.toml', 'title = "x"\n')
    const run = repo.protect()
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('useDefault = true')
  })
})

function bare(): string {
  const folder = temporaryFolder()
  new TestRepo(join(folder, 'seed')).git('init', '-q', '--bare', join(folder, 'bare.git'))
  return join(folder, 'bare.git')
}
