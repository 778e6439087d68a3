// Settings: found without running anything, merged in order, every value with its origin, every mistake with its line.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadSettings, type SettingsLookup } from '../../src/config/settings-load.ts'
import { DEFAULT_SETTINGS } from '../../src/core/settings.ts'

function folder(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'stanch-settings-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  return dir
}

function neutral<T>(body: () => T): T {
  const before = process.cwd()
  process.chdir(import.meta.dirname)
  try {
    return body()
  } finally {
    process.chdir(before)
  }
}

function load(root: string, extra: Partial<SettingsLookup> = {}) {
  return loadSettings({ root, env: {}, neutral, ...extra })
}

describe('settings are found', () => {
  test('nowhere: the built-in ones hold', async () => {
    expect((await load(folder({ 'package.json': '{"devDependencies": {"stanch": "^1"}}' }))).settings).toEqual(
      DEFAULT_SETTINGS,
    )
  })

  test.each([
    ['stanch.toml', '[inline]\nrequireReason = true\n'],
    ['.stanch.toml', '[inline]\nrequireReason = true\n'],
    ['.stanchrc.toml', '[inline]\nrequireReason = true\n'],
    ['.stanchrc.json', '{"inline": {"requireReason": true}}'],
    ['.stanchrc.yaml', 'inline:\n  requireReason: true\n'],
    ['.stanchrc.yml', 'inline:\n  requireReason: true\n'],
    ['package.json', '{"name": "x", "stanch": {"inline": {"requireReason": true}}}'],
  ])('in %s', async (name, text) => {
    const { settings, origin } = await load(folder({ [name]: text }))
    expect(settings.inline.requireReason).toBe(true)
    expect(origin.get('inline.requireReason')).toBe(name)
    expect(settings.isolation).toEqual(DEFAULT_SETTINGS.isolation)
  })

  test('twice is an error that names both', async () => {
    const root = folder({ 'stanch.toml': '', '.stanchrc.json': '{}' })
    await expect(load(root)).rejects.toThrow('stanch.toml and .stanchrc.json')
  })

  test('an unreadable file is not taken as absent', async () => {
    const root = folder({ 'x/y': '' })
    mkdirSync(join(root, 'stanch.toml'))
    await expect(load(root)).rejects.toThrow('cannot be read')
    expect(existsSync(join(root, 'stanch.toml'))).toBe(true)
    chmodSync(root, 0o755)
  })
})

describe('a booby-trapped repository', () => {
  const trap = (marker: string) =>
    `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'run')\nmodule.exports = {}\n`

  test('runs nothing: not .config/config.js, not what another settings file would make of the search', async () => {
    const marker = join(folder({}), 'marker')
    const root = folder({
      'stanch.toml': '[inline]\nrequireReason = true\n',
      '.config/config.js': trap(marker),
      '.config/config.cjs': trap(marker),
      '.config/config.json': '{"searchPlaces": ["evil.js"], "mergeSearchPlaces": false}',
      'evil.js': trap(marker),
      'package.json': '{"cosmiconfig": {"searchPlaces": ["evil.js"], "mergeSearchPlaces": false}}',
    })
    const before = process.cwd()
    process.chdir(root)
    try {
      expect((await load(root)).settings.inline.requireReason).toBe(true)
    } finally {
      process.chdir(before)
    }
    expect(existsSync(marker)).toBe(false)
  })

  test.each(['stanch.config.js', '.stanchrc.cjs', '.stanchrc.ts', 'stanch.config.mjs'])(
    '%s is refused',
    async (name) => {
      const marker = join(folder({}), 'marker')
      await expect(load(folder({ [name]: trap(marker) }))).rejects.toThrow('never code')
      expect(existsSync(marker)).toBe(false)
    },
  )

  test('.stanchrc without a format is refused', async () => {
    await expect(load(folder({ '.stanchrc': 'inline: {}' }))).rejects.toThrow('its format is not known')
  })

  test('$import is refused, so that no file of the machine is pulled in', async () => {
    const marker = join(folder({}), 'marker')
    const root = folder({ '.stanchrc.json': '{"$import": "./x.js"}', 'x.js': trap(marker) })
    await expect(load(root)).rejects.toThrow('.stanchrc.json:1: $import is not supported')
    expect(existsSync(marker)).toBe(false)
  })

  test('__proto__ is an unknown key', async () => {
    await expect(load(folder({ '.stanchrc.json': '{"__proto__": {"inline": 1}}' }))).rejects.toThrow('not a known key')
    expect(({} as Record<string, unknown>).inline).toBeUndefined()
  })

  test('a preset cannot reach out of the repository', async () => {
    await expect(load(folder({ 'stanch.toml': 'extends = ["../../etc/x.toml"]' }))).rejects.toThrow('outside')
    await expect(load(folder({ 'stanch.toml': 'extends = ["/etc/passwd"]' }))).rejects.toThrow('outside')
    await expect(load(folder({ 'stanch.toml': 'extends = ["a/../../../x"]' }))).rejects.toThrow('does not exist')
  })
})

