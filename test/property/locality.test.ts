// Windows must be invisible: what is found in them is what is found in the whole text.
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builtinRules } from '../../src/config/builtin.ts'
import type { RuleSet } from '../../src/core/rule.ts'
import { findKeywords, type HitSink } from '../../src/engine/automaton.ts'
import { localityOf, promisesOf } from '../../src/engine/pattern/locality.ts'
import { scanContent, scanLoaded } from '../../src/engine/scan.ts'
import type { Keywords } from '../../src/engine/view.ts'
import { engineFor, fragment, rule, ruleSet } from '../engine.ts'

const KEYWORDS = ['key', 'tok_', 'acme', 'ss']
const KELVIN = '\u212a'
const LONG_S = '\u017f'

const word = fc.constantFrom(
  'key',
  'KEY',
  'tok_',
  'acme',
  'Acme',
  'ss',
  `${KELVIN}ey`,
  `to${KELVIN}_`,
  LONG_S.repeat(2),
)
const filler = fc.constantFrom(
  ...'abkxsZ09_-=:."\'` \t\r\n\n\u00e9\u20ac'.split(''),
  '\n\n',
  '= ',
  'abcdef',
  '0123456789',
)
const text = fc.array(fc.oneof(word, filler, filler), { maxLength: 60 }).map((parts) => parts.join(''))

const atom = fc.constantFrom(
  ...[
    'key',
    '(?i:key)',
    '(?i)acme',
    'tok_',
    '(?:key|tok_)',
    '(?i:ss)',
    '(?:s|key)',
    '[kK]ey',
    'a',
    'k',
    '=',
    '\\.',
    '-',
  ],
  ...['\\w', '[a-z0-9]', '\\s', '[^\\n]', '.', '(?s:.)', '\\S', '[\\s"\'=]', '[[:alnum:]]', '\\pL', '[^a]', '\\Q.=\\E'],
  ...['\\b', '\\B', '^', '$', '(?m:^)', '(?m:$)', '\\A', '\\z', '(?:=|>|:{1,2})', '\u00e9', '\\x{e9}', '\\x3d'],
)
const count = fc.constantFrom('', '', '?', '*', '*', '+', '{2}', '{0,3}', '{1,5}?', '*?', '+?', '{2,}')
const flat = fc
  .array(fc.tuple(atom, count), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.map(([a, c]) => (c && !/^(\\[bBAz]|\^|\$)$/.test(a) ? `(?:${a})${c}` : a)).join(''))
