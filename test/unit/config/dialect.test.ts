// What gitleaks takes is taken: spelling of keys, weak types, both generations of allowlists, merging.
import { describe, expect, it } from 'vitest'
import { onlyRules, overCompiled } from '../../../src/config/resolve.ts'
import { builtinSet, problemsOf, resolved, rule } from './resolve-helper.ts'

const text = (...lines: string[]) => ({ '.gitleaks.toml': `${lines.join('\n')}\n` })

describe('weak typing', () => {
  it('keys in any case, numbers and texts for each other, commas for lists, one table for many', async () => {
    const set = await resolved(
      text(
        '[RULES]',
        'ID = 5',
        "Regex = 'a(b)'",
        'SECRETGROUP = "1"',
        'entropy = "3.5"',
        'KeyWords = "Foo,BAR"',
        'tags = "x"',
        'skipreport = "false"',
        '[RULES.Allowlists]',
        'StopWords = "Test,DEMO"',
        'Commits = [" ABC "]',
        '[AllowList]',
        'regexes = "x"',
        'Condition = "&&"',
        'paths = ["p"]',
      ),
    )
    expect(set.problems).toEqual([])
    const five = rule(set, '5')
    expect(five).toMatchObject({
      secretGroup: 1,
      entropy: 3.5,
      keywords: ['foo', 'bar'],
      tags: ['x'],
      skipReport: false,
    })
    expect(five.allowlists[0]).toMatchObject({ stopwords: ['test', 'demo'], commits: ['abc'] })
    expect(set.set.allowlists[0]).toMatchObject({
      regexes: ['x'],
      condition: 'AND',
      paths: ['p'],
      regexTarget: 'secret',
    })
  })

  it('a BOM and CRLF are no defects', async () => {
    const set = await resolved({ '.gitleaks.toml': "\uFEFF[[rules]]\r\nid = 'a'\r\nregex = 'x'\r\n" })
    expect(rule(set, 'a').definedAt).toEqual({ file: '.gitleaks.toml', line: 1 })
  })

  it('a negative group means the first one', async () => {
    expect(rule(await resolved(text('[[rules]]', 'id="a"', "regex='(x)'", 'secretGroup = -1')), 'a').secretGroup).toBe(
      0,
    )
  })

  it('a generic rule gives way to all others unless it says how specific it is', async () => {
    const set = await resolved(
      text(
        '[[rules]]',
        'id="my-Generic-x"',
        "regex='x'",
        '[[rules]]',
        'id="generic-y"',
        "regex='x'",
        'specificity = 7',
        '[[rules]]',
        'id="z"',
        "regex='x'",
      ),
    )
    expect(set.set.rules.map((r) => r.specificity)).toEqual([0, 7, 100])
  })
})

describe('building on the built-in rules', () => {
  const extend = (...lines: string[]) => text('[extend]', 'useDefault = true', ...lines)

  it('adds rules and allowlists, and switches rules off', async () => {
    const set = await resolved(
      extend(
        'disabledRules = ["base-other"]',
        '[[rules]]',
        'id = "own"',
        "regex = 'own_x'",
        '[[allowlists]]',
        "paths = ['vendor/']",
      ),
    )
    expect(set.set.rules.map((r) => r.id)).toEqual(['base-token', 'own'])
    expect(set.set.allowlists.map((a) => a.paths)).toEqual([['vendor/']])
  })

  it('changes a rule: what is written wins, lists are appended', async () => {
    const set = await resolved(
      extend(
        '[[rules]]',
        'id = "base-token"',
        'description = "Ours"',
        'entropy = 3',
        'keywords = ["base_", "BASE-"]',
        'tags = ["two"]',
        'severity = "low"',
        '[[rules.allowlists]]',
        "regexes = ['demo']",
      ),
    )
    expect(set.problems).toEqual([])
    expect(rule(set, 'base-token')).toMatchObject({
      description: 'Ours',
      regex: 'base_([a-z0-9]{8})',
      entropy: 3,
      keywords: ['base_', 'base-'],
      tags: ['one', 'two'],
      severity: 'low',
      allowlists: [{ regexes: ['base_test'] }, { regexes: ['demo'] }],
    })
  })

  it('an inherited entropy cannot be set to zero, as in gitleaks, and that is said', async () => {
    const files = extend('[[rules]]', 'id = "base-token"', 'entropy = 0')
    expect(rule(await resolved(files), 'base-token').entropy).toBe(1.5)
    expect(await problemsOf(files['.gitleaks.toml'])).toEqual([
      expect.stringContaining('.gitleaks.toml:5: rule base-token: entropy = 0 does not undo the inherited 1.5'),
    ])
  })

  it('a new regex that holds no old keyword is warned about', async () => {
    const [problem] = await problemsOf(extend('[[rules]]', 'id = "base-token"', "regex = 'new_x'")['.gitleaks.toml'])
    expect(problem).toContain(
      'warning .gitleaks.toml:5: rule base-token: the new regex runs only where an inherited keyword stands: base_',
    )
  })

  it('targetRules lists go to their rules alone, built-in ones included', async () => {
    const set = await resolved(extend('[[allowlists]]', 'targetRules = ["base-token"]', "paths = ['x']"))
    expect(set.set.allowlists).toEqual([])
    expect(rule(set, 'base-token').allowlists.map((a) => a.paths)).toEqual([[], ['x']])
    expect(rule(set, 'base-other').allowlists).toEqual([])
  })

  it('required and skipReport of a changed rule count', async () => {
    const set = await resolved(
      extend(
        ...['[[rules]]', 'id = "base-other"', 'skipReport = true'],
        ...['[[rules]]', 'id = "base-token"', '[[rules.required]]', 'id = "base-other"', 'withinLines = 5'],
      ),
    )
    expect(set.problems).toEqual([])
    expect(rule(set, 'base-other').skipReport).toBe(true)
    expect(rule(set, 'base-token').required).toEqual([{ id: 'base-other', withinLines: 5 }])
  })
})