describe('mistakes are named with file and line', () => {
  test.each([
    ['stanch.toml', '[inline]\nallow = 1\n', 'stanch.toml:2: inline.allow: expected true or false, got a number'],
    ['stanch.toml', '# x\n[inlin]\nallow = true\n', 'stanch.toml:2: inlin: is not a known key'],
    ['stanch.toml', '[severity]\nlow = "blok"\n', 'stanch.toml:2: severity.low: "blok" is none of'],
    ['stanch.toml', '[inline]\nallow = = 1\n', 'stanch.toml:2'],
    [
      'stanch.toml',
      '[[isolation.zones]]\nname = "a"\npaths = ["x"]\n\n[[isolation.zones]]\nname = "b"\n',
      'stanch.toml:5: isolation.zones[2]: has no "paths"',
    ],
    [
      'stanch.toml',
      '[[isolation.zones]]\nname = "a"\npaths = ["x"]\n[[isolation.zones]]\nname = "a"\npaths = ["y"]\n',
      'stanch.toml:5: isolation.zones[2].name: name "a" is used twice',
    ],
    ['.stanchrc.json', '{\n "inline": {\n  "allow": "yes"\n }\n}', '.stanchrc.json:3: inline.allow'],
    ['.stanchrc.json', '{\n "inline": {,}\n}', '.stanchrc.json:2'],
    ['.stanchrc.yaml', 'inline:\n  allow: maybe\n', '.stanchrc.yaml:2: inline.allow'],
    ['.stanchrc.yaml', 'inline:\n  allow: [\n', '.stanchrc.yaml:3'],
    ['package.json', '{\n "name": "x",\n "stanch": {\n  "inline": {"allow": 3}\n }\n}', 'package.json:4: inline.allow'],
  ])('%s: %j', async (name, text, message) => {
    await expect(load(folder({ [name]: text }))).rejects.toThrow(message)
  })

  test('with the name that was meant', async () => {
    const error = await load(folder({ 'stanch.toml': '[inline]\nrequireReasons = true\n' })).catch((e) => e)
    expect(error.hint).toContain('requireReason')
  })
})

describe('a file that contradicts itself is named with file and line', () => {
  const zone = '[[isolation.zones]]\nname = "a"\npaths = ["s/**"]\n'
  test.each([
    [
      `${zone}onlyRules = ["jwt"]\ndisableRules = ["j*"]\n`,
      'stanch.toml:5: isolation.zones[1].disableRules: switches off "jwt"',
    ],
    [
      `[isolation]\nallow = ["s/**"]\n${zone}encrypted = true\n`,
      'stanch.toml:5: isolation.zones[1].paths: "s/**" must be encrypted',
    ],
    [
      '[isolation]\ndisable = ["own"]\n[[isolation.files]]\nid = "own"\npaths = ["x"]\nreason = "r"\n',
      'stanch.toml:4: isolation.files[1].id: "own" is an entry here',
    ],
    ['[isolation]\nenabled = false\n[isolation.values]\nenabled = true\n', 'stanch.toml:4: isolation.values.enabled'],
    [`[isolation]\nenabled = false\n${zone}encrypted = true\n`, 'stanch.toml:6: isolation.zones[1].encrypted'],
    [`${zone}${zone}`, 'stanch.toml:5: isolation.zones[2].name: name "a" is used twice'],
  ])('%j', async (text, message) => {
    await expect(load(folder({ 'stanch.toml': text }))).rejects.toThrow(message)
  })

  test('what a later layer says otherwise is no contradiction', async () => {
    const root = folder({
      'stanch.toml': `extends = ["./base.toml"]\n[isolation]\nenabled = false\n`,
      'base.toml': '[isolation.values]\nenabled = true\n',
    })
    await expect(load(root)).resolves.toBeDefined()
  })
})

