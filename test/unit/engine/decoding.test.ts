import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { RawFinding } from '../../../src/core/finding.ts'
import { engineOf, rule as ruleOf, scanText } from '../../engine.ts'

const tok = ruleOf({ id: 'tok', regex: 'TOK_[a-z0-9]{8}', keywords: ['tok_'] })
const engine = engineOf([tok])
const base64 = (text: string) => Buffer.from(text).toString('base64')
const hex = (text: string) => Buffer.from(text).toString('hex')
const columns = (f: RawFinding) => [f.region.startColumn, f.region.endColumn]
const find = (text: string | Uint8Array, depth = 5) => scanText(depth === 5 ? engine : engineOf([tok], depth), text)

describe('what gitleaks decodes', () => {
  test('base64 in a line: the span is the whole encoded value, match and secret are its text', async () => {
    const [f, ...more] = await find(`aaa ${base64('hello TOK_abcd1234 bye')}\n`)
    expect(more).toEqual([])
    expect(f).toMatchObject({ match: 'TOK_abcd1234', secret: 'TOK_abcd1234', via: ['base64'] })
    expect(columns(f!)).toEqual([5, 36])
    expect(f!.tags).toEqual(['decoded:base64', 'decode-depth:1'])
  })

  test('base64 of base64', async () => {
    const [f] = await find(`x = "${base64(base64('hello TOK_abcd1234 bye'))}"\n`)
    expect(f!.tags).toEqual(['decoded:base64', 'decode-depth:2'])
    expect(columns(f!)[0]).toBe(6)
  })

  test('hexadecimal of base64 needs depth 2', async () => {
    const text = hex(base64('hello TOK_abcd1234 bye'))
    const [f] = await find(text)
    expect(f!.tags).toEqual(['decoded:hex', 'decoded:base64', 'decode-depth:2'])
    expect(await find(text, 2)).toHaveLength(1)
    expect(await find(text, 1)).toEqual([])
  })

  test('percent encoding inside a token', async () => {
    const [f, ...more] = await find('u=TOK%5Fabcd1234')
    expect(more).toEqual([])
    expect(columns(f!)).toEqual([3, 16])
    expect(f!.tags).toEqual(['decoded:percent', 'decode-depth:1'])
  })

  test('a plain token that touches an encoded character is found twice', async () => {
    const found = await find('TOK_zzzz9999%41bc')
    expect(found.map(columns)).toEqual([
      [1, 12],
      [1, 15],
    ])
    expect(found.map((f) => f.tags)).toEqual([[], ['decoded:percent', 'decode-depth:1']])
  })

  test('depth 0 decodes nothing', async () => {
    expect(await find('u=TOK%5Fabcd1234', 0)).toEqual([])
  })
})

