// Generic detection: the labelled set through the real engine with all built-in rules, and the judgements that the story of
// a false alarm or a miss once asked for.
import { beforeAll, describe, expect, test } from 'vitest'
import { builtinRules } from '../../src/config/builtin.ts'
import { pick, randomOf } from '../../src/config/random.ts'
import { expandTemplate } from '../../src/config/template.ts'
import type { RawFinding } from '../../src/core/finding.ts'
import { Engine } from '../../src/engine/engine.ts'
import { fileKindOf, isTestPath } from '../../src/engine/generic/file-kind.ts'
import { readName } from '../../src/engine/generic/name.ts'
import { isPlaceholder, plainlyNot } from '../../src/engine/generic/value.ts'
import { tableOf } from '../../src/engine/table-of-set.ts'
import { scanText } from '../engine.ts'
import { RULES } from '../rule-files.ts'

interface Case {
  readonly label: string
  readonly site: number
  readonly path: string
  readonly text: string
  readonly secret?: string
}
type Maker = (program: object, copies: number, seed: string) => Case[]

const set = builtinRules(RULES)
const engine = new Engine({ rules: { kind: 'set', set }, engine: 'auto', maxDecodeDepth: 0 }, tableOf(set))
const program = { pick, randomOf, expandTemplate }
let made: { positives: Maker; lookAlikes: Maker }
beforeAll(async () => {
  await engine.ready()
  made = (await import(new URL('../../scripts/labelled.mjs', import.meta.url).href)) as typeof made
})

const blocked = (found: readonly RawFinding[]) => found.filter((f) => f.confidence !== 'low')

async function flagged(cases: readonly Case[]): Promise<Case[]> {
  const out: Case[] = []
  for (const c of cases) {
    const found = blocked(await scanText(engine, c.text, c.path))
    if (found.some((f) => c.secret === undefined || f.secret.includes(c.secret) || c.secret.includes(f.secret)))
      out.push(c)
  }
  return out
}

describe('the labelled set, places that the weights were not fitted on', () => {
  test('three of four secrets are found', async () => {
    const cases = made.positives(program, 4, 'test').filter((c) => c.site % 3 === 0)
    expect(cases.length).toBeGreaterThan(300)
    expect((await flagged(cases)).length / cases.length).toBeGreaterThan(0.75)
  })

  test('of the look-alikes at most one in fifty is blocked, of the placeholders none', async () => {
    const cases = made.lookAlikes(program, 2, 'test')
    const wrong = await flagged(cases)
    expect(wrong.filter((c) => c.label === 'placeholder').map((c) => c.text)).toEqual([])
    expect(wrong.length / cases.length).toBeLessThan(0.02)
  })
})

describe('one line at a time', () => {
  const finds = async (path: string, text: string) => (await scanText(engine, text, path)).map((f) => f.secret)

  test.each([
    ['a.py', 'password = "%s"', 'hunter2x!'],
    ['.env', 'DB_PASS=%s', 'kqTw81vz'],
    ['a.json', '{"passwd": "%s"}', 'vhz6trmq9'],
    ['a.php', "mysql://root:%s@db/app'", 'pa55q0zr'],
    ['a.cs', '"Server=db;Database=x;Uid=app;Pwd=%s;"', 'q8Zt5vKw2'],
    ['k.yaml', '- name: DB_PASSWORD\n  value: "%s"', 't6Yhq0Lk'],
    ['run.sh', 'curl -u ci:%s https://repo.internal/', 't6Yhq0Lk'],
    ['a.sql', "CREATE USER app IDENTIFIED BY '%s';", 't6Yhq0Lk'],
  ])('in %s: %j', async (path, text, secret) => {
    expect(await finds(path, text.replace('%s', secret))).toContain(secret)
  })

  test.each([
    ['a.py', 'password = getPassword()'],
    ['a.ts', 'password: string'],
    ['a.js', 'token = request.token'],
    ['.env', `PASSWORD=${'$'}{DB_PASSWORD}`],
    ['a.py', 'password = "password"'],
    ['en.json', '"password": "Enter your password"'],
    ['a.yml', 'secretName: web-tls-cert'],
    ['a.go', 'tokenURL := "https://auth.internal/token"'],
    ['a.c', 'pass = "resolveSymbols"'],
  ])('not in %s: %s', async (path, text) => {
    expect(await finds(path, text)).toEqual([])
  })
})

describe('what a judge reads', () => {
  test('a name that goes on after the credential word is about it', () => {
    expect(readName('db_password')).toMatchObject({ kind: 'password', about: false })
    expect(readName('passwordField').about).toBe(true)
    expect(readName('publicKeyToken').about).toBe(true)
    expect(readName('compass').kind).toBe('none')
  })

  test('templates, calls and hashes are plainly no secrets', () => {
    for (const value of ['${X}', '{{ x }}', '<token>', '%s', 'getIt()', '$2b$12$abc', 'a.pem', 'ENC(x)'])
      expect(plainlyNot(value), value).toBeDefined()
    expect(plainlyNot('t6Yhq0Lk')).toBeUndefined()
  })

  test('placeholders are what people write where the value is to come', () => {
    for (const value of ['changeme', 'your-key', 'xxxx1', '12345678', 'aaaaaaaa'])
      expect(isPlaceholder(value)).toBe(true)
    expect(isPlaceholder('t6Yhq0Lk')).toBe(false)
  })

  test('the rules for configuration look at the files that the judge takes for configuration', () => {
    const rule = engine.rule(set.rules.findIndex((r) => r.id === 'generic-config-password'))
    const looks = (path: string) => rule.path?.test(Buffer.from(path)) ?? true
    for (const path of ['.env', 'a/.env.local', 'app.yml', 'x.properties', 'run.sh', 'Dockerfile', 'conf/a.ini']) {
      expect(looks(path), path).toBe(true)
      expect(['config', 'shell'], path).toContain(fileKindOf(path))
    }
    for (const path of ['a.py', 'a.js', 'README.md', 'a.html']) expect(looks(path), path).toBe(false)
    expect(isTestPath('src/test/java/A.java')).toBe(true)
  })
})