describe('layers', () => {
  test('preset package < preset path < repository < user < environment < flags, each value with its layer', async () => {
    const root = folder({
      'node_modules/@acme/preset/package.json': '{"stanch": {"severity": {"low": "warn", "medium": "warn"}}}',
      'base.toml': '[severity]\nmedium = "allow"\n[isolation.values]\nminLength = 10\n',
      'stanch.toml': 'extends = ["@acme/preset", "./base.toml"]\n[isolation.values]\nenv = ["A"]\n',
    })
    const home = folder({ 'stanch/config.toml': '[severity]\nmedium = "block"\n[isolation.values]\nenv = ["B"]\n' })
    const { settings, origin } = await load(root, {
      env: { XDG_CONFIG_HOME: home, STANCH_ISOLATION_VALUES_MIN_LENGTH: '12' },
      flags: [{ flag: '--no-inline-allow', table: { inline: { allow: false } } }],
    })
    expect(settings.severity).toEqual({ critical: 'block', high: 'block', medium: 'block', low: 'warn' })
    expect(settings.isolation.values).toMatchObject({ minLength: 12, env: ['A', 'B'] })
    expect(settings.inline.allow).toBe(false)
    expect(Object.fromEntries(origin)).toEqual({
      extends: 'stanch.toml',
      'severity.low': 'preset @acme/preset',
      'severity.medium': join(home, 'stanch/config.toml'),
      'isolation.values.minLength': 'environment STANCH_ISOLATION_VALUES_MIN_LENGTH',
      'isolation.values.env': join(home, 'stanch/config.toml'),
      'inline.allow': 'flag --no-inline-allow',
    })
  })

  test('lists of tables are merged by id', async () => {
    const root = folder({
      'base.toml': '[[isolation.zones]]\nname = "pay"\npaths = ["pay/**"]\nreason = "money"\n',
      'stanch.toml': 'extends = ["./base.toml"]\n[[isolation.zones]]\nname = "pay"\npaths = ["services/pay/**"]\n',
    })
    const { settings, origin } = await load(root)
    expect(settings.isolation.zones).toHaveLength(1)
    expect(settings.isolation.zones[0]).toMatchObject({ paths: ['services/pay/**'], reason: 'money', encrypted: false })
    expect(origin.get('isolation.zones.pay.paths')).toBe('stanch.toml')
    expect(origin.get('isolation.zones.pay.reason')).toBe('preset ./base.toml')
  })

  test('the user’s layer only tightens; what would loosen is refused by name', async () => {
    const root = folder({ 'stanch.toml': '[severity]\nlow = "warn"\n' })
    const loose = [
      '[severity]\nlow = "allow"',
      '[isolation]\nenabled = false\ndisable = ["dotenv"]\nallow = ["**"]',
      '[isolation.values]\nenabled = false\nminLength = 90\nignore = ["*"]',
      '[[isolation.zones]]\nname = "all"\npaths = ["**"]\ndisableRules = ["*"]',
      '[inline]\nrequireReason = true',
      '[blockFrom]\ncritical = "medium"\nhigh = "low"',
    ]
    const home = folder({ 'stanch/config.toml': loose.join('\n') })
    const { settings, refused } = await load(root, { env: { XDG_CONFIG_HOME: home } })
    expect(settings.isolation).toEqual(DEFAULT_SETTINGS.isolation)
    expect(settings.severity.low).toBe('warn')
    expect(settings.blockFrom).toEqual({ high: 'low' })
    expect(settings.inline.requireReason).toBe(true)
    expect(refused).toHaveLength(9)
  })

  test('a threshold that is no confidence is an error with its line', async () => {
    const root = folder({ 'stanch.toml': '[blockFrom]\ncritical = "low"\nhigh = "sure"\n' })
    await expect(load(root)).rejects.toThrow(
      'stanch.toml:3: blockFrom.high: "sure" is none of certain, high, medium, low',
    )
  })

  test('a preset that extends itself is an error', async () => {
    const root = folder({
      'stanch.toml': 'extends = ["./a.toml"]',
      'a.toml': 'extends = ["./b.toml"]',
      'b.toml': 'extends = ["./a.toml"]',
    })
    await expect(load(root)).rejects.toThrow('b.toml:1: ./a.toml extends itself')
  })

  test('a variable of the wrong kind is an error', async () => {
    await expect(load(folder({}), { env: { STANCH_INLINE_ALLOW: 'maybe' } })).rejects.toThrow('STANCH_INLINE_ALLOW')
  })
})
