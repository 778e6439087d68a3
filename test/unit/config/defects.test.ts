// Every defect of a rule file is named with its file, its line, the rule, the reason and what to do.
import { describe, expect, it } from 'vitest'
import { problemsOf, resolved } from './resolve-helper.ts'

const RULE = `[[rules]]
id = "acme"
regex = 'acme_([a-z]{4})'
`

/** Line 5 is the first line of what is appended. */
const appended = (text: string) => problemsOf(`# one\n${RULE}${text}`)

describe('a rule with a defect', () => {
  it.each([
    ['no id', `${RULE}[[rules]]\nregex = 'x'\n`, 'error .gitleaks.toml:4: the rule has no id | it is the one with: x'],
    [
      'a blank id',
      `${RULE}[[rules]]\nid = " "\npath = 'p'`,
      'error .gitleaks.toml:4: the rule has no id | it is the one with: p',
    ],
    [
      'an id that another one has',
      `${RULE}\n[[rules]]\nid = "acme"\nregex = 'b'\n`,
      'error .gitleaks.toml:6: rule acme: the id is used twice; the other one is on line 1',
    ],
    [
      'neither regex nor path',
      '[[rules]]\nid = "acme"\n',
      'error .gitleaks.toml:1: rule acme: it has neither regex nor path',
    ],
    [
      'a group that does not exist',
      '[[rules]]\nid = "acme"\nregex = "a(b)c"\nsecretGroup = 2\n',
      'error .gitleaks.toml:4: rule acme: secretGroup is 2, but the regex has 1 group',
    ],
    [
      'an unknown rule in required',
      '[[rules]]\nid = "acme"\nregex = "a"\n[[rules.required]]\nid = "acmee"\n',
      'error .gitleaks.toml:4: rule acme: it requires the rule "acmee", which does not exist | did you mean acme?',
    ],
    [
      'an entry of required without an id',
      '[[rules]]\nid = "acme"\nregex = "a"\n[[rules.required]]\nwithinLines = 3\n',
      'error .gitleaks.toml:4: rule acme: an entry of [[rules.required]] has no id',
    ],
    [
      'an empty keyword only',
      `${RULE}keywords = [""]\n`,
      'error .gitleaks.toml:4: rule acme: its only keyword is empty',
    ],
    [
      'a check that there is not',
      `${RULE}checks = ["jwt", "luhn"]\n`,
      'error .gitleaks.toml:4: rule acme: unknown check "luhn"',
    ],
    [
      'a regex that matches nothing at all',
      `[[rules]]\nid = "acme"\nregex = 'a*'\n`,
      'warning .gitleaks.toml:3: rule acme: the regex matches the empty text',
    ],
    ['an entropy that no text has', `${RULE}entropy = -1\n`, 'warning .gitleaks.toml:4: rule acme: entropy is -1'],
    [
      'an unknown severity',
      `${RULE}severity = "urgent"\n`,
      'error .gitleaks.toml:4: rule acme: unknown severity "urgent"',
    ],
    [
      'a number that is none',
      `${RULE}entropy = "much"\n`,
      'error .gitleaks.toml:4: rule acme: "entropy" must be a number, not "much"',
    ],
    [
      'a table for a text',
      `${RULE}description = { a = 1 }\n`,
      'error .gitleaks.toml:4: rule acme: "description" must be a string, not a table',
    ],
    [
      'an example without its keyword',
      `${RULE}keywords = ["acme_"]\n[[rules.matches]]\ntext = "<<other_{lower:4}>>"\n`,
      'error .gitleaks.toml:6: rule acme: the example <<other_{lower:4}>> holds none of the keywords acme_',
    ],
    ['the same key in two spellings', `${RULE}ID = "b"\n`, '"id" and "ID" are the same key'],
    [
      'skipReport that nothing asks for',
      `${RULE}skipReport = true\n`,
      'warning .gitleaks.toml:4: rule acme: skipReport is set and no rule requires it',
    ],
    [
      'an unknown key',
      `${RULE}keyword = "x"\n`,
      'warning .gitleaks.toml:4: rule acme: unknown key "keyword" does nothing | did you mean keywords?',
    ],
    [
      'a filter of betterleaks',
      `${RULE}filter = 'x'\n`,
      'warning .gitleaks.toml:4: rule acme: "filter" does nothing | betterleaks filters are not run',
    ],
    [
      'validate of betterleaks',
      `${RULE}validate = 'x'\n`,
      'warning .gitleaks.toml:4: rule acme: "validate" does nothing',
    ],
    [
      'tokenEfficiency',
      `${RULE}tokenEfficiency = true\n`,
      'warning .gitleaks.toml:4: rule acme: "tokenEfficiency" does nothing',
    ],
  ])('%s', async (_, text, message) => {
    expect((await problemsOf(text)).filter((p) => p.includes(message))).toHaveLength(1)
  })
})

