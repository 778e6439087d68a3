// A flag means the same in every way of writing it that Go's flag library and Node's know.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Flag, flags, longName } from '../../src/cli/flags.ts'
import { parseCommandLine } from '../../src/cli/parse.ts'

const all = Object.entries(flags) as [string, Flag][]
const valued = all.filter(([, f]) => f.kind !== 'boolean' && f.bare === undefined)
const value = fc.string({ minLength: 1, maxLength: 12 }).filter((s) => !s.includes(','))

function written(field: string, flag: Flag, text: string): string[][] {
  const long = [longName(field), ...(flag.aliases ?? [])].flatMap((n) => [[`--${n}`, text], [`--${n}=${text}`]])
  return flag.short ? [...long, [`-${flag.short}`, text], [`-${flag.short}=${text}`]] : long
}

describe('a flag', () => {
  it('with a value: --name value, --name=value, -n value, -n=value, aliases; the value may begin with a dash', () => {
    fc.assert(
      fc.property(fc.constantFrom(...valued), value, fc.nat(200), ([field, flag], text, number) => {
        const given = flag.kind === 'number' ? String(number) : text
        const expected = { number, string: text, strings: [text], boolean: true }[flag.kind]
        for (const args of written(field, flag, given)) {
          const line = parseCommandLine(['dir', 'a', ...args, 'b'])
          expect(line).toEqual({ command: 'dir', args: ['a', 'b'], options: { [field]: expected } })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('that is true or false: bare, =true, =false', () => {
    for (const [field, flag] of all.filter(([, f]) => f.kind === 'boolean')) {
      const name = longName(field)
      for (const arg of [
        `--${name}`,
        `--${name}=true`,
        `--${name}=1`,
        ...(flag.short ? [`-${flag.short}`, `-${flag.short}=t`] : []),
      ]) {
        expect(parseCommandLine([arg]).options).toEqual({ [field]: true })
      }
      expect(parseCommandLine([`--${name}=false`]).options).toEqual({})
    }
  })

  it('after -- is no flag', () => {
    expect(parseCommandLine(['dir', '--', '--verbose', '-c'])).toEqual({
      command: 'dir',
      args: ['--verbose', '-c'],
      options: {},
    })
  })

  it('any other word with dashes is refused, never passed over', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^--[a-z]{1,12}(-[a-z]{1,8})?$/), (word) => {
        const known = all.some(([field, f]) => [longName(field), ...(f.aliases ?? [])].includes(word.slice(2)))
        if (!known) expect(() => parseCommandLine(['dir', word])).toThrow(`unknown flag ${word}`)
      }),
    )
  })
})
