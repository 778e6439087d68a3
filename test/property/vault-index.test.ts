// Owns: what an index promises: every value that went in is found with its place, nothing else is, no value or path can be
// read in it, any change is noticed; and prefixes hide in a crowd.
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Place } from '../../src/vault/contract.ts'
import { VaultError } from '../../src/vault/errors.ts'
import { hashed, openEntry, sealEntry } from '../../src/vault/hashing.ts'
import { buildIndex } from '../../src/vault/index-build.ts'
import { readerOf } from '../../src/vault/index-read.ts'
import { IndexKey } from '../../src/vault/keys.ts'
import { prefixDigits } from '../../src/vault/prefix.ts'

const printable = fc.string({
  unit: fc.integer({ min: 33, max: 126 }).map((c) => String.fromCharCode(c)),
  minLength: 8,
  maxLength: 80,
})

function place(path: string): Place {
  return { mount: 'secret', path, key: 'password', version: 1, current: true, versioned: true }
}

function indexOf(values: readonly string[], table = true) {
  const key = new IndexKey(randomBytes(32))
  const salt = randomBytes(16)
  const sealed = values.map((v, i) => sealEntry(hashed(key, salt, v), [place(`path/to/entry-${i}`)]))
  return { key, salt, file: buildIndex({ key, salt, hashing: 'local', created: 1, values: sealed, table }) }
}

describe('an index', () => {
  it('finds every value that went in, with its place, and no other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(printable, { minLength: 1, maxLength: 400 }), printable, (values, other) => {
        const { key, salt, file } = indexOf(values)
        const reader = readerOf(file, key, 'test')
        values.forEach((value, i) => {
          const one = hashed(key, salt, value)
          expect(openEntry(one.entryKey, reader.find(one.tag)!)).toEqual([place(`path/to/entry-${i}`)])
        })
        if (!values.includes(other)) expect(reader.find(hashed(key, salt, other).tag)).toBeUndefined()
      }),
      { numRuns: 40 },
    )
  })

  it('holds no value and no path in clear', () => {
    fc.assert(
      fc.property(fc.uniqueArray(printable, { minLength: 1, maxLength: 50 }), (values) => {
        const text = indexOf(values).file.toString('latin1')
        expect(text).not.toContain('path/to')
        for (const value of values) expect(text).not.toContain(value)
      }),
      { numRuns: 40 },
    )
  })

  it('notices a change of any byte that an answer depends on', () => {
    const values = Array.from({ length: 300 }, (_, i) => `value-number-${i}`)
    const { key, salt, file } = indexOf(values)
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(file)
        changed[at]! ^= flip
        const answers = (bytes: Buffer) => {
          const reader = readerOf(bytes, key, 'test')
          return values.map((v) => {
            const one = hashed(key, salt, v)
            const entry = reader.find(one.tag)
            const places = entry && openEntry(one.entryKey, entry)
            return places === undefined ? 'damaged' : places[0]!.path
          })
        }
        let result: readonly string[] | VaultError
        try {
          result = answers(changed)
        } catch (error) {
          if (!(error instanceof VaultError)) throw error
          result = error
        }
        // never another answer than the true one: an error, or an entry that cannot be opened
        if (result instanceof VaultError) expect(['corrupt index', 'index of another key']).toContain(result.trouble)
        else expect(result.filter((r, i) => r !== 'damaged' && r !== `path/to/entry-${i}`)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('that was cut off is refused', () => {
    const { key, file } = indexOf(['value-number-1', 'value-number-2'])
    for (const length of [0, 50, 96, 500, file.length - 1]) {
      expect(() => readerOf(file.subarray(0, length), key, 'test')).toThrow('damaged')
    }
  })
})

describe('a prefix', () => {
  it('leaves at least twice the crowd in a bucket on average, and is never longer than five digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 2, max: 1000 }), (count, anonymity) => {
        const digits = prefixDigits({ count, anonymity })
        expect(digits).toBeGreaterThanOrEqual(0)
        expect(digits).toBeLessThanOrEqual(5)
        if (digits > 0) expect(count / 16 ** digits).toBeGreaterThanOrEqual(2 * anonymity)
      }),
    )
  })
})
