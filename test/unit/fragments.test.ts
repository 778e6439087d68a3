import { describe, expect, test } from 'vitest'
import { expandFragments } from '../../src/config/fragments.ts'
import { UserError } from '../../src/core/fault.ts'

const table = { start: '(?:\\b|%[0-9A-F]{2})', end: '\\b', near: '(?i:%s)[^\\n]{0,9}%%' }

describe('fragments in a pattern', () => {
  test('are replaced, as often as they stand there', () => {
    expect(expandFragments('{{start}}(a){{end}}|{{start}}(b)', table)).toBe(
      '(?:\\b|%[0-9A-F]{2})(a)\\b|(?:\\b|%[0-9A-F]{2})(b)',
    )
  })

  test('take a parameter, with braces of its own', () => {
    expect(expandFragments('{{near:ac{1,2}me|x}}z', table)).toBe('(?i:ac{1,2}me|x)[^\\n]{0,9}%z')
  })

  test('leave counted repetitions and replacement signs alone', () => {
    expect(expandFragments('[a-z]{2,4}\\{\\{x', table)).toBe('[a-z]{2,4}\\{\\{x')
    expect(expandFragments('{{near:$&}}', table)).toBe('(?i:$&)[^\\n]{0,9}%')
  })

  test('that nobody defined are an error with the name and the known ones', () => {
    expect(() => expandFragments('{{strat}}x', table)).toThrow(UserError)
    expect(() => expandFragments('{{strat}}x', table)).toThrow('"strat"')
    expect(() => expandFragments('{{toString}}x', table)).toThrow('"toString"')
  })

  test('with a parameter missing or too many are an error', () => {
    expect(() => expandFragments('{{near}}x', table)).toThrow('needs a parameter')
    expect(() => expandFragments('{{end:x}}', table)).toThrow('takes no parameter')
  })
})
