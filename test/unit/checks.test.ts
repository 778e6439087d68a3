import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { builtinRules } from '../../src/config/builtin.ts'
import { expandTemplate } from '../../src/config/template.ts'
import { CHECK_NAMES } from '../../src/core/check-names.ts'
import { CHECKS, runChecks } from '../../src/engine/checks/index.ts'
import { JUDGES } from '../../src/engine/generic/judge.ts'
import { engineOf, rule as ruleOf, scanText } from '../engine.ts'
import { characters, githubToken } from '../tokens.ts'

const NOW = 1_700_000_000

const made = (template: string, seed = 'checks'): string => {
  const example = expandTemplate(template, seed)
  return example.secret?.value ?? example.text
}

const ask = (name: string, secret: string, match = secret) => CHECKS[name]!({ secret, match, now: NOW })

/** The same text with one character of its middle changed. */
function bent(token: string): string {
  const at = token.length - 20
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
}

describe('checksums of tokens', () => {
  const FORMS: [string, string][] = [
    ['github-crc32', '<<ghp_{alnum:30}{crc:base62:4}>>'],
    ['github-crc32', '<<ghs_{alnum:30}{crc:base62:4}>>'],
    ['github-crc32', '<<ghr_{alnum:70}{crc:base62:4}>>'],
    ['npm-crc32', '<<npm_{alnum:30}{crc:base62:4}>>'],
    ['vercel-crc32', '<<vcp_{base64url:50}{crc:base62:4}>>'],
    ['gitlab-crc32', '<<glpat-{base64url:30}.01.0z{crc:base36}>>'],
    ['grafana-crc32', '<<glsa_{alnum:32}_{crc:hexle:0:1}>>'],
    ['zuplo-crc32', '<<zpka_{alnum:32}_{crc:hex:5:1}>>'],
    ['confluent-crc32', '<<cflt{base64:54}{crc:base64}>>'],
    ['bech32', '<<{bech32:AGE-SECRET-KEY-:52}>>'],
  ]
  test.each(FORMS)('%s proves %s and doubts it when one character differs', (name, template) => {
    for (const seed of ['a', 'b', 'c', 'd']) {
      const token = made(template, seed)
      expect(ask(name, token).verdict).toBe('proves')
      expect(ask(name, bent(token))).toMatchObject({ state: 'wrong checksum' })
    }
  })

  test('a wrong sum weakens and never drops: texts with altered tokens are seen', () => {
    expect(ask('github-crc32', bent(githubToken())).verdict).toBe('weakens')
    expect(ask('npm-crc32', `npm_${characters(36, 3)}`).verdict).toBe('weakens')
    expect(ask('vercel-crc32', `vcp_${characters(56, 3)}`).verdict).toBe('weakens')
  })

  test('forms without a sum fit', () => {
    expect(ask('github-crc32', made('github_pat_{alnum:22}_{alnum:59}')).verdict).toBe('fits')
    expect(ask('gitlab-crc32', made('glpat-{alnum:20}')).verdict).toBe('fits')
    expect(ask('bech32', made('{alnum:40}')).verdict).toBe('fits')
  })
})

describe('JSON web tokens', () => {
  test('one that parses is proved, whatever stands around it', () => {
    const token = made('{jwt:exp=1800000000}')
    expect(ask('jwt', token).verdict).toBe('proves')
    expect(ask('jwt', `Bearer ${token}`).verdict).toBe('proves')
  })

  test('expired, unsigned and public ones are worth less', () => {
    expect(ask('jwt', made('{jwt:exp=1600000000}'))).toEqual({ verdict: 'weakens', state: 'expired' })
    expect(ask('jwt', made('{jwt:alg=none}'))).toEqual({ verdict: 'weakens', state: 'unsigned' })
    expect(ask('jwt', made('{jwt:role=anon}'))).toEqual({ verdict: 'weakens', state: 'public by design' })
    expect(ask('jwt', made('{jwt}').replace(/\.[^.]*$/, '.')).state).toBe('unsigned')
  })

  test('one that cannot be read is worth less, one that names no algorithm is dropped', () => {
    const unreadable = made('eyJ{alnum:40}.eyJ{alnum:40}.{alnum:43}')
    expect(ask('jwt', unreadable)).toEqual({ verdict: 'weakens', state: 'unreadable' })
    const head = Buffer.from('{"id":"item"}').toString('base64url')
    expect(ask('jwt', made(`${head}.eyJ{alnum:40}.{alnum:43}`)).verdict).toBe('refutes')
  })
})

