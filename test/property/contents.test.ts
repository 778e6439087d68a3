// A whole content at which the kernel looks gives what it gives without: encoded values, letters that fold, composite rules and windows too.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanContent } from '../../src/engine/scan.ts'
import { engineFor, rule, ruleSet } from '../engine.ts'

const RULES = ruleSet([
  rule({
    id: 'near',
    keywords: ['key'],
    regex: '(?i)[\\w.-]{0,9}?key[ \\t\\w.-]{0,20}[\\s"\']{0,3}(?:=|:)[\\s"\']{0,3}([a-z0-9]{6,20})',
  }),
  rule({ id: 'token', keywords: ['tok_'], regex: '\\btok_[0-9a-f]{8}\\b' }),
  rule({ id: 'far', keywords: ['begin'], regex: '(?s)begin.*?end' }),
  rule({ id: 'always', regex: 'ZZ[0-9]{4}' }),
  rule({ id: 'pair', keywords: ['acme'], regex: 'acme-[a-z]{4}', required: [{ id: 'token', withinLines: 3 }] }),
])
const WITHOUT_ALWAYS = ruleSet(RULES.rules.filter(({ id }) => id !== 'always'))

const encodings = (text: string): string[] => [
  text,
  Buffer.from(text).toString('base64'),
  Buffer.from(`${text} and more`).toString('hex'),
  [...text].map((c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`).join(''),
  [...text].map((c) => `\\u00${c.charCodeAt(0).toString(16).padStart(2, '0')}`).join(''),
  JSON.stringify(text),
  `"${text.slice(0, 6)}" + "${text.slice(6)}"`,
  `&#x${text.charCodeAt(0).toString(16)};${text.slice(1)}`,
]
const FOUND = [
  'api_key = "abc123def"',
  'tok_0a1b2c3d',
  'begin x end',
  'ZZ1234',
  'acme-abcd',
  '\u212aey: abcdef99',
  'KEY=zzzzzzzz',
]
const PIECE = fc.oneof(
  fc.constantFrom(...FOUND.flatMap(encodings)),
  fc.constantFrom(
    '\n',
    '\n',
    ' ',
    'key',
    'const x = 1 // a comment\n',
    '\u6f22',
    'caf\u00e9',
    '\\"',
    '%2F',
    'x'.repeat(300),
    '\n'.repeat(40),
  ),
  fc.stringMatching(/^[ -~]{0,60}$/),
)
const CONTENT = fc.array(PIECE, { minLength: 12, maxLength: 40 }).map((pieces) => Buffer.from(pieces.join('')))

async function hitsIn(
  set: typeof RULES,
  bytes: Buffer,
  owns: { start: number; end: number } | undefined,
  isMuch: boolean,
) {
  const engine = engineFor(set)
  if (isMuch) engine.isMuch(1 << 20)
  const input = { bytes, focus: 'all', firstLine: 1, ...(owns ? { owns } : {}) } as const
  const { hits, supports } = await scanContent(engine, input)
  const told = [...hits, ...supports].map(
    ({ rule: { spec }, span, match, via }) => `${spec.id} ${span.start}-${span.end} ${match} ${via.join('+')}`,
  )
  return told.sort()
}

describe('a content', () => {
  it('looked at by the kernel holds what it holds without', async () => {
    let found = 0
    let decoded = 0
    await fc.assert(
      fc.asyncProperty(
        CONTENT,
        fc.constantFrom(RULES, WITHOUT_ALWAYS),
        fc.option(fc.nat(2000)),
        async (bytes, set, cut) => {
          const owns = cut === null ? undefined : { start: Math.min(cut, bytes.length), end: bytes.length }
          const without = await hitsIn(set, bytes, owns, false)
          expect(await hitsIn(set, bytes, owns, true)).toEqual(without)
          found += without.length
          decoded += without.filter((hit) => /base64|hex|percent|unicode|escape|concatenation|entity/.test(hit)).length
        },
      ),
      { numRuns: 700 },
    )
    expect(found).toBeGreaterThan(600)
    expect(decoded).toBeGreaterThan(200)
  })

  it('is not taken for another that is looked at beside it', async () => {
    const contents = FOUND.map((text, n) => Buffer.from(`${'x '.repeat(n)}${text}\n${text}\n`))
    const engine = engineFor(RULES)
    engine.isMuch(1 << 20)
    const beside = await Promise.all(
      contents.map((bytes) => scanContent(engine, { bytes, focus: 'all', firstLine: 1 } as const)),
    )
    const alone = await Promise.all(contents.map((bytes) => hitsIn(RULES, bytes, undefined, false)))
    expect(beside.map(({ hits, supports }) => hits.length + supports.length)).toEqual(alone.map((hits) => hits.length))
    expect(alone.flat().length).toBeGreaterThan(6)
  })

  it('that is long has its parts looked at', async () => {
    const filler = 'const answer = lookUp(items)\n'.repeat(20_000)
    const bytes = Buffer.from(
      `${filler}api_key = "abc123def"\n${filler}${FOUND.flatMap(encodings).join('\n')}\n${filler}`,
    )
    const without = await hitsIn(RULES, bytes, undefined, false)
    expect(await hitsIn(RULES, bytes, undefined, true)).toEqual(without)
    expect(without.length).toBeGreaterThan(20)
  })
})
