// Ignoring, on real git: every way to allow a finding, and every way in which it stops to count.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { stanch, TestRepo, temporaryFolder } from './harness.ts'

/** A repository in which `a.js` is staged with a token, line 1, and a comment after it. */
function staged(comment = '', seed = 1): TestRepo {
  const repo = new TestRepo()
  repo.stage('a.js', `const token = "${githubToken(seed)}" ${comment}\n`)
  return repo
}

describe('allow comments', () => {
  it.each([
    '// stanch:allow',
    '/* stanch:allow github-pat */',
    '# stanch:allow github-*, jwt reason="test fixture" until=2099-01-31',
    '// stanch:allow -- test fixture',
    '// gitleaks:allow',
    '-- betterleaks:allow',
    '<!-- stanch:allow github-pat -->',
  ])('%s lets the finding pass', (comment) => {
    expect(staged(comment).protect().code).toBe(0)
  })

  it.each([
    ['// stanch:allow jwt', 'it names jwt and not github-pat'],
    ['// stanch:allow this is a test', 'it names this, is, a, test and not github-pat'],
    ['// stanch:allow until=2020-01-31', 'it expired on 2020-01-31'],
    ['// stanch:allow until=soon', '"soon" is no date'],
    ['// stanch:allow until=2099-02-31', '"2099-02-31" is no date'],
  ])('%s does not, and the report says why', (comment, why) => {
    const run = staged(comment).protect()
    expect(run.code).toBe(1)
    expect(run.output).toContain(why)
  })

  it('on the line before, and around a block', () => {
    const repo = new TestRepo()
    repo.stage('a.js', `// stanch:allow-next-line\nconst a = "${githubToken(1)}"\n`)
    repo.stage('b.js', `// stanch:allow-start\n\nconst a = "${githubToken(2)}"\n// stanch:allow-end\n`)
    expect(repo.protect().code).toBe(0)
    repo.stage('c.js', `// stanch:allow-start\n// stanch:allow-end\nconst a = "${githubToken(3)}"\n`)
    expect(repo.findings().list.map((f) => f.File)).toEqual(['c.js'])
  })

  it('can be forbidden by path, by zone, or need a reason', () => {
    const repo = staged('// stanch:allow')
    repo.write('stanch.toml', '[inline]\nforbid = ["*.js"]\n')
    expect(repo.protect().output).toContain('the settings forbid allow comments in this path')
    repo.write('stanch.toml', '[inline]\nrequireReason = true\n')
    expect(repo.protect().output).toContain('it gives no reason')
    repo.write('stanch.toml', '[[isolation.zones]]\nname = "pay"\npaths = ["a.*"]\ninlineAllows = false\n')
    expect(repo.protect().output).toContain('zone pay forbids allow comments')
    repo.write('stanch.toml', '')
    expect(repo.protect().code).toBe(0)
    expect(repo.protect(['--no-inline-allow']).output).toContain('allow comments are turned off')
  })
})

describe('ignore files', () => {
  it.each([
    ['.gitleaksignore', 'a.js:github-pat:1'],
    ['.betterleaksignore', 'a.js:github-pat:1'],
    ['.stanchignore', 'a.js:github-pat:1 reason="fixture" until=2099-01-01'],
    ['.stanchignore', 'a.js:github-*:*   # a comment'],
    ['.stanchignore', '*.js'],
    ['.stanchignore', '*.js\n!b.js'],
  ])('%s: %j lets the finding pass', (file, line) => {
    const repo = staged()
    repo.write(file, `# why\n\n${line}\n`)
    expect(repo.protect().code).toBe(0)
  })

  it('a content id lets it pass on every line, and not another secret on the same line', () => {
    const repo = staged()
    const [finding] = repo.findings().list as unknown as { ContentID: string }[]
    repo.write('.stanchignore', `${finding!.ContentID}\n`)
    repo.stage('a.js', `\n\n\nconst token = "${githubToken(1)}"\n`)
    expect(repo.protect().code).toBe(0)
    repo.stage('a.js', `const token = "${githubToken(2)}"\n`)
    expect(repo.protect().code).toBe(1)
  })

  it.each([
    ['.gitleaksignore', 'a.js:github-pat:1 # why'],
    ['.gitleaksignore', 'a.js:github-pat:01'],
    ['.gitleaksignore', '*:github-pat:1'],
    ['.stanchignore', '*.js\n!a.js'],
    ['.stanchignore', 'b.js'],
    ['.stanchignore', 'a.js:github-pat:1 until=2020-01-01'],
  ])('%s: %j does not', (file, line) => {
    const repo = staged()
    repo.write(file, `${line}\n`)
    expect(repo.protect().code).toBe(1)
  })

  it('an expired entry says so', () => {
    const repo = staged()
    repo.write('.stanchignore', 'a.js:github-pat:1 until=2020-01-01\n')
    expect(repo.protect().output).toContain('.stanchignore:1 does not count: it expired on 2020-01-01')
  })

  it('an expiry that is no date is named with file and line, even when nothing is found', () => {
    const repo = new TestRepo()
    repo.stage('a.js', 'x\n')
    repo.write('.stanchignore', '# x\na.js until=tomorrow\n')
    const run = repo.protect()
    expect(run.code).toBe(2)
    expect(run.output).toContain('.stanchignore:2: until=tomorrow is no date')
  })

  it('a typo in a named path is an error', () => {
    const run = staged().protect(['--gitleaks-ignore-path=.gitleakignore'])
    expect(run.code).toBe(2)
    expect(run.output).toContain('does not exist')
  })

  it('what matches nothing any more is reported, and fails on demand', () => {
    const repo = new TestRepo()
    repo.write('a.js', `const token = "${githubToken(1)}"\n`)
    repo.write('.stanchignore', 'a.js:github-pat:1\nold/**\nb.js:github-pat:3\n')
    const run = stanch(repo.dir, ['dir', '.'])
    expect(run.code).toBe(0)
    expect(run.output).toContain('.stanchignore:2: old/** matches nothing any more')
    expect(run.output).toContain('.stanchignore:3: b.js:github-pat:3 matches nothing any more')
    expect(run.output).not.toContain('.stanchignore:1')
    expect(stanch(repo.dir, ['dir', '.', '--fail-on-stale']).code).toBe(1)
    repo.write('.stanchignore', 'a.js:github-pat:1\n')
    expect(stanch(repo.dir, ['dir', '.', '--fail-on-stale']).code).toBe(0)
  })
})

