// Every entry of rules/isolation.toml against its own examples.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isolationEntries } from '../src/config/isolation-data.ts'
import type { Fragment } from '../src/core/fragment.ts'
import { headOf, toText } from '../src/core/utf8.ts'
import { type IsolationRules, inspectFile } from '../src/policy/inspect-file.ts'
import { nameTable } from '../src/policy/name-table.ts'
import { characters } from './tokens.ts'

const entries = isolationEntries(join(import.meta.dirname, '..', 'rules', 'isolation.toml'))
const rules: IsolationRules = {
  ...{ builtin: entries, names: nameTable(entries), disable: [], allow: [], files: [], zones: [] },
  matches: () => false,
}

function fragment(path: string, content: string): Fragment {
  const wide = /^[\u0080-\u00ff]/.test(content) || /^\u0003/.test(content)
  const original = Buffer.from(content.replaceAll('{live}', `${characters(24, 7)}9z`), wide ? 'latin1' : 'utf8')
  const text = toText(original)
  return {
    ...{ seq: 0, bytes: text.bytes, ...headOf(original, text), firstLine: 1, focus: 'all' },
    origin: { kind: 'staged', path, blob: '', change: 'added' },
  }
}

describe.each(entries)('$id', (entry) => {
  test.each(entry.stops)('stops $path', async ({ path, content }) => {
    const found = await inspectFile(fragment(path, content), rules)
    expect(found.map((f) => f.ruleId)).toHaveLength(1)
    const alone = { ...rules, disable: entries.filter((e) => e.id !== entry.id).map((e) => e.id) }
    expect((await inspectFile(fragment(path, content), alone)).map((f) => f.ruleId)).toEqual([`isolation/${entry.id}`])
  })

  test.each(entry.keeps)('keeps $path', async ({ path, content }) => {
    const alone = { ...rules, disable: entries.filter((e) => e.id !== entry.id).map((e) => e.id) }
    expect(await inspectFile(fragment(path, content), alone)).toEqual([])
  })
})

test('ids are unique', () => {
  expect(new Set(entries.map((e) => e.id)).size).toBe(entries.length)
})