describe('private keys', () => {
  const LABELS = ['RSA PRIVATE KEY', 'PRIVATE KEY', 'EC PRIVATE KEY', 'OPENSSH PRIVATE KEY']
  test.each(LABELS)('a %s that decodes is proved, also in string literals', (label) => {
    const key = made(`{key:${label}}`)
    expect(ask('pem', key).verdict).toBe('proves')
    expect(ask('pem', made(`{key:${label}:\\n}`)).verdict).toBe('proves')
    const joined = key.split('\n').map((line) => `  "${line}\\n"`)
    expect(ask('pem', joined.join(' +\n')).verdict).toBe('proves')
    expect(ask('pem', key.replaceAll('\n', '\r\n    # ')).verdict).toBe('proves')
    expect(ask('pem', key.replaceAll('\n', ' ')).verdict).toBe('proves')
    expect(ask('pem', key.replaceAll('\n', '\n+')).verdict).toBe('proves')
  })

  test.each(LABELS)('a %s with a passphrase is said to be encrypted', (label) => {
    expect(ask('pem', made(`{key:${label}:locked}`))).toEqual({ verdict: 'weakens', state: 'encrypted' })
  })

  test('PKCS#8 says so in its label', () => {
    expect(ask('pem', made('{key:ENCRYPTED PRIVATE KEY}')).state).toBe('encrypted')
  })

  test.each(LABELS)('a %s whose letters were altered is kept, as unreadable', (label) => {
    const lines = Array.from({ length: 12 }, (_, i) => `x${characters(63, 40 + i)}`)
    const key = [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n')
    expect(ask('pem', key)).toEqual({ verdict: 'fits', state: 'unreadable' })
    const words = 'thisIsNotTheRealKeyButATextOfWordsThatSomebodyWrote'.repeat(6)
    expect(ask('pem', key.replace(lines.join('\n'), words)).verdict).toBe('refutes')
  })

  test('public keys, certificates, placeholders and stumps are dropped', () => {
    const wrap = (body: string, label = 'RSA PRIVATE KEY') =>
      `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----`
    expect(ask('pem', made('{key:PUBLIC KEY}'))).toEqual({ verdict: 'refutes', state: 'public' })
    expect(ask('pem', made('{key:CERTIFICATE}')).state).toBe('public')
    for (const body of ['...', 'your key here', 'x'.repeat(64), 'MIIEpAIBAAKCAQEA...', '<base64 encoded key>'])
      expect(ask('pem', wrap(body))).toEqual({ verdict: 'refutes', state: 'placeholder' })
    const stump = made('{key:RSA PRIVATE KEY}').split('\n').slice(1, 3).join('\n')
    expect(ask('pem', wrap(stump))).toEqual({ verdict: 'refutes', state: 'cut off' })
    expect(ask('pem', wrap('garbage/that/decodes/but/is/not/a/key/of/any/kind/really'))).toMatchObject({
      verdict: 'refutes',
    })
  })

  test('a match that a rule cut off before its END is not taken for a stump', () => {
    const key = made('{key:RSA PRIVATE KEY}')
    expect(ask('pem', key.slice(0, 200)).verdict).toBe('fits')
    expect(ask('pem', key.slice(0, key.lastIndexOf('\n'))).verdict).toBe('proves')
  })

  test('a key that lacks its last line is kept, and said to be cut off', () => {
    const lines = made('{key:RSA PRIVATE KEY}').split('\n')
    lines.splice(-2, 1)
    expect(ask('pem', lines.join('\n'))).toEqual({ verdict: 'fits', state: 'cut off' })
  })

  test('PuTTY files tell their cipher', () => {
    const file = (cipher: string) => `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: ${cipher}\nComment: x\n`
    expect(ask('pem', file('none')).verdict).toBe('proves')
    expect(ask('pem', file('aes256-cbc'))).toEqual({ verdict: 'weakens', state: 'encrypted' })
  })
})

describe('PyPI', () => {
  test('a macaroon names its place', () => {
    const token = (place: string) =>
      `pypi-${Buffer.from(`\x02\x01${String.fromCharCode(place.length)}${place}\x02${characters(80, 1)}`, 'latin1').toString('base64url')}`
    expect(ask('pypi-macaroon', token('pypi.org')).verdict).toBe('proves')
    expect(ask('pypi-macaroon', token('test.pypi.org')).verdict).toBe('proves')
    expect(ask('pypi-macaroon', `pypi-${characters(150, 1)}`).verdict).toBe('refutes')
  })
})

describe('all checks', () => {
  test('published examples are examples even when another check would drop them', () => {
    const example = ['gho_', '16C7e42F292c6912E7710c838347Ae178B4a'].join('')
    const candidate = { secret: example, match: example, now: NOW }
    expect(runChecks(['github-crc32'], candidate, 'high')).toEqual({
      dropped: false,
      confidence: 'low',
      state: 'example',
    })
    expect(ask('example', `AKIA${'IOSFODNN7'}EXAMPLE`)).toEqual({ verdict: 'weakens', state: 'example' })
    expect(ask('example', githubToken()).verdict).toBe('fits')
  })

  test('the strongest answer stands, and no check leaves the confidence alone', () => {
    const secret = githubToken()
    const candidate = { secret, match: secret, now: NOW }
    expect(runChecks(['jwt', 'github-crc32'], candidate, 'high')).toEqual({ dropped: false, confidence: 'certain' })
    expect(runChecks([], candidate, 'medium')).toEqual({ dropped: false, confidence: 'medium' })
    expect(runChecks(['drawn'], { ...candidate, secret: 'changeme-password' }, 'high').dropped).toBe(true)
  })

  test.each(Object.keys(CHECKS))('%s never throws', (name) => {
    const near = fc.constantFrom(
      'eyJ',
      '-----BEGIN PRIVATE KEY-----\n',
      '-----BEGIN OPENSSH PRIVATE KEY-----\n',
      'pypi-',
      'ghp_',
      'a1',
    )
    fc.assert(
      fc.property(near, fc.string({ unit: 'binary' }), (head, tail) => ask(name, head + tail).verdict.length > 0),
    )
  })

  test('a rule file is checked with the names of the checks that there are', () => {
    expect([...Object.keys(CHECKS), ...Object.keys(JUDGES)].sort()).toEqual(CHECK_NAMES)
  })

  test('every check that a built-in rule names exists', () => {
    const folder = join(import.meta.dirname, '../../rules')
    const unknown = builtinRules(folder).rules.flatMap((r) =>
      r.checks.filter((c) => !Object.hasOwn(CHECKS, c) && !Object.hasOwn(JUDGES, c)).map((c) => `${r.id}: ${c}`),
    )
    expect(unknown).toEqual([])
    const text = readdirSync(folder)
      .filter((f) => f.endsWith('.md'))
      .map((f) => readFileSync(join(folder, f), 'utf8'))
      .join('\n')
    const named = [...text.matchAll(/^checks = \[([^\]]*)\]/gm)].flatMap((m) => [
      ...(m[1] as string).matchAll(/"([^"]+)"/g),
    ])
    expect(named.map((m) => m[1]).filter((c) => !Object.hasOwn(CHECKS, c as string))).toEqual([])
  })
})

describe('checks in the engine', () => {
  const rule = ruleOf({ id: 'pat', regex: 'ghp_[0-9A-Za-z]{36}', keywords: ['ghp_'], checks: ['github-crc32'] })

  test('a right checksum makes a finding certain, a wrong one makes it weak', async () => {
    const good = githubToken(5)
    const found = await scanText(engineOf([rule]), `a = ${good}\nb = ${bent(good)}\n`)
    expect(found.map((f) => [f.secret, f.confidence, f.state])).toEqual([
      [good, 'certain', undefined],
      [bent(good), 'low', 'wrong checksum'],
    ])
  })

  test('a state reaches the finding', async () => {
    const token = made('{jwt:exp=1600000000}')
    const jwtRule = ruleOf({ id: 'jwt', regex: 'eyJ[A-Za-z0-9_.-]+', checks: ['jwt'] })
    const found = await scanText(engineOf([jwtRule]), `t: ${token}`)
    expect(found.map((f) => [f.state, f.confidence])).toEqual([['expired', 'low']])
  })
})