describe('allow comments that no finding needs', () => {
  const stale = (repo: TestRepo, args: readonly string[]) =>
    stanch(repo.dir, args)
      .output.match(/^stale .*$/gm)
      ?.map((line) => line.replace(/^stale +/, '')) ?? []

  it('are reported where files are seen whole, and fail on demand; those in use are not, nor is text about comments', () => {
    const repo = new TestRepo()
    repo.commit('base', {
      'used.js': `const a = "${githubToken(1)}" // stanch:allow\n// stanch:allow-start\nb = "${githubToken(2)}"\n// stanch:allow-end\n`,
      'idle.js': 'const a = 1 // stanch:allow github-pat reason="x"\n/* gitleaks:allow */\n',
      'old.py': '# stanch:allow-next-line until=2020-01-01\nx = 1\n',
      'doc.md': 'Write `stanch:allow` behind it.\n',
    })
    const all = [
      'idle.js:1: stanch:allow matches nothing any more',
      'idle.js:2: gitleaks:allow matches nothing any more',
      'old.py:1: stanch:allow-next-line expired on 2020-01-01',
    ]
    expect(stale(repo, ['dir', '.'])).toEqual(all)
    expect(stale(repo, ['protect', '--all-files'])).toEqual(all)
    expect(stanch(repo.dir, ['dir', '.']).code).toBe(0)
    expect(stanch(repo.dir, ['dir', '.', '--fail-on-stale']).code).toBe(1)
    expect(stanch(repo.dir, ['dir', 'used.js', '--fail-on-stale']).code).toBe(0)
  })

  it('a run that sees new lines only says nothing of them', () => {
    const repo = new TestRepo()
    repo.commit('base', { 'a.js': '// stanch:allow\n' })
    repo.stage('a.js', '// stanch:allow\nnew\n')
    expect(repo.protect(['--fail-on-stale'])).toMatchObject({ code: 0 })
  })

  it('in a file that is read in windows each is named once, with its line', () => {
    const repo = new TestRepo()
    const filler = `${'filler '.repeat(10)}\n`.repeat(60_000)
    repo.write('big.txt', `${filler}# stanch:allow\n${filler}`)
    expect(stale(repo, ['dir', 'big.txt'])).toEqual(['big.txt:60001: stanch:allow matches nothing any more'])
  })
})

