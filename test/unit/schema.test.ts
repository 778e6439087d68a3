// The published schema is the loader's.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { publishedSchema } from '../../src/config/published-schema.ts'

test('schema/stanch.schema.json is up to date (node scripts/settings-schema.mjs)', () => {
  const file = join(import.meta.dirname, '..', '..', 'schema', 'stanch.schema.json')
  expect(readFileSync(file, 'utf8')).toBe(publishedSchema())
})

test('every key has a description', () => {
  const without: string[] = []
  const look = (node: Record<string, unknown>, at: string): void => {
    for (const [key, inner] of Object.entries((node.properties ?? {}) as Record<string, Record<string, unknown>>)) {
      if (!inner.description && !inner.enum) without.push(`${at}${key}`)
      look(inner, `${at}${key}.`)
    }
  }
  look(JSON.parse(publishedSchema()) as Record<string, unknown>, '')
  expect(without).toEqual([])
})