const own = (id: string, ...more: string[]) =>
  [...more, '[[rules]]', `id = "${id}"`, `regex = "${id}_x"`, ''].join('\n')

describe('[extend] path', () => {
  it('is relative to the file, to any depth, a list too, and the outer file wins', async () => {
    const set = await resolved({
      '.gitleaks.toml': own('a', '[extend]', 'path = "conf/b.toml"'),
      'conf/b.toml': own('b', '[extend]', 'path = ["c.toml", "../d.toml"]'),
      'conf/c.toml': `${own('c', '[extend]', 'path = "deep/e.toml"')}[[rules]]\nid = "d"\nregex = "late"\ndescription = "c"\n`,
      'conf/deep/e.toml': own('e', '[extend]', 'path = "f.toml"'),
      'conf/deep/f.toml': own('f'),
      'd.toml': own('d'),
    })
    expect(set.problems).toEqual([])
    expect(set.set.rules.map((r) => r.id).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(rule(set, 'd').regex).toBe('d_x')
    expect(rule(set, 'd').description).toBe('c')
    expect(rule(set, 'f').definedAt.file).toBe('conf/deep/f.toml')
  })

  it('is found in the working directory, too, as gitleaks does, with a word about it', async () => {
    const files = { 'conf/.gitleaks.toml': own('a', '[extend]', 'path = "b.toml"'), 'b.toml': own('b') }
    const set = await resolved(files, 'conf/.gitleaks.toml')
    expect(set.set.rules.map((r) => r.id)).toEqual(['b', 'a'])
    expect(set.problems).toMatchObject([{ level: 'warning', at: { file: 'conf/.gitleaks.toml', line: 2 } }])
  })

  it('that is missing is an error with its line', async () => {
    await expect(resolved({ '.gitleaks.toml': own('a', '[extend]', 'path = ["b.toml"]') })).rejects.toThrow(
      '.gitleaks.toml:2: extend.path b.toml does not exist',
    )
  })

  it('in a circle is an error that shows the circle', async () => {
    const files = {
      '.gitleaks.toml': own('a', '[extend]', 'path = "b.toml"'),
      'b.toml': own('b', '[extend]', 'path = "c.toml"'),
      'c.toml': own('c', '[extend]', 'path = "b.toml"'),
    }
    await expect(resolved(files)).rejects.toThrow('b.toml extends itself: .gitleaks.toml -> b.toml -> c.toml -> b.toml')
  })

  it('of one file by two ways lays it down once', async () => {
    const set = await resolved({
      '.gitleaks.toml': own('a', '[extend]', 'path = ["b.toml", "c.toml"]'),
      'b.toml': own('b', '[extend]', 'path = "d.toml"'),
      'c.toml': own('c', '[extend]', 'path = "d.toml"'),
      'd.toml': `${own('d')}tags = ["t"]\n`,
    })
    expect(rule(set, 'd').tags).toEqual(['t'])
  })

  it('required and targetRules may name rules of another file, whichever file they stand in', async () => {
    const set = await resolved({
      '.gitleaks.toml': `${own('a', '[extend]', 'path = "b.toml"')}[[rules.required]]\nid = "b"\n`,
      'b.toml': `${own('b')}[[allowlists]]\ntargetRules = ["b"]\npaths = ["x"]\n`,
    })
    expect(set.problems).toEqual([])
    expect(rule(set, 'b').allowlists).toHaveLength(1)
  })

  it('to a rule that a file switches off is an error that says who did', async () => {
    const problems = await problemsOf(
      `${own('a', '[extend]', 'path = "b.toml"', 'disabledRules = ["b"]')}[[rules.required]]\nid = "b"\n`,
      { 'b.toml': own('b') },
    )
    expect(problems[0]).toContain('it requires the rule "b", which .gitleaks.toml:3 switches off')
  })
})

describe('[extend] package', () => {
  it('takes a TOML file of an installed package, here or above, by name or as package.json says', async () => {
    const set = await resolved(
      {
        'pkg/.gitleaks.toml': own('a', '[extend]', 'package = ["@org/secrets", "plain/strict.toml", "usual"]'),
        'node_modules/@org/secrets/package.json': '{"name": "@org/secrets", "stanch": {"rules": "main.toml"}}',
        'node_modules/@org/secrets/main.toml': own('org'),
        'pkg/node_modules/plain/package.json': '{}',
        'pkg/node_modules/plain/strict.toml': own('plain'),
        'node_modules/usual/package.json': 'damaged',
        'node_modules/usual/.gitleaks.toml': own('usual'),
      },
      'pkg/.gitleaks.toml',
    )
    expect(set.set.rules.map((r) => r.id)).toEqual(['org', 'plain', 'usual', 'a'])
    expect(rule(set, 'org').definedAt.file).toBe('@org/secrets/main.toml')
  })

  it.each([
    ['missing', 'package missing is not installed'],
    ['../up', 'is not a package'],
    ['x/../../up.toml', 'is not a package'],
    ['x/index.js', 'is not a package'],
    ['empty', 'package empty has no rule file'],
  ])('%s is refused', async (name, message) => {
    const files = {
      '.gitleaks.toml': own('a', '[extend]', `package = "${name}"`),
      'node_modules/empty/package.json': '{}',
    }
    await expect(resolved(files)).rejects.toThrow(message)
  })
})

describe('a rule file that only adds allowlists, switches off or adjusts', () => {
  const light = ['disabledRules = ["base-other"]', '[[rules]]', 'id = "base-token"', 'severity = "low"', 'entropy = 2']
  const target = ['[[allowlists]]', 'targetRules = ["base-token"]', "paths = ['x']"]
  const extend = (...lines: string[]) => text('[extend]', 'useDefault = true', ...lines)

  it('is laid over the compiled rules, which need not be built again', async () => {
    const set = await resolved(extend(...light, ...target))
    expect(overCompiled(set, 'rules.bin')).toMatchObject({
      kind: 'compiled',
      file: 'rules.bin',
      disabled: ['base-other'],
      patched: [
        { id: 'base-token', severity: 'low', entropy: 2, allowlists: [{ regexes: ['base_test'] }, { paths: ['x'] }] },
      ],
      digest: set.set.digest,
    })
  })

  it.each([
    ['a rule of its own', ['[[rules]]', 'id = "own"', "regex = 'x'"]],
    ['another pattern', ['[[rules]]', 'id = "base-token"', "regex = 'base_x'"]],
    ['more keywords', ['[[rules]]', 'id = "base-token"', 'keywords = ["more"]']],
    ['a required rule', ['[[rules]]', 'id = "base-token"', '[[rules.required]]', 'id = "base-other"']],
  ])('is not when it has %s', async (_, lines) => {
    expect(overCompiled(await resolved(extend(...lines)), 'rules.bin')).toBeUndefined()
  })
})

describe('--enable-rule', () => {
  it('keeps what the named rules require, without reporting it', () => {
    const base = builtinSet()
    const [token, other] = base.rules
    const set = { ...base, rules: [{ ...token!, required: [{ id: 'base-other' }] }, other!] }
    expect(onlyRules(set, ['base-token']).rules.map((r) => [r.id, r.skipReport])).toEqual([
      ['base-token', false],
      ['base-other', true],
    ])
    expect(() => onlyRules(base, ['base-tokn'])).toThrow('there is no rule "base-tokn"')
  })
})
