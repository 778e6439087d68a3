import { crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CLASSES, expandTemplate } from '../../src/config/template.ts'
import { crc32 } from '../../src/core/crc32.ts'

const value = (template: string, seed = 's'): string => expandTemplate(template, seed).text

describe('templates', () => {
  test('give the same text for the same seed and another for another', () => {
    expect(value('{alnum:30}', 'a')).toBe(value('{alnum:30}', 'a'))
    expect(value('{alnum:30}', 'a')).not.toBe(value('{alnum:30}', 'b'))
  })

  test('make the asked number of characters of every class', () => {
    for (const [name, alphabet] of Object.entries(CLASSES)) {
      const text = value(`{${name}:200}`)
      expect(text).toHaveLength(200)
      expect([...text].filter((c) => !alphabet.includes(c))).toEqual([])
    }
    expect(value('{uuid}')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('reach both ends of a range of counts', () => {
    const lengths = new Set(Array.from({ length: 200 }, (_, i) => value('{hex:3-5}', `seed ${i}`).length))
    expect([...lengths].sort()).toEqual([3, 4, 5])
  })

  test('mark the secret', () => {
    const made = expandTemplate('KEY="<<sk_{digit:4}>>" # >> not a mark', 's')
    expect(made.secret?.value).toMatch(/^sk_\d{4}$/)
    expect(made.text.slice(made.secret?.start, made.secret?.end)).toBe(made.secret?.value)
    expect(made.text.endsWith('# >> not a mark')).toBe(true)
    expect(expandTemplate('nothing', 's').secret).toBeUndefined()
  })

  test('leave other braces as they are', () => {
    expect(value('${VAR} {name} {"a": {1}} {{alnum:3}')).toBe('${VAR} {name} {"a": {1}} {alnum:3}')
    expect(value('{repeat:x:5}{repeat:ab:2}')).toBe('xxxxxabab')
  })

  test('refuse slips of the pen', () => {
    expect(() => value('{alnun:24}')).toThrow('unknown class')
    expect(() => value('{alnum}')).toThrow('count is missing')
    expect(() => value('{alnum:x}')).toThrow('count is missing')
    expect(() => value('{repeat:3}')).toThrow('expected')
    expect(() => value('<<{alnum:3}')).toThrow('without >>')
    expect(() => value('a{crc:base17}')).toThrow('unknown form')
  })
})

describe('checksums in templates', () => {
  test('CRC32 agrees with zlib on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => crc32(text) === zlibCrc32(Buffer.from(text))))
  })

  test('close a token in the form that its maker uses', () => {
    const body = expandTemplate('<<ghp_{alnum:30}{crc:base62:4}>>', 's').secret?.value as string
    expect(body).toMatch(/^ghp_[0-9A-Za-z]{36}$/)
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    const sum = [...body.slice(34)].reduce((n, c) => n * 62 + digits.indexOf(c), 0)
    expect(sum).toBe(crc32(body.slice(4, 34)))
    expect(value('x{crc:hex}')).toBe('x8cdc1683')
    expect(value('x{crc:hexle}')).toBe('x8316dc8c')
    expect(value('pre_x_{crc:hex:4:1}')).toBe('pre_x_8cdc1683')
  })

  test('make an upper-case bech32 text whose checksum is right', () => {
    const text = value('{bech32:AGE-SECRET-KEY-:52}')
    expect(text).toMatch(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/)
    // The published test vector "A12UEL5L" is the empty data part under the prefix "A".
    expect(value('{bech32:a:0}')).toBe('A12UEL5L')
  })

  test('make a JSON web token that decodes', () => {
    const [header, payload, signature] = value('{jwt:iss=acme,exp=1500000000,kid=7x}').split('.') as [
      string,
      string,
      string,
    ]
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT', kid: '7x' })
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ iss: 'acme', exp: 1500000000 })
    expect(signature).toHaveLength(43)
    expect(value('{jwt:typ=JWT,alg=RS256,jti=at-~20}')).toMatch(
      /^eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9\.eyJqdGkiOiJhdC[\w-]+\.[\w-]{342}$/,
    )
  })

  test('make key files, plain and locked', () => {
    const plain = value('{key:RSA PRIVATE KEY}')
    expect(plain).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n([0-9A-Za-z+/=]{1,64}\n)+-----END RSA PRIVATE KEY-----$/)
    expect(value('{key:RSA PRIVATE KEY:locked}')).toContain('Proc-Type: 4,ENCRYPTED')
    expect(value('{key:EC PRIVATE KEY:\\n}')).not.toContain('\n')
    const body = (text: string): string =>
      Buffer.from(text.split('\n').slice(1, -1).join(''), 'base64').toString('latin1')
    expect(body(value('{key:OPENSSH PRIVATE KEY}'))).toMatch(/^openssh-key-v1\0\0\0\0\x04none/)
    expect(body(value('{key:OPENSSH PRIVATE KEY:locked}'))).toContain('bcrypt')
  })
})