const pattern = fc
  .array(
    fc.oneof(
      flat,
      fc.tuple(flat, flat, count).map(([a, b, c]) => `(${a}|${b})${c}`),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .chain((parts) =>
    fc.tuple(
      fc.constant(parts),
      atom.filter((a) => /key|tok_|acme|ss/.test(a)),
      fc.nat(3),
    ),
  )
  .map(([parts, key, at]) => [...parts.slice(0, at), key, ...parts.slice(at)].join(''))

async function spans(set: RuleSet, content: string, whole: boolean) {
  const engine = engineFor(set, { whole, maxDecodeDepth: 0 })
  const { hits } = await scanContent(engine, fragment(content))
  return hits
    .map((h) => `${h.rule.spec.id} ${h.span.start}-${h.span.end} ${h.secretSpan.start}-${h.secretSpan.end}`)
    .sort()
}

describe('windows', () => {
  it('find what matching in the whole text finds, for any pattern and text', async () => {
    let local = 0
    let found = 0
    await fc.assert(
      fc.asyncProperty(pattern, text, async (regex, content) => {
        const set = ruleSet([rule({ id: 'r', regex, keywords: KEYWORDS })])
        if (localityOf(regex, KEYWORDS)) local++
        const whole = await spans(set, content, true)
        found += whole.length
        expect(await spans(set, content, false)).toEqual(whole)
      }),
      { numRuns: 1500 },
    )
    expect(local).toBeGreaterThan(400) // else the property says nothing
    expect(found).toBeGreaterThan(80)
  })
})

const BEFORE = [
  '',
  '',
  '[\\w.-]{0,5}?',
  '[a-z=]{0,9}?',
  '[a-z]{0,3}',
  '(?U)[a-z]{0,3}',
  '[^\\n]{0,5}?',
  '[\\w.-]*?',
  '\\b',
]
const assigned = fc
  .tuple(
    fc.constantFrom('', '(?i)'),
    fc.constantFrom(...BEFORE),
    fc.constantFrom('(?:key|tok_)', '(?:key|acme|keyk)', '\\btok_', '(?:(ss)|key)', 'acme', '(?:[kK]ey|tok_)'),
    fc.constantFrom('[ \\t\\w.-]{0,6}', '[a-z]*', '\\W?', '(?:id|key)?'),
    fc.constantFrom('[=:]{1,2}', '(?:=|>|:{1,2})[\\s"\'=]{0,3}', '\\.', '_'),
    fc.constantFrom('([\\w.=-]{3,9})', '(a|b)+', '([a-z0-9]{2})(?:[\\s;"]|$)', '[a-z_]{2,4}?'),
  )
  .map((parts) => parts.join(''))

/** A pattern, and a text with matches of its parts close together. */
const assignedIn = assigned.chain((regex) => {
  const match = fc.stringMatching(new RegExp(regex.replace(/\(\?[iU]\)|\\b/g, '').replace(/\[\^.*?\]/, '[ -~]')))
  const texts = fc.array(fc.oneof(text, match, match), { maxLength: 6 })
  return fc.tuple(
    fc.constant(regex),
    fc.oneof(
      texts.map((all) => all.join('')),
      texts.map((all) => all.join(' ')),
    ),
  )
})

describe('trying a pattern at its keywords', () => {
  it('finds what matching in the whole text finds: the same place, the same groups', async () => {
    let tried = 0
    let found = 0
    await fc.assert(
      fc.asyncProperty(assignedIn, async ([regex, content]) => {
        const set = ruleSet([rule({ id: 'r', regex, keywords: KEYWORDS, secretGroup: /\((?!\?)/.test(regex) ? 1 : 0 })])
        const whole = await spans(set, content, true)
        if (promisesOf(regex, KEYWORDS).start) {
          tried++
          found += whole.length
        }
        expect(await spans(set, content, false)).toEqual(whole)
      }),
      { numRuns: 1000 },
    )
    expect(tried).toBeGreaterThan(300) // else the property says nothing
    expect(found).toBeGreaterThan(300)
  })

  it('is not promised where a match may begin elsewhere', () => {
    const isTried = (regex: string) => promisesOf(regex, KEYWORDS).start !== undefined
    expect(isTried('[a-z]{0,5}?key=[0-9]{8}')).toBe(true)
    expect(isTried('key=[0-9]{8}')).toBe(true)
    expect(isTried('[a-z]{0,5}key=[0-9]{8}')).toBe(false) // the prefix takes as much as it can, and so the last keyword
    expect(isTried('(?U)[a-z]{0,5}?key=[0-9]{8}')).toBe(false)
    expect(isTried('(?U)[a-z]{0,5}key=[0-9]{8}')).toBe(true)
    expect(isTried('[a-z]{1,5}?key=[0-9]{8}')).toBe(false)
    expect(isTried('(?:ab){0,5}?key=[0-9]{8}')).toBe(false)
    expect(isTried('[^a]{0,5}?key=[0-9]{8}')).toBe(false)
    expect(isTried('x?[a-z]{0,5}?key=[0-9]{8}')).toBe(false)
    expect(isTried('(?:key=[0-9]{8}|[0-9]{8}=key)')).toBe(false)
    expect(isTried('[a-z]{0,5}?key=[0-9]{8}|[0-9]{8}=key')).toBe(false)
  })
})

describe('beside a line that is new', () => {
  it('keywords as near as promised are enough to find every match that touches it', async () => {
    let near = 0
    let found = 0
    await fc.assert(
      fc.asyncProperty(pattern, text, fc.nat(), async (regex, content, n) => {
        const bytes = Buffer.from(content)
        const lines = localityOf(regex, KEYWORDS)?.lines
        fc.pre(lines !== undefined && bytes.every((byte) => byte < 128))
        near++
        const engine = engineFor(ruleSet([rule({ id: 'r', regex, keywords: KEYWORDS })]), { maxDecodeDepth: 0 })
        await engine.ready()
        const ends = [...bytes.keys()].filter((at) => bytes[at] === 10).map((at) => at + 1)
        const starts = [0, ...ends].filter((at) => at < bytes.length)
        const start = starts[n % Math.max(1, starts.length)] ?? 0
        const line = { start, end: ends.find((end) => end > start) ?? bytes.length }
        const around = {
          start: Math.max(0, line.start - lines!.lead),
          end: Math.min(bytes.length, line.end + lines!.trail),
        }
        const hits = (keywords?: Keywords) =>
          scanLoaded(engine, { bytes, focus: [line], firstLine: 1, keywords }, new Set()).hits
        const tell = (sink: HitSink) => findKeywords(engine.table.automaton, bytes, sink, around.start, around.end)
        const seen = hits({ count: 1, tell })
        for (const { span } of hits()) {
          found++
          // another match may have taken its first characters, when what stands before it was not looked at
          expect(seen.some((hit) => hit.span.start < span.end && hit.span.end > span.start)).toBe(true)
        }
      }),
      { numRuns: 2500 },
    )
    expect(near).toBeGreaterThan(400) // else the property says nothing
    expect(found).toBeGreaterThan(60)
  })
})

describe('the built-in rules', () => {
  const set = builtinRules(join(import.meta.dirname, '..', '..', 'rules'))

  it('find the same in windows as in the whole text', async () => {
    const near = fc.constantFrom(...set.rules.flatMap((r) => r.keywords))
    const body = fc.stringMatching(/^[A-Za-z0-9_-]{8,48}$/)
    const sample = fc
      .array(
        fc.oneof(
          near,
          near.map((k) => k.toUpperCase()),
          body,
          filler,
          fc.constantFrom(' = "', '": "', '='),
        ),
        {
          maxLength: 120,
        },
      )
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(sample, async (content) => {
        expect(await spans(set, content, false)).toEqual(await spans(set, content, true))
      }),
      { numRuns: 25 },
    )
  })

  it('are nearly all local: a rule that is not costs a pass over every file that holds its keyword', () => {
    const whole = set.rules.filter((r) => r.regex !== undefined && !localityOf(r.regex, r.keywords)).map((r) => r.id)
    expect(whole.length).toBeLessThan(set.rules.length * 0.05)
  })
})
