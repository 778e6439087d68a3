// Owns: known values are found in the syntaxes in which people write them, and by any focus that touches them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { knownSpans } from '../../../src/core/known-values.ts'
import { filterOf, traceOf, type ValueFilter } from '../../../src/core/value-filter.ts'

function filter(...values: string[]): ValueFilter {
  return filterOf(
    11,
    values.map((value) => traceOf(11, Buffer.from(value))),
  )
}

function found(value: string, text: string): string[] {
  const bytes = Buffer.from(text)
  return knownSpans(filter(value), bytes, 'all').map((s) => bytes.subarray(s.start, s.end).toString())
}

const WRITINGS: readonly (readonly [string, (v: string) => string])[] = [
  ['yaml', (v) => `db:\n  password: ${v}\n`],
  ['yaml, last line', (v) => `password: ${v}`],
  ['dotenv', (v) => `A=1\nDB_PASSWORD=${v}\nB=2\n`],
  ['json', (v) => `{"password":"${v}","port":5432}`],
  ['single quotes and a semicolon', (v) => `const p = '${v}';\n`],
  ['template string', (v) => `run(\`${v}\`)`],
  ['statement', (v) => `PASSWORD=${v};\r\n`],
  ['call', (v) => `login(admin,${v})`],
  ['url', (v) => `postgres://app:${v}@db.example.org:5432/pay`],
  ['query', (v) => `https://example.org/?a=1&key=${v}&b=2`],
  ['prose', (v) => `the password is ${v}.\n`],
  ['xml', (v) => `<add key="p">${v}</add>`],
  ['flag', (v) => `tool --password=${v} --verbose`],
]

describe('a known value is found', () => {
  for (const [name, write] of WRITINGS) {
    for (const value of ['sunny-harbor-42', 'hunter2-prod-2024!', 'p@ss:w0rd/x=1', 'aB3+/zz09==', 'Grüße-2024']) {
      if (name === 'url' && value.includes('@')) continue
      test(`${name}: ${value}`, () => expect(found(value, write(value))).toContain(value))
    }
  }

  test('a phrase with spaces, in quotes and after a colon', () => {
    const phrase = 'correct horse battery'
    expect(found(phrase, `a: "${phrase}"\n`)).toContain(phrase)
    expect(found(phrase, `a: ${phrase}  \nb: 1\n`)).toContain(phrase)
    expect(found(phrase, `A=${phrase}`)).toContain(phrase)
  })

  test('not inside a longer word', () => expect(found('harbor-42', 'sunnyharbor-42x')).toEqual([]))
})

test('any focus that touches the value finds it, and one that does not does not', () => {
  const value = 'sunny-harbor-42'
  const text = Buffer.from(`a: 1\npassword: ${value}\nb: 2\n`)
  const at = text.indexOf(value)
  const known = filter(value)
  for (let i = 0; i < value.length; i++) {
    expect(knownSpans(known, text, [{ start: at + i, end: at + i + 1 }])).toEqual([
      { start: at, end: at + value.length },
    ])
  }
  expect(knownSpans(known, text, [{ start: 0, end: 4 }])).toEqual([])
})

test('any printable value without spaces is found between quotes and after a space', () => {
  const printable = fc.string({
    unit: fc.integer({ min: 33, max: 126 }).map((c) => String.fromCharCode(c)),
    minLength: 8,
    maxLength: 64,
  })
  fc.assert(
    fc.property(
      printable.filter((v) => !/["'`]/.test(v)),
      (value) => {
        expect(found(value, `x "${value}" y`)).toContain(value)
        expect(found(value, `x ${value} y`)).toContain(value)
      },
    ),
  )
})

test('random text is perhaps known less than once in 1,000 spans', () => {
  const known = filter(...Array.from({ length: 5000 }, (_, i) => `value-${i}-${(i * 7919).toString(36)}`))
  known.shapes.fill(1)
  known.reach.fill(512)
  const text = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `w${(i * 104729).toString(36)}q`).join(' '))
  expect(knownSpans(known, text, 'all').length).toBeLessThan(20)
})