describe('what gitleaks does not decode', () => {
  const token = 'TOK_abcd1234'
  const text = `some words before, then ${token} and more`
  const utf16 = (s: string) => Buffer.from(s, 'utf16le')
  const CASES: [string, string | Uint8Array, string[]][] = [
    ['gzip in base64', gzipSync(text).toString('base64'), ['base64', 'gzip']],
    ['UTF-16 in base64, as PowerShell takes it', utf16(text).toString('base64'), ['base64', 'utf-16']],
    [
      'URL-safe base64 with padding',
      Buffer.from(`${text}??>`).toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
      ['base64'],
    ],
    ['unpadded base64 with a slash', Buffer.from(`???${text}`).toString('base64').replace(/=+$/, ''), ['base64']],
    ['base32', base32(text), ['base32']],
    ['quoted-printable', `Subject=3Dx\nkey: TOK_=\nabcd1234\n`, ['quoted-printable']],
    ['HTML entities', 'TOK&#95;abcd&#x31;234', ['entity']],
    [
      'UTF-16 inside other bytes',
      Buffer.concat([Buffer.from([1, 2, 0x90 & 0x7f, 3]), utf16(text), Buffer.from([5])]),
      ['utf-16'],
    ],
    ['a joined literal', 'a = "TOK_abcd" + "1234"', ['concatenation']],
    ['a joined literal of PHP', "$a = 'TOK_ab' . 'cd1234';", ['concatenation']],
    ['adjacent literals over lines', 'a = ("TOK_abc"\n     "d1234")', ['concatenation']],
    ['adjacent literals of a shell', `a='TOK_ab'"cd1234"`, ['concatenation']],
    ['three literals over lines', 'a = "TOK_" +\n  "abcd" +\n  "1234"', ['concatenation']],
    ['escapes of a string', 'a = "TOK\\x5fabcd\\x31234"', ['escape']],
    ['an escaped slash', `a = "${base64('???TOK_abcd1234???').replaceAll('/', '\\/')}"`, ['escape', 'base64']],
    ['octal escapes', "printf '\\124\\117\\113_abcd1234'", ['escape']],
    ['Unicode escapes', 'a = "\\u0054\\u004f\\u004B_abcd1234"', ['unicode']],
    ['Unicode escapes in JSON in a string', '"{\\"a\\":\\"\\\\u0054OK_abcd1234\\"}"', ['unicode']],
    [
      'Unicode numbers',
      'U+0054 U+004F U+004B U+005F U+0061 U+0062 U+0063 U+0064 U+0031 U+0032 U+0033 U+0034',
      ['unicode'],
    ],
    ['hexadecimal in upper case', hex(text).toUpperCase(), ['hex']],
  ]
  test.each(CASES)('%s', async (_, input, via) => {
    const found = await find(input)
    expect(found.map((f) => [f.secret, f.via])).toEqual([[token, via]])
  })

  test('a keyword before the encoded value still speaks', async () => {
    const rule = ruleOf({ id: 'ctx', regex: 'password = ([a-z ]{10,40})', keywords: ['password'] })
    const found = await scanText(engineOf([rule]), `x\npassword = ${base64('correct horse staple')}\n`)
    expect(found.map((f) => f.secret)).toEqual(['correct horse staple'])
  })

  test('a value that is plain already is not found again because its quotes are escaped', async () => {
    const rule = ruleOf({ id: 'q', regex: '"?(TOK_[a-z0-9]{8})"?', keywords: ['tok_'] })
    const found = await scanText(engineOf([rule]), '"{\\"a\\":\\"TOK_abcd1234\\"}"')
    expect(found.map((f) => f.via)).toEqual([[]])
  })

  test('two secrets in one encoded value are both found, whatever their rules weigh', async () => {
    const generic = ruleOf({ id: 'generic', regex: 'pw=([a-z]{8})', keywords: ['pw='], specificity: 0 })
    const found = await scanText(engineOf([tok, generic]), base64('A=TOK_abcd1234\npw=hunterxy\n'))
    expect(found.map((f) => f.secret).sort()).toEqual(['TOK_abcd1234', 'hunterxy'])
  })

  test('the encoded value is not shown in the frame', async () => {
    const line = `key: ${base64('hello TOK_abcd1234 bye')} # end`
    const [f] = await find(`first\n${line}\n`)
    expect(f!.frame.lines[1]).toBe(`key: ${'*'.repeat(32)} # end`)
  })

  test('only what is new counts', async () => {
    const { scanFragment } = await import('../../../src/engine/scan.ts')
    const lines = [`a ${base64('hello TOK_abcd1234 bye')}`, 'b'.repeat(3000), `c ${base64('hello TOK_wxyz9876 bye')}`]
    const bytes = Buffer.from(lines.join('\n'))
    const start = bytes.indexOf('\nc ') + 1
    const origin = { kind: 'file', path: 'f' } as const
    const found = await scanFragment(engine, {
      seq: 0,
      origin,
      bytes,
      firstLine: 1,
      focus: [{ start, end: bytes.length }],
    })
    expect(found.map((f) => f.secret)).toEqual(['TOK_wxyz9876'])
  })
})

function base32(text: string): string {
  let bits = ''
  for (const byte of Buffer.from(text)) bits += byte.toString(2).padStart(8, '0')
  const digits = bits
    .match(/.{1,5}/g)!
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five.padEnd(5, '0'), 2)])
  return digits.join('').padEnd(Math.ceil(digits.length / 8) * 8, '=')
}
