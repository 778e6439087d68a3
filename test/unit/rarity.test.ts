import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CLASSES } from '../../src/config/template.ts'
import { rarity } from '../../src/engine/rarity.ts'
import { characters } from '../tokens.ts'

const WRITTEN = [
  'changeme',
  'customer_address_line',
  'getUserById',
  'src/engine/rules.ts',
  'Passw0rd',
  'your-api-key-here',
  'com.example.service.UserRepository',
  'process.env.SECRET',
  'XMLHttpRequest',
  'correcthorsebatterystaple',
]

/** Share of 300 strings of an alphabet that score above the line. */
function shareAbove(line: number, length: number, alphabet: string): number {
  const scores = Array.from({ length: 300 }, (_, seed) => rarity(characters(length, seed + 1, alphabet)))
  return scores.filter((score) => score > line).length / scores.length
}

describe('rarity', () => {
  test.each(WRITTEN)('takes %s for written', (text) => {
    expect(rarity(text)).toBeLessThan(0)
  })

  test.each([
    ['base64', 32],
    ['base64url', 40],
    ['base32', 32],
    ['alnum', 20],
    ['lower', 24],
    ['hex', 40],
    ['HEX', 40],
  ])('takes nearly all random %s of %i characters for drawn', (name, length) => {
    expect(shareAbove(0.6, length, CLASSES[name]!)).toBeGreaterThan(0.97)
  })

  test('takes hashes and UUIDs for drawn', () => {
    const digests = Array.from({ length: 100 }, (_, i) => createHash('sha256').update(`${i}`).digest('hex'))
    const uuids = digests.map((d) => d.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5'))
    for (const text of [...digests, ...uuids]) expect(rarity(text)).toBeGreaterThan(0.4)
  })

  test('repeats and runs are the opposite of rare', () => {
    for (const text of ['xxxxxxxxxxxxxxxx', '0000000000000000', '1234567890', 'abcdefghijklmnop', '0123456789abcdef'])
      expect(rarity(text)).toBeLessThan(-0.5)
  })

  test('a random tail on a word lies between the word and the tail', () => {
    const tail = characters(20, 7)
    const score = rarity(`customer_${tail}`)
    expect(score).toBeGreaterThan(rarity('customer_'))
    expect(score).toBeLessThan(rarity(tail))
  })

  test('gives a finite number of few bits for any text', () => {
    expect(rarity('')).toBe(0)
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Math.abs(rarity(text)) < 20))
  })

  test('ships less than 64 kB of data', () => {
    const file = join(import.meta.dirname, '../../src/engine/rarity-data.ts')
    expect(statSync(file).size).toBeLessThan(64 * 1024)
  })
})