describe('a pattern that RE2 cannot take', () => {
  it.each([
    ['(?!x)y', 'at character 1: (?! looks around', 'allowlist'],
    ['a(?=b)', 'at character 2: (?= looks around', 'group'],
    ['(?<=k)v', 'at character 1: (?<= looks around', 'group'],
    ['(?<!k)v', 'at character 1: (?<! looks around', 'allowlist'],
    ['("|\').*\\1', 'at character 8: \\1 refers back', 'alternative'],
    ['(?P<q>a)(?P=q)', 'at character 9: (?P=q) refers back', 'alternative'],
    ['a{1001}', 'at character 2: {1001} repeats more than 1000 times', 'x{1000}x{500}'],
    ['(a{100}){100}', 'repeats more than 1000 times (nested repeats multiply)', 'split it'],
    ['a{3,2}', 'at character 2: {3,2} counts down', 'smaller number first'],
    ['a++', 'at character 2: ++ repeats a repetition', 'never backtracks'],
    ['(?>a)', 'at character 1: (?> is an atomic group', '(?:'],
    ['(?x)a b', 'the flag x', 'without spaces'],
    ['x\\Z', 'at character 2: \\Z is not in RE2', '\\z'],
    ['\\h+', 'at character 1: \\h is not in RE2', '[ \\t]'],
    ['\\u0041', 'at character 1: \\u0041 is JavaScript, not RE2', '\\x{0041}'],
    ['\\y', 'at character 1: \\y is no escape of RE2', '\\x{'],
    ['a)', 'at character 2: a ) too many', '\\)'],
    ['(a', 'at character 1: a group is not closed', '\\('],
    ['x[a', 'at character 2: a character class is not closed', '\\['],
    ['a\\', 'ends in a backslash', '\\\\'],
    ['*.js', 'it looks like a glob', "'''\\.js$'''"],
    ['**/dist/*', 'it looks like a glob', "'''(?:^|/)dist/[^/]*$'''"],
    ['a|*b', 'nothing stands before * that it could repeat', '\\*'],
  ])('%s', async (pattern, what, instead) => {
    const [problem, ...more] = await problemsOf(`[[rules]]\nid = "acme"\nregex = '''${pattern}'''\n`)
    expect(more).toEqual([])
    expect(problem).toMatch(/^error \.gitleaks\.toml:3: rule acme: RE2 cannot take the regex/)
    expect(problem).toContain(what)
    expect(problem!.slice(problem!.indexOf('| instead:'))).toContain(instead)
  })

  it('is named at its own line in a list of an allowlist', async () => {
    const problems = await appended(
      `[[rules.allowlists]]\nregexes = [\n  'fine',\n  '(?!x)',\n]\n[[allowlists]]\npaths = ['(']\n`,
    )
    expect(problems[0]).toMatch(
      /^error \.gitleaks\.toml:8: rule acme: RE2 cannot take the allowlist regex at character 1/,
    )
    expect(problems[1]).toMatch(
      /^error \.gitleaks\.toml:11: RE2 cannot take the allowlist path at character 1: a group is not closed/,
    )
  })

  it('is not blamed for what stands in a class or behind a backslash', async () => {
    expect(await problemsOf(`[[rules]]\nid = "a"\nregex = '''[(?=]\\\\1\\(\\?!\\Q(?=\\Ex'''\n`)).toEqual([])
  })
})