describe('a folder that is scanned by name', () => {
  it('has the settings of the repository around it, with paths from the top, wherever it is called', () => {
    const repo = new TestRepo()
    repo.write(
      'stanch.toml',
      '[inline]\nallow = false\n[[isolation.zones]]\nname = "s"\npaths = ["src/x/**"]\nencrypted = true\n',
    )
    repo.write('src/x/a.js', `const a = "${githubToken(1)}" // stanch:allow\n`)
    const rules = (cwd: string, target: string) => {
      const run = stanch(cwd, ['dir', target, '-f', 'json'])
      return (JSON.parse(run.stdout) as { RuleID: string }[]).map((f) => f.RuleID).sort()
    }
    const both = ['github-pat', 'isolation/zone-s']
    expect(rules(repo.dir, '.')).toEqual(both)
    expect(rules(repo.dir, 'src')).toEqual(both)
    expect(rules(join(repo.dir, 'src', 'x'), '.')).toEqual(both)
    expect(rules(join(repo.dir, 'src', 'x'), '../x/a.js')).toEqual(both)
    expect(rules(temporaryFolder(), join(repo.dir, 'src'))).toEqual(both)
  })

  it('has the settings of its package over those', () => {
    const repo = new TestRepo()
    repo.write('stanch.toml', '[inline]\nallow = false\n')
    repo.write('src/stanch.toml', '[inline]\nallow = true\n')
    repo.write('src/a.js', `const a = "${githubToken(1)}" // stanch:allow\n`)
    repo.write('lib/a.js', `const a = "${githubToken(2)}" // stanch:allow\n`)
    expect(stanch(repo.dir, ['dir', 'src'])).toMatchObject({ code: 0 })
    expect(stanch(repo.dir, ['dir', 'lib'])).toMatchObject({ code: 1 })
  })

  it('has the ignore files of the top; of gitleaks also its own, with paths as typed; content ids are those of the top', () => {
    const repo = new TestRepo()
    repo.write('src/a.js', `const a = "${githubToken(1)}"\n`)
    const src = join(repo.dir, 'src')
    const ids = [stanch(repo.dir, ['dir', '.', '-f', 'json']), stanch(src, ['dir', '.', '-f', 'json'])].map(
      (run) => (JSON.parse(run.stdout) as { ContentID: string }[])[0]!.ContentID,
    )
    expect(ids[0]).toBe(ids[1])
    const codes = () => [stanch(repo.dir, ['dir', 'src']).code, stanch(src, ['dir', '.']).code]
    expect(codes()).toEqual([1, 1])
    for (const line of ['src/**', 'src/a.js:github-pat:1', ids[0]]) {
      repo.write('.stanchignore', `${line}\n`)
      expect(codes()).toEqual([0, 0])
    }
    repo.write('.stanchignore', '')
    repo.write('src/.gitleaksignore', 'a.js:github-pat:1\nsrc/a.js:github-pat:1\n')
    expect(codes()).toEqual([0, 0])
  })

  it('says nothing of stale entries: it sees only a part', () => {
    const repo = new TestRepo()
    repo.write('.stanchignore', 'other/**\n')
    repo.write('src/a.js', 'x\n')
    expect(stanch(repo.dir, ['dir', 'src', '--fail-on-stale'])).toMatchObject({ code: 0 })
    expect(stanch(repo.dir, ['dir', '.', '--fail-on-stale'])).toMatchObject({ code: 1 })
  })

  it('keeps gitleaks’ order for rules: the folder’s own file before that of the top', () => {
    const repo = new TestRepo()
    const rule = (id: string) => `[[rules]]\nid = "${id}"\nregex = "${id}-[0-9]+"\n`
    repo.write('.gitleaks.toml', rule('top'))
    repo.write('src/a.txt', 'top-1 src-1\n')
    const ids = () =>
      (JSON.parse(stanch(repo.dir, ['dir', 'src', '-f', 'json']).stdout) as { RuleID: string }[]).map((f) => f.RuleID)
    expect(ids()).toEqual(['top'])
    repo.write('src/.gitleaks.toml', rule('src'))
    expect(ids()).toEqual(['src'])
  })
})

describe('severities and zones', () => {
  it('a severity can warn; a zone has its own action, and its own rules', () => {
    const repo = staged()
    repo.write('stanch.toml', '[severity]\ncritical = "warn"\n')
    expect(repo.protect()).toMatchObject({ code: 0 })
    expect(repo.protect().output).toContain('warning')
    const zone = '[[isolation.zones]]\nname = "js"\npaths = ["*.js"]\n'
    repo.write('stanch.toml', `[severity]\ncritical = "warn"\n${zone}severity = {critical = "block"}\n`)
    expect(repo.protect().output).toContain('zone js: critical')
    expect(repo.protect().code).toBe(1)
    repo.write('stanch.toml', `${zone}disableRules = ["github-*"]\n`)
    expect(repo.protect().code).toBe(0)
    repo.write('stanch.toml', `${zone}onlyRules = ["aws-*"]\n`)
    expect(repo.protect().code).toBe(0)
  })

  it('a package of a monorepo has settings of its own, with paths from its folder', () => {
    const repo = new TestRepo()
    repo.stage('packages/a/src/x.js', `const a = "${githubToken(1)}" // stanch:allow\n`)
    repo.stage('packages/b/src/x.js', `const a = "${githubToken(2)}" // stanch:allow\n`)
    expect(repo.protect().code).toBe(0)
    repo.write('packages/a/stanch.toml', '[inline]\nforbid = ["src/"]\n')
    expect(repo.findings().list.map((f) => f.File)).toEqual(['packages/a/src/x.js'])
  })
})
