// stanch dir: every file is looked at, or it is said which was not and why.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { characters, githubToken } from '../tokens.ts'
import { cleanEnv, type JsonFinding, type Run, stanch, temporaryFolder } from './harness.ts'

const token = githubToken(21)
const LINE = `key = "${token}"\n`

function tree(files: Readonly<Record<string, string | Buffer>>): string {
  const root = temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

function found(run: Run): JsonFinding[] {
  if (!run.stdout.startsWith('[')) throw new Error(run.output)
  return JSON.parse(run.stdout) as JsonFinding[]
}

function paths(root: string, ...args: string[]): string[] {
  return found(stanch(root, ['dir', ...args, '-f', 'json'])).map((f) => f.File)
}

describe('stanch dir', () => {
  it('names files as they were asked for: relative, with a prefix, absolute, one file', () => {
    const root = tree({ 'a/b.txt': LINE, 'c.txt': LINE })
    expect(paths(root)).toEqual(['a/b.txt', 'c.txt'])
    expect(paths(root, '.')).toEqual(['a/b.txt', 'c.txt'])
    expect(paths(root, './a/')).toEqual(['a/b.txt'])
    expect(paths(join(root, 'a'), '..')).toEqual(['../a/b.txt', '../c.txt'])
    expect(paths(root, root)).toEqual([join(root, 'a/b.txt'), join(root, 'c.txt')])
    expect(paths(root, './a/b.txt')).toEqual(['./a/b.txt'])
  })

  it('scans several paths, and what lies in another one only once', () => {
    const root = tree({ 'a/b/x.txt': LINE, 'c/y.txt': LINE, 'd.txt': LINE })
    expect(paths(root, 'c', 'a/b', 'a', 'c', 'c/y.txt')).toEqual(['a/b/x.txt', 'c/y.txt'])
  })

  it('counts what it leaves out, and lists it with -v', () => {
    const root = tree({
      '.git/config': LINE,
      'node.txt': 'x\n',
      logo: Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1'), Buffer.from(LINE)]),
      'big.txt': `${'x'.repeat(1_000_001)}\n`,
    })
    symlinkSync('node.txt', join(root, 'link.txt'))
    spawnSync('mkfifo', [join(root, 'pipe')])
    const run = stanch(root, ['dir', '.', '-v', '--max-target-megabytes', '1'])
    expect(run.code).toBe(0)
    for (const line of [
      /\.git\/.*git folder/,
      /logo: image/,
      /link\.txt.*symbolic link/,
      /pipe.*pipe/,
      /big\.txt.*too large/,
    ]) {
      expect(run.output).toMatch(line)
    }
    expect(stanch(root, ['dir', '.', '--max-target-megabytes', '1']).output).toContain('5 skipped')
    expect(stanch(root, ['dir', '.', '--binary']).code).toBe(1)
  })

  it('--binary lifts what leaves images, fonts and programs out by their names, whatever the rules; other path rules hold', () => {
    const root = tree({ 'a.png': LINE, 'b.woff2': LINE, 'c.so': LINE, 'node_modules/x/d.js': LINE })
    const binary = ['a.png', 'b.woff2', 'c.so']
    expect(paths(root, '.')).toEqual([])
    expect(paths(root, '.', '--binary')).toEqual(binary)
    expect(paths(root, '.', '--binary', '--enable-rule=github-pat')).toEqual(binary)
    writeFileSync(join(root, '.gitleaks.toml'), '[extend]\nuseDefault = true\n[[allowlists]]\npaths = ["b[.]woff2"]\n')
    expect(paths(root, '.', '--binary')).toEqual(['a.png', 'c.so'])
  })

  it('reads a text that merely begins like a program, an image or an archive', () => {
    const root = tree({ 'a.txt': `MZ ${LINE}`, 'b.txt': `BM ${LINE}`, 'c.txt': `%!PS ${LINE}`, 'd.txt': `BZh ${LINE}` })
    expect(paths(root)).toEqual(['a.txt', 'b.txt', 'c.txt', 'd.txt'])
  })

  it('reads UTF-16, latin-1 and text with a NUL', () => {
    const root = tree({
      'le.txt': Buffer.from(`\uFEFF${LINE}`, 'utf16le'),
      'be.txt': Buffer.from(`\uFEFF${LINE}`, 'utf16le').swap16(),
      'latin.txt': Buffer.from(`caf\xe9 ${LINE}`, 'latin1'),
      'nul.txt': `\0${LINE}`,
    })
    expect(paths(root)).toEqual(['be.txt', 'latin.txt', 'le.txt', 'nul.txt'])
  })

  it('a folder or file that cannot be read makes the exit code 2, and the rest is still reported', () => {
    if (process.getuid?.() === 0) return expectUnreadableAsNobody()
    const root = tree({ 'a.txt': LINE, 'locked/b.txt': LINE, 'c.txt': LINE })
    chmodSync(join(root, 'locked'), 0)
    chmodSync(join(root, 'c.txt'), 0)
    const run = stanch(root, ['dir', '.'])
    chmodSync(join(root, 'locked'), 0o755)
    expectFaults(run)
  })

  it('links are followed on wish: each target once, circles end, the link is named', () => {
    const root = tree({ 'in/a.txt': LINE, 'out/b.txt': LINE })
    symlinkSync('..', join(root, 'in/up'))
    symlinkSync('loop', join(root, 'in/loop'))
    symlinkSync('../out/b.txt', join(root, 'in/link1'))
    symlinkSync('../out/b.txt', join(root, 'in/link2'))
    symlinkSync('nowhere', join(root, 'in/broken'))
    expect(paths(root, 'in')).toEqual(['in/a.txt'])
    const run = stanch(root, ['dir', 'in', '--follow-symlinks', '-f', 'json'])
    expect(run.code).toBe(1)
    expect(found(run).map((f) => f.File)).toEqual(['in/a.txt', 'out/b.txt'])
  })

  it('finds what lies at any place of a large file, with the right line and column', () => {
    const filler = `${characters(99, 5, 'abcdefgh ')}\n`
    const head = filler.repeat(41_943) // just below 4 MiB
    const long = 'z'.repeat(5 << 20)
    const text = `${head}${'y'.repeat(70)} ${token} tail\n${filler.repeat(50_000)}${long} ${githubToken(22)} end`
    const root = tree({ 'large.txt': text })
    const list = found(stanch(root, ['dir', '.', '-f', 'json', '--redact=0', '--threads=1']))
    const places = [token, githubToken(22)].map((secret) => {
      const before = text.slice(0, text.indexOf(secret))
      const line = before.split('\n').length
      return { Secret: secret, StartLine: line, StartColumn: before.length - before.lastIndexOf('\n') }
    })
    expect(list.map(({ Secret, StartLine, StartColumn }) => ({ Secret, StartLine, StartColumn }))).toEqual(places)
  })

  it('does not scan its own rule file, and says so', () => {
    const root = tree({ '.gitleaks.toml': "[[rules]]\nid='own'\nregex='own_secret'\n", 'a.txt': 'own_secret\n' })
    expect(paths(root)).toEqual(['a.txt'])
    expect(stanch(root, ['dir', '.', '-v']).output).toMatch(/\.gitleaks\.toml.*rule file of this run/)
  })

  it('a path allowlist leaves out whole folders unread; an AND list with more conditions does not', () => {
    const rules = "[[rules]]\nid='own'\nregex='own_secret'\n"
    const files = { 'vendor/deep/a.txt': 'own_secret\n', 'b.txt': 'own_secret\n' }
    const or = tree({ ...files, '.gitleaks.toml': `${rules}[[allowlists]]\npaths=['''(^|/)vendor(/|$)''']\n` })
    expect(paths(or)).toEqual(['b.txt'])
    expect(stanch(or, ['dir', '.', '-v']).output).toMatch(/vendor\/.*path rule/)
    const and = `${rules}[[allowlists]]\ncondition='AND'\npaths=['''vendor''']\nregexes=['''nothing''']\n`
    expect(paths(tree({ ...files, '.gitleaks.toml': and }))).toEqual(['b.txt', 'vendor/deep/a.txt'])
  })

  it('takes the rule file of the repository when a folder in it is scanned', () => {
    const root = tree({
      '.gitleaks.toml': "[[rules]]\nid='own'\nregex='own_secret'\n",
      'a/b/c.txt': 'own_secret\n',
      '.git/HEAD': 'x',
    })
    expect(paths(root, 'a/b')).toEqual(['a/b/c.txt'])
  })

  it('stops after --timeout, and then claims nothing', () => {
    const root = tree({ 'a.txt': `${'x'.repeat(100)}\n`.repeat(300_000) })
    const many = Array.from({ length: 12 }, (_, i) => [`f${i}.txt`, `${'y'.repeat(99)}\n`.repeat(200_000)] as const)
    for (const [name, text] of many) writeFileSync(join(root, name), text)
    const run = stanch(root, ['dir', '.', '--timeout=1', '--max-decode-depth=5', '--threads=1', '--engine=re2js'])
    expect([0, 2]).toContain(run.code)
    expect(run.code === 2).toBe(run.output.includes('the time of --timeout was up'))
  })

  it('an interrupted scan exits 2', () => {
    const root = tree({ 'a.txt': LINE })
    const script = `${process.execPath} ${join(import.meta.dirname, '..', '..', 'bin', 'stanch.js')}`
    const run = spawnSync(
      'sh',
      [
        '-c',
        `mkfifo p; (sleep 0.4; echo x; sleep 30) > p 2> w.log & w=$!; ${script} stdin < p & s=$!; sleep 1.5; kill -TERM $s; wait $s; code=$?; kill $w; exit $code`,
      ],
      {
        cwd: root,
        env: cleanEnv(),
        encoding: 'utf8',
      },
    )
    expect(run.status).toBe(2)
  })
})

function expectFaults(run: Run): void {
  expect(run.code).toBe(2)
  expect(run.output).toMatch(/locked: the folder cannot be read: EACCES/)
  expect(run.output).toMatch(/c\.txt: cannot be read: EACCES/)
  expect(run.output).toContain('a.txt:1')
}

/** Root may read everything: the program is run as another user. */
function expectUnreadableAsNobody(): void {
  const root = tree({ 'a.txt': LINE, 'locked/b.txt': LINE, 'c.txt': LINE })
  chmodSync(root, 0o755)
  chmodSync(join(root, 'locked'), 0o700)
  chmodSync(join(root, 'c.txt'), 0o600)
  const bin = join(import.meta.dirname, '..', '..', 'bin', 'stanch.js')
  const r = spawnSync(process.execPath, [bin, 'dir', '.'], {
    cwd: root,
    env: cleanEnv(),
    encoding: 'utf8',
    uid: 65534,
    gid: 65534,
  })
  expectFaults({ code: r.status, stdout: r.stdout, stderr: r.stderr, output: `${r.stdout}${r.stderr}` })
}

describe('stanch stdin', () => {
  it('reads any length, names the text on wish, and knows its lines', () => {
    const text = `${'line of text\n'.repeat(700_000)}${LINE}`
    const run = stanch(temporaryFolder(), ['stdin', '--stdin-path', 'dump.sql', '-f', 'json'], {}, text)
    expect(found(run)).toMatchObject([
      { File: 'dump.sql', StartLine: 700_001, Fingerprint: 'dump.sql:github-pat:700001' },
    ])
  })

  it('with nothing on it is clean, and says that there was nothing', () => {
    const run = stanch(temporaryFolder(), ['stdin'])
    expect(run.code).toBe(0)
    expect(run.output).toContain('nothing to scan')
  })
})