describe('an allowlist with a defect', () => {
  it.each([
    ['empty', '[[allowlists]]\ndescription = "x"\n', 'error .gitleaks.toml:5: the allowlist is empty'],
    [
      'an unknown condition',
      '[[allowlists]]\npaths = ["x"]\ncondition = "XOR"\n',
      'error .gitleaks.toml:7: unknown condition "XOR" | AND or OR',
    ],
    [
      'an unknown target',
      '[[allowlists]]\nregexes = ["x"]\nregexTarget = "Line"\n',
      'error .gitleaks.toml:7: unknown regexTarget "Line" | secret, match or line',
    ],
    [
      'everything allowed',
      "[[allowlists]]\nregexes = ['''.*''']\n",
      'error .gitleaks.toml:6: the allowlist regex ".*" matches everything | nothing could be found any more',
    ],
    [
      'everything allowed but the empty text',
      "[[allowlists]]\npaths = ['''.+''']\n",
      'error .gitleaks.toml:6: the allowlist path ".+" matches everything',
    ],
    [
      'an empty entry',
      '[[allowlists]]\nregexes = ["a", ""]\n',
      'error .gitleaks.toml:6: the allowlist regex "" matches everything',
    ],
    ['an empty alternative', "[[allowlists]]\nregexes = ['a|b|']\n", 'matches everything | an empty alternative'],
    [
      'everything allowed for one rule',
      "[[rules.allowlists]]\nregexes = ['''.*''']\n",
      'rule acme: the allowlist regex ".*" matches everything | to switch the rule off: [extend] disabledRules = ["acme"]',
    ],
    ['an empty stopword', '[[allowlists]]\nstopwords = ["x", ""]\n', 'error .gitleaks.toml:6: the stopword is empty'],
    [
      'alternatives anchored by half',
      "[[allowlists]]\nregexes = ['''^true|false|null$''']\n",
      'warning .gitleaks.toml:6: the allowlist regex ^true|false|null$ anchors only its first and last alternative',
    ],
    [
      'both generations',
      '[allowlist]\npaths = ["x"]\n[[allowlists]]\npaths = ["x"]\n',
      'error .gitleaks.toml:5: [allowlist] is deprecated and cannot be combined',
    ],
    [
      'the deprecated name as a list',
      '[[allowlist]]\npaths = ["x"]\n',
      'error .gitleaks.toml:5: [[allowlist]] is a list',
    ],
    [
      'an unknown target rule',
      '[[allowlists]]\ntargetRules = ["acme", "acne"]\npaths = ["x"]\n',
      'error .gitleaks.toml:6: targetRules names the rule "acne", which does not exist | did you mean acme?',
    ],
  ])('%s', async (_, text, message) => {
    expect((await appended(text)).filter((p) => p.includes(message))).toHaveLength(1)
  })

  it('an entry of an AND list that matches everything is only odd', async () => {
    const [problem] = await appended("[[allowlists]]\ncondition = 'AND'\npaths = ['x']\nregexes = ['.*']\n")
    expect(problem).toMatch(/^warning .*matches everything/)
  })
})

describe('a file with a defect', () => {
  it('has no rules: the error names the key that is missing', async () => {
    await expect(resolved({ '.gitleaks.toml': '[allowlist]\npaths = ["x"]\n' })).rejects.toMatchObject({
      message: '.gitleaks.toml has no rules, so nothing could be found',
      hint: expect.stringContaining('useDefault = true'),
    })
  })

  it('is no TOML: line and column', async () => {
    await expect(resolved({ '.gitleaks.toml': 'title = "x"\nbad line\n' })).rejects.toThrow(/^\.gitleaks\.toml:2:\d+: /)
  })

  it('is not UTF-8: the line', async () => {
    const bad = Buffer.concat([Buffer.from('title = "x"\n# é\n# '), Buffer.from([0xe9, 10])])
    await expect(resolved({ '.gitleaks.toml': bad })).rejects.toThrow('.gitleaks.toml: it is not valid UTF-8 (line 3)')
    const wide = Buffer.from('\uFEFFtitle = "x"', 'utf16le')
    await expect(resolved({ '.gitleaks.toml': wide })).rejects.toThrow('.gitleaks.toml: it is UTF-16')
  })

  it.each([
    ['minVersion = "soon"', 'error .gitleaks.toml:1: minVersion "soon" is not a version'],
    ['minVersion = "v9.0.0"', 'warning .gitleaks.toml:1: the file asks for gitleaks v9.0.0'],
    ['prefilter = "x"', 'warning .gitleaks.toml:1: "prefilter" does nothing'],
    [
      '[extent]\nuseDefault = true',
      'warning .gitleaks.toml:1: unknown key "extent" does nothing | did you mean extend?',
    ],
    [
      '[extend]\nusedefaults = true',
      'warning .gitleaks.toml:2: unknown key "usedefaults" does nothing | did you mean useDefault?',
    ],
    ['[extend]\nurl = "https://x"', 'warning .gitleaks.toml:2: "url" does nothing'],
    [
      '[extend]\nuseDefault = true\ndisabledRules = ["base-tokem"]',
      'warning .gitleaks.toml:3: disabledRules names "base-tokem", and no rule',
    ],
  ])('%s', async (text, message) => {
    expect((await problemsOf(`${text}\n${RULE}`)).filter((p) => p.includes(message))).toHaveLength(1)
  })

  it('minVersion of today or older says nothing', async () => {
    expect(await problemsOf(`minVersion = "v8.25.0"\n${RULE}`)).toEqual([])
    expect(await problemsOf(`minVersion = "8.30.1"\n${RULE}`)).toEqual([])
  })
})
