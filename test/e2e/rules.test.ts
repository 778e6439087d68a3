// stanch rules and stanch config: what would be scanned with, where it comes from, and what is wrong with it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'toml'
import { describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { stanch, TestRepo, temporaryFolder } from './harness.ts'

function folder(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

const OWN = `[extend]
useDefault = true
disabledRules = ["npm-access-token"]
[[rules]]
id = "github-pat"
severity = "low"
[[rules]]
id = "acme"
description = "Acme token"
regex = 'acme_([a-z]{8})'
keywords = ["acme_"]
entropy = 1.5
[[rules.allowlists]]
stopwords = ["sample"]
[[rules.matches]]
text = 'x = acme_<<{lower:8}>>'
[[rules.misses]]
text = 'acme_{lower:7}'
why = "too short"
[[allowlists]]
description = "vendored"
paths = ['''^vendor/''']
`

describe('stanch rules', () => {
  it('list shows the rules that would be used, as text and as JSON', () => {
    const root = folder({ '.gitleaks.toml': OWN })
    const run = stanch(root, ['rules', 'list'])
    expect(run.code).toBe(0)
    expect(run.stdout).toMatch(/^acme +high +Acme token {2}\(\.gitleaks\.toml:7\)$/m)
    expect(run.stdout).toMatch(/^github-pat +low /m)
    expect(run.stdout).not.toMatch(/^npm-access-token /m)
    const rows = JSON.parse(stanch(root, ['rules', 'list', '-f', 'json', '--enable-rule', 'acme']).stdout)
    expect(rows).toEqual([{ id: 'acme', severity: 'high', description: 'Acme token', at: '.gitleaks.toml:7' }])
  })

  it('export prints them in the dialect of gitleaks, but for those that only a judge of ours makes worth having', () => {
    const root = folder({ '.gitleaks.toml': OWN })
    const run = stanch(root, ['rules', 'export'])
    expect(run.code).toBe(0)
    const { rules, allowlists } = parse(run.stdout) as { rules: Record<string, unknown>[]; allowlists: unknown[] }
    const one = (id: string) => rules.find((rule) => rule.id === id)
    expect(one('acme')).toMatchObject({ regex: 'acme_([a-z]{8})', keywords: ['acme_'], entropy: 1.5, tags: ['high'] })
    expect(one('acme')!.allowlists).toMatchObject([{ stopwords: ['sample'] }])
    expect(one('github-pat')).toMatchObject({ tags: ['low'] })
    expect(one('npm-access-token')).toBeUndefined()
    expect(rules.some((rule) => JSON.stringify(rule).includes('{{start}}'))).toBe(false)
    expect(one('generic-password')).toBeUndefined()
    expect(run.stdout).toMatch(/^# {3}generic-password$/m)
    expect(allowlists).toContainEqual({ condition: 'OR', regexTarget: 'secret', paths: ['^vendor/'] })
  })

  it('show tells which file said what', () => {
    const root = folder({ '.gitleaks.toml': OWN })
    const run = stanch(root, ['rules', 'show', 'github-pat'])
    expect(run.stdout).toMatch(/^severity +low {2}\(\.gitleaks\.toml:6\)$/m)
    expect(run.stdout).toMatch(/^defined at +rules\/github\.toml:\d+, changed at \.gitleaks\.toml:4$/m)
    const json = JSON.parse(stanch(root, ['rules', 'show', 'acme', '--report-format=json']).stdout)
    expect(json).toMatchObject({ id: 'acme', from: { regex: '.gitleaks.toml:10', entropy: '.gitleaks.toml:12' } })
    const unknown = stanch(root, ['rules', 'show', 'acmi'])
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('did you mean acme?')])
  })

  it('check runs the examples of a file, too', () => {
    const root = folder({
      'good.toml': OWN,
      'bad.toml': `[[rules]]\nid = "a"\nregex = 'a_([a-z]{4})'\nentropy = 3\n[[rules.matches]]\ntext = '<<a_abab>>'\n[[rules.misses]]\ntext = 'a_wxyz'\n[[rules]]\nid = "b"\nregex = 'b_[a-z]{4}'\n[[rules.matches]]\ntext = 'b_<<abcd>>'\n[[rules.misses]]\ntext = 'b_abcd'\n`,
      'broken.toml': `[[rules]]\nid = "a"\nregex = '(?=x)'\n[[rules]]\nid = "a"\npath = '('\n`,
    })
    const good = stanch(root, ['rules', 'check', 'good.toml'])
    expect([good.code, good.stdout]).toEqual([0, 'good.toml: 2 rules, 2 examples, 0 errors, 0 warnings\n'])
    const bad = stanch(root, ['rules', 'check', 'bad.toml'])
    expect(bad.code).toBe(1)
    expect(bad.stdout).toContain(
      'bad.toml:6: rule a: the example is not found, as the entropy of the secret is not above 3',
    )
    expect(bad.stdout).toContain('bad.toml:13: rule b: the example is found, but not the part in << >>')
    expect(bad.stdout).toContain('bad.toml:15: rule b: the example of a miss is found')
    const broken = stanch(root, ['rules', 'check', 'broken.toml', '-f', 'json'])
    expect(broken.code).toBe(1)
    expect(JSON.parse(broken.stdout)).toHaveLength(3)
    expect(stanch(root, ['rules', 'check', 'missing.toml']).code).toBe(2)
  })

  it('check takes our own files, fragments and all', () => {
    const run = stanch(join(import.meta.dirname, '..', '..'), ['rules', 'check', 'rules/stripe.toml'])
    expect(run.stdout).toMatch(/^rules\/stripe\.toml: \d+ rules, \d+ examples, 0 errors, 0 warnings$/m)
    expect(run.code).toBe(0)
  })

  it.each([
    [['acme', 'x = acme_qwertzui'], 1, /^found {2}line 1, columns 10-17: REDACTED \(entropy 3\.00/],
    [['acme', 'x = acme_qwertzui', '--redact=0'], 1, /columns 10-17: qwertzui /],
    [['acme', 'x = acme_qwe'], 0, /^nothing {2}the regex does not match/],
    [['acme', 'x = acme_sampleaa'], 0, /^nothing {2}an allowlist of the rule allows it/],
    [['acme', 'x = acme_aaaaaaaa'], 0, /^nothing {2}the entropy of the secret is not above 1.5/],
    [['gated', 'x_abc'], 0, /^nothing {2}the text holds none of the keywords: zzz/],
    [['placed', 'y_abc'], 0, /^nothing {2}the rule looks only at paths that match \.env\$/],
    [['placed', 'y_abc', '--stdin-path', 'a/.env'], 1, /^found/],
    [['github-pat', githubToken(9)], 1, /^found.*REDACTED/],
  ])('test %j', (args, code, text) => {
    const more =
      "[[rules]]\nid='gated'\nregex='x_[a-z]+'\nkeywords=['zzz']\n[[rules]]\nid='placed'\nregex='y_[a-z]+'\npath='.env$'\n"
    const run = stanch(folder({ '.gitleaks.toml': OWN + more }), ['rules', 'test', ...args])
    expect(run.stdout).toMatch(text)
    expect(run.code).toBe(code)
  })

  it('test reads standard input, so that a real secret need not be typed', () => {
    expect(stanch(temporaryFolder(), ['rules', 'test', 'github-pat', '-'], {}, githubToken(8)).code).toBe(1)
  })

  it.each(['rules sow', 'rules show', 'rules test acme', 'rules list x', 'config shoe', 'config path x'])(
    '%s is refused',
    (line) => {
      expect(stanch(temporaryFolder(), line.split(' ')).code).toBe(2)
    },
  )
})

describe('stanch config', () => {
  it('path names the file, also from a folder below, or says that the rules are built in', () => {
    const repo = new TestRepo()
    repo.write('.gitleaks.toml', OWN)
    repo.write('a/b/c.txt', 'x')
    expect(stanch(join(repo.dir, 'a/b'), ['config', 'path']).stdout).toBe(`${join(repo.dir, '.gitleaks.toml')}\n`)
    expect(stanch(temporaryFolder(), ['config', 'path']).stdout).toBe('built in\n')
    expect(stanch(repo.dir, ['config', 'path'], { STANCH_CONFIG: 'x.toml' }).stdout).toBe(
      `${join(repo.dir, 'x.toml')}\n`,
    )
  })

  it('the first of our own file, betterleaks and gitleaks wins; a settings file without rules does not count', () => {
    const files = { '.gitleaks.toml': OWN, '.betterleaks.toml': OWN }
    expect(stanch(folder(files), ['config', 'path']).stdout).toMatch(/\.betterleaks\.toml\n$/)
    expect(stanch(folder({ ...files, 'stanch.toml': OWN }), ['config', 'path']).stdout).toMatch(/\/stanch\.toml\n$/)
    const settings = { ...files, 'stanch.toml': '[inline]\nrequireReason = true\n' }
    expect(stanch(folder(settings), ['config', 'path']).stdout).toMatch(/\.betterleaks\.toml\n$/)
  })

  it('show tells where each part came from', () => {
    const root = folder({ '.gitleaks.toml': OWN, 'stanch.toml': '[inline]\nrequireReason = true\n' })
    const run = stanch(root, ['config', 'show'])
    expect(run.code).toBe(0)
    expect(run.stdout).toMatch(/^rule +acme {2}\.gitleaks\.toml:7$/m)
    expect(run.stdout).toMatch(/^changed +github-pat {2}\.gitleaks\.toml:4$/m)
    expect(run.stdout).toMatch(/^switched off npm-access-token {2}\.gitleaks\.toml:3$/m)
    expect(run.stdout).toMatch(/^allowlist +1 path: vendored {2}\.gitleaks\.toml:20$/m)
    expect(run.stdout).toMatch(/^setting +inline\.requireReason = true {2}stanch\.toml$/m)
    const json = JSON.parse(stanch(root, ['config', 'show', '-f', 'json']).stdout)
    expect(json.files).toEqual([join(root, '.gitleaks.toml')])
    expect(json.rules.find((r: { id: string }) => r.id === 'github-pat').from).toEqual({ severity: '.gitleaks.toml:6' })
  })

  it('check lists every defect and exits 1 when one is an error', () => {
    const root = folder({
      '.gitleaks.toml': `${OWN}stopword = ["x"]\n`,
      'bad.toml': "[[rules]]\nid='a'\nregex='(?!x)'\nkeyword='x'\n",
    })
    const warned = stanch(root, ['config', 'check'])
    expect([warned.code, warned.stdout]).toEqual([
      0,
      expect.stringContaining('unknown key "stopword" does nothing\n         did you mean stopwords?'),
    ])
    const bad = stanch(root, ['config', 'check', 'bad.toml'])
    expect(bad.code).toBe(1)
    expect(bad.stdout).toContain('error    bad.toml:3: rule a: RE2 cannot take the regex at character 1')
    expect(bad.stdout).toContain('1 errors, 1 warnings')
  })

  it('check names a rule of a zone that there is not: onlyRules with a wrong name would let everything pass', () => {
    const zone = '[[isolation.zones]]\nname = "pay"\npaths = ["pay/**"]\n'
    const root = folder({
      'stanch.toml': `${zone}onlyRules = ["github-pta", "aws-*"]\ndisableRules = ["isolation/dotenv", "known-value"]\n`,
    })
    const run = stanch(root, ['config', 'check'])
    expect(run.stdout.match(/names "[^"]+"/g)).toEqual(['names "github-pta"'])
    expect(run.stdout).toContain('zone "pay": onlyRules names "github-pta", and there is no such rule')
    expect(run.stdout).toContain('did you mean github-pat?')
  })

  it('finds the same whether the file is laid over the compiled rules or makes a new set', () => {
    const light = `[extend]\nuseDefault = true\ndisabledRules = ["npm-access-token"]\n[[rules]]\nid = "github-pat"\nseverity = "low"\n[[rules.allowlists]]\npaths = ['allowed']\n[[allowlists]]\ntargetRules = ["github-pat"]\nregexes = ['''targeted''']\nregexTarget = "line"\n`
    const lines = [1, 2, 3].map((n) => `t${n} = "${githubToken(n)}"`)
    const files = {
      'a.txt': lines.join('\n'),
      'allowed.txt': lines.join('\n'),
      'b.txt': `targeted ${lines[0]}\n${lines[1]}\n`,
    }
    const found = (rules: string) => {
      const run = stanch(folder({ ...files, '.gitleaks.toml': rules }), ['dir', '.', '-f', 'json', '--redact=0'])
      return JSON.parse(run.stdout) as { File: string; StartLine: number; Severity: string }[]
    }
    const once = found(light)
    expect(once.map((f) => `${f.File}:${f.StartLine} ${f.Severity}`)).toEqual([
      'a.txt:1 low',
      'a.txt:2 low',
      'a.txt:3 low',
      'b.txt:2 low',
    ])
    expect(found(`${light}[[rules]]\nid = "own"\nregex = 'never_seen'\n`)).toEqual(once)
  })

  it('a scan with a broken rule file stops at once: file, line, rule, reason, what to write instead', () => {
    const root = folder({
      '.gitleaks.toml': "title = 'x'\n[[rules]]\nid = 'acme'\nregex = '''(?<=key=)x'''\n[[rules]]\nid = 'b'\n",
      'a.txt': 'x',
    })
    const run = stanch(root, ['dir', '.'])
    expect([run.code, run.stdout]).toEqual([2, ''])
    expect(run.stderr).toBe(
      'stanch: .gitleaks.toml:4: rule acme: RE2 cannot take the regex at character 1: (?<= looks around, which RE2 cannot (in (?<=key=)x)\n  hint: instead: match the surroundings and put the secret in a group: key=(\\w+)\n  hint: 1 more: stanch config check\n',
    )
  })

  it('a scan tells what its rule file says in vain', () => {
    const root = folder({ '.gitleaks.toml': "filter = 'x'\n[[rules]]\nid = 'acme'\nregex = 'acme_x'\n", 'a.txt': 'x' })
    const run = stanch(root, ['dir', '.'])
    expect(run.code).toBe(0)
    expect(run.output).toContain('.gitleaks.toml:1: "filter" does nothing')
  })
})
