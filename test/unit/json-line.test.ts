// At which line a text stops being JSON, without the parser's words.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonErrorLine } from '../../src/core/json-line.ts'

describe('the line of what is wrong', () => {
  test.each([
    ['x', 1],
    ['{,}', 1],
    ['{\n "a": 1,\n "b": word\n}', 3],
    ['{\n "a": "open\n}', 2],
    ['[1,\n2\n3]', 3],
    ['[\n\n {,}\n]', 3],
    ['{\n "a": 1\n\n', 2],
    ['{}\n\nmore', 3],
    ['', 1],
  ])('%j: %i', (text, line) => expect(jsonErrorLine(text)).toBe(line))

  test('is that of a word put anywhere between the lines of real JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, n) => {
        const lines = JSON.stringify({ value, end: 1 }, null, 1).split('\n')
        const at = n % (lines.length + 1)
        expect(jsonErrorLine([...lines.slice(0, at), 'word', ...lines.slice(at)].join('\n'))).toBe(at + 1)
      }),
    )
  })
})
