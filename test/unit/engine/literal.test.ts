// A text that every match holds: found in the pattern, looked for in whatever case, and never missed.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { literal, mayHold } from '../../../src/engine/literal.ts'
import { promisesOf } from '../../../src/engine/pattern/locality.ts'

const holds = (text: string, content: string) => mayHold(literal(text), Buffer.from(content))

describe('the text of a pattern', () => {
  test.each([
    ['(?is)kind:.*secret.*data:', ['secret'], 'kind:'],
    ['(?s)name="(?:a|b).*apikey=.*', ['key'], 'apikey='],
    ['(?s)(?:first one.*token|second.*first one.*token)', ['token'], 'first one'],
  ])('%s', (pattern, keywords, text) => {
    expect(promisesOf(pattern, keywords).literal).toBe(text)
  })

  test('of a long one the beginning is enough, and looking for it ends', () => {
    const long = 'abcdefgh'.repeat(32)
    const text = promisesOf(`(?s)secret.*${long}`, ['secret']).literal!
    expect(long.startsWith(text)).toBe(true)
    expect([holds(text, `x ${long}`), holds(text, 'x'.repeat(1000))]).toEqual([true, false])
  })

  test('is not asked of one whose matches have bounds, nor where one of several ways does without it', () => {
    expect(promisesOf('secret.{3}fixed text', ['secret']).literal).toBeUndefined()
    expect(promisesOf('(?s)secret.*(?:fixed text|other)', ['secret']).literal).toBeUndefined()
    expect(promisesOf('(?s)secret.*(?:fixed text)?', ['secret']).literal).toBeUndefined()
  })
})

describe('looking for it', () => {
  test('finds it wherever it stands in whatever case, and nowhere else', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', ':', '-'), maxLength: 30 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ':'), minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(text, letters, (wanted, content) => {
        expect(holds(wanted, content)).toBe(content.toLowerCase().includes(wanted))
      }),
    )
  })

  test('a character that folds to one of its letters may be that letter', () => {
    expect(holds('kind:', 'no \u212aIND: here')).toBe(true)
    expect(holds('kind:', 'caf\u00e9')).toBe(false)
    expect(holds('name:', '\u212a')).toBe(false)
  })
})
