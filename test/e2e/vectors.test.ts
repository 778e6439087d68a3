// The conformance vectors of the gitleaks dialect that need files, git or the command line; the engine's own stand in
// test/unit/engine/vectors.test.ts.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type JsonFinding, stanch, TestRepo, temporaryFolder } from './harness.ts'

const RULE = `[[rules]]\nid = "tok"\ndescription = "t"\nregex = '''TOK_[a-z0-9]{8}'''\nkeywords = ["ToK_"]\n`

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

function found(folder: string, args: readonly string[] = ['dir', '.']): JsonFinding[] {
  const run = stanch(folder, [...args, '-f', 'json', '--redact=0'])
  if (!run.stdout.startsWith('[')) throw new Error(run.output)
  return JSON.parse(run.stdout)
}

describe('vectors of files and configs', () => {
  it('29: a rule of paths fires on a binary file', () => {
    const config = `[[rules]]\nid = "p12"\ndescription = "p"\npath = '''\\.p12$'''\n`
    const folder = folderWith({ '.gitleaks.toml': config, 'k/a.p12': Buffer.from([0x30, 0x82, 0, 1, 2, 0xff]) })
    // The key file is named by the rules of files that must not be committed, too.
    const mine = found(folder).filter((f) => f.RuleID === 'p12')
    expect(mine.map((f) => `${f.File}:${f.StartLine}`)).toEqual(['k/a.p12:0'])
  })

  it('30: a config without rules is refused; gitleaks finds nothing and calls that clean', () => {
    const run = stanch(folderWith({ '.gitleaks.toml': 'title = "x"\n', a: 'x\n' }), ['dir', '.'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('useDefault')
  })

  it('31: a pattern that is no pattern is one line with its place; gitleaks panics', () => {
    const config = '[[rules]]\nid = "bad"\ndescription = "b"\nregex = "(("\n'
    const run = stanch(folderWith({ '.gitleaks.toml': config, a: 'x\n' }), ['dir', '.'])
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(/\.gitleaks\.toml:\d+: rule bad/)
  })

  it('32: extend goes to any depth; gitleaks stops after two files and says nothing', () => {
    const at = (n: number, next: string) =>
      `${next ? `[extend]\npath = "${next}"\n` : ''}[[rules]]\nid = "r${n}"\ndescription = "r"\nregex = "T${n}_[a-z]+"\n`
    const folder = folderWith({
      '.gitleaks.toml': at(1, 'd2.toml'),
      'd2.toml': at(2, 'd3.toml'),
      'd3.toml': at(3, 'd4.toml'),
      'd4.toml': at(4, ''),
      'src/a': 'T1_a T2_b T3_c T4_d\n',
    })
    expect(
      found(folder, ['dir', 'src', '-c', '.gitleaks.toml'])
        .map((f) => f.RuleID)
        .sort(),
    ).toEqual(['r1', 'r2', 'r3', 'r4'])
  })

  it('33: a child cannot take the entropy of a rule back to 0: the base keeps its own', () => {
    const base = `[[rules]]\nid = "r"\ndescription = "r"\nregex = "KEY_([a-z]+)"\nentropy = 1.5\n`
    const folder = folderWith({
      'base.toml': base,
      '.gitleaks.toml': '[extend]\npath = "base.toml"\n[[rules]]\nid = "r"\nentropy = 0\ndescription = "child"\n',
      'src/a': 'KEY_aaaaaaaa\nKEY_abcdefgh\n',
    })
    const list: readonly (JsonFinding & { Description?: string })[] = found(folder, [
      'dir',
      'src',
      '-c',
      '.gitleaks.toml',
    ])
    expect(list.map((f) => `${f.StartLine} ${f.Description}`)).toEqual(['2 child'])
  })

  it.each(['%!', 'SQLi', 'FWS', 'BM'])(
    '35: a text that merely begins with %s is scanned; gitleaks skips most',
    (head) => {
      const folder = folderWith({ '.gitleaks.toml': RULE, a: `${head} some text\nTOK_abcd1234\n` })
      expect(found(folder).map((f) => f.File)).toEqual(['a'])
    },
  )
})

describe('vectors of git', () => {
  function repository(): TestRepo {
    const repo = new TestRepo()
    repo.commit('first', { '.gitleaks.toml': RULE, 'old.txt': 'a\nb\nc\nd\ne\nf\ng\n' })
    return repo
  }

  it('36: an ignore entry with a comment behind it, a short commit or a zero before the line says nothing', () => {
    const repo = repository()
    const commit = repo.commit('leak', { 'n.txt': 'a\nTOK_abcd1234\n' })
    const count = (entry: string) => {
      repo.write('.gitleaksignore', `${entry}\n`)
      return repo.findings(['git', '.']).list.length
    }
    for (const entry of ['n.txt:tok:2 # why', `${commit.slice(0, 8)}:n.txt:tok:2`, 'n.txt:tok:02'])
      expect(count(entry)).toBe(1)
    for (const entry of ['n.txt:tok:2', `${commit}:n.txt:tok:2`]) expect(count(entry)).toBe(0)
  })

  it('38: a secret that only a merge brought is found, once; gitleaks does not look, or finds it twice', () => {
    const repo = repository()
    repo.git('checkout', '-qb', 'side')
    repo.commit('side', { 'side.txt': 's\n' })
    repo.git('checkout', '-q', 'main')
    repo.commit('main', { 'main.txt': 'm\n' })
    repo.git('merge', '-q', '--no-ff', '--no-commit', 'side')
    const merge = repo.commit('merge', { 'n.txt': 'TOK_abcd1234\n' })
    for (const args of [
      ['git', '.'],
      ['git', '.', '--log-opts=--all -m'],
    ])
      expect(repo.findings(args).list.map((f) => f.Fingerprint)).toEqual([`${merge}:n.txt:tok:1`])
  })

  it('37: colours asked for in the git config change nothing; gitleaks finds nothing then', () => {
    const repo = repository()
    repo.git('config', 'color.ui', 'always')
    repo.stage('n.txt', 'TOK_abcd1234\n')
    expect(repo.findings().list.map((f) => f.Fingerprint)).toEqual(['n.txt:tok:1'])
  })

  it('39: a staged finding has no commit', () => {
    const repo = repository()
    repo.stage('n.txt', 'TOK_abcd1234\n')
    expect(repo.findings().list[0]).toMatchObject({ Commit: '', Author: '', Email: '', Message: '' })
  })

  it('40: of a renamed file only the added line counts, under the new name', () => {
    const repo = new TestRepo()
    repo.commit('first', { '.gitleaks.toml': RULE, 'old.txt': 'TOK_aaaa1111\nb\nc\nd\ne\nf\ng\n' })
    repo.git('mv', 'old.txt', 'new.txt')
    repo.stage('new.txt', 'TOK_aaaa1111\nb\nc\nd\ne\nf\ng\nTOK_abcd1234\n')
    expect(repo.findings().list.map((f) => f.Fingerprint)).toEqual(['new.txt:tok:8'])
  })
})
