// The first look of a hook at staged lines: what it calls clean must be clean for the whole engine, too.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Span } from '../../src/core/span.ts'
import { hasKeyword } from '../../src/engine/automaton.ts'
import { firstLook } from '../../src/engine/first-look.ts'
import { scanFragment } from '../../src/engine/scan.ts'
import { engineFor, fragment, rule, ruleSet } from '../engine.ts'

const required = [{ id: 'tok', withinLines: 2 }]
const set = ruleSet([
  rule({ id: 'key', regex: 'key=([a-z]{3})', keywords: ['key'] }),
  rule({ id: 'tok', regex: 'tok:[0-9]+', keywords: ['tok'] }),
  rule({ id: 'pair', regex: 'acme[a-z]*', keywords: ['acme'], required }),
  rule({ id: 'alone', regex: 'acme', keywords: ['acme'], required: [{ id: 'wordless' }] }),
  rule({ id: 'wordless', regex: 'xyz', keywords: ['never-there'], skipReport: true }),
  rule({ id: 'block', regex: '(?s)begin.*?end', keywords: ['begin'] }),
  rule({ id: 'lines', regex: 'user\\n+pass', keywords: ['user'] }),
])

const part = fc.constantFrom(
  ...[
    'key',
    'key=',
    'tok:',
    'tok',
    'acme',
    'begin',
    'end',
    'user',
    'pass',
    'abc',
    '7',
    ' ',
    '\n',
    '\n',
    '\n',
    'KEY=xyz',
  ],
  ...['a2V5PWFiYw==', 'key%3Dabc', '\u212aey=abc'],
)
const text = fc.array(part, { maxLength: 30 }).map((parts) => Buffer.from(parts.join('')))
const chosen = fc.array(fc.constantFrom('no', 'no', 'all', 'part', 'edge'), { minLength: 40, maxLength: 40 })

/** Lines, parts of lines, and edges where lines were removed. */
function focusOf(bytes: Buffer, choice: readonly string[]): Span[] {
  const spans: Span[] = []
  for (let start = 0, n = 0; start < bytes.length; n++) {
    const lf = bytes.indexOf(10, start)
    const end = lf < 0 ? bytes.length : lf + 1
    if (choice[n] === 'all') spans.push({ start, end })
    if (choice[n] === 'part') spans.push({ start, end: start + ((end - start + 1) >> 1) })
    if (choice[n] === 'edge' && start > 0) spans.push({ start, end: start })
    start = end
  }
  return spans
}

describe('the first look', () => {
  it('calls nothing clean in which the engine finds something, wherever the new lines are', async () => {
    let narrowed = 0
    let found = 0
    await fc.assert(
      fc.asyncProperty(text, chosen, async (bytes, choice) => {
        const seen = firstLook(engineFor(set), fragment(bytes, { focus: focusOf(bytes, choice) }))
        const findings = await scanFragment(engineFor(set), fragment(bytes, { focus: focusOf(bytes, choice) }))
        if (seen && hasKeyword(engineFor(set).table.automaton, bytes)) narrowed++
        found += findings.length
        if (seen) expect(findings).toEqual([])
      }),
      { numRuns: 3000 },
    )
    expect(narrowed).toBeGreaterThan(100) // else the property says nothing
    expect(found).toBeGreaterThan(200)
  })

  it('looks closely where a pattern may reach the new line, and at rules of the whole file', () => {
    const bytes = Buffer.from('user\npass\n')
    const second = fragment(bytes, { focus: [{ start: 5, end: 10 }] })
    expect(firstLook(engineFor(set), second)).toBeUndefined()
    const byPath = ruleSet([rule({ id: 'path', path: 'x', keywords: ['user'] })])
    expect(firstLook(engineFor(byPath), fragment(bytes, { focus: [] }))).toBeUndefined()
    expect(firstLook(engineFor(set), fragment('all is well\n'))).toEqual({ findings: [], cut: 0 })
  })
})
