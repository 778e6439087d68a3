// A rule whose matches have no bound is tried only where its first letters stand: it finds what it would find anywhere.
import { describe, expect, it } from 'vitest'
import { headOf } from '../../src/engine/pattern/head.ts'
import { parsePattern } from '../../src/engine/pattern/parse.ts'
import { scanFragment } from '../../src/engine/scan.ts'
import { engineOf, fragment, rule } from '../engine.ts'

describe('the head of a pattern', () => {
  it.each([
    [String.raw`\bcurl\b.*`, 'curl'],
    ['^(?:begin)[^;]*end', 'begin'],
    ['a-b+c', undefined],
    ['token', 'token'],
    ['(?i)token', undefined],
    ['token|other', undefined],
    ['to(?:ken)?x', undefined],
    ['ab', undefined],
  ])('%s: %s', (pattern, head) => {
    expect(headOf(parsePattern(pattern).node)).toBe(head)
  })
})

describe('a rule without bounds that begins with a text', () => {
  const rules = [rule({ id: 'far', keywords: ['curl'], regex: String.raw`\bcurl\b[^;]*--user (\w+)` })]
  const found = async (text: string) =>
    (await scanFragment(engineOf(rules), fragment(text))).map((f) => f.region.startLine)

  it('is found behind many that are none, behind characters of several bytes, and never inside a word', async () => {
    const words = 'curl;\n'.repeat(40)
    expect(await found(`${words}é漢\ncurl\n\n\n--user someone`)).toEqual([42])
    expect(await found(`漢 curl\n${'x\n'.repeat(3000)}--user someone`)).toEqual([1])
    expect(await found('libcurl --user someone')).toEqual([])
    expect(await found('curl; --user someone')).toEqual([])
  })
})
