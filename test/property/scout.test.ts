// A version that is made from another is looked at only where it is new: nothing is missed then that a look at all of it finds,
// whatever stands around the edit, and however far a rule reaches over characters of several bytes. (A match that another one
// overlaps now may stay: it is looked at closely later.)
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Scout } from '../../src/engine/scout.ts'
import { Carrier, freshLines } from '../../src/git/pack/fresh.ts'
import { openKernel } from '../../src/kernel/kernel.ts'
import { engineOf, rule } from '../engine.ts'
import { editsIn, placed } from '../kernel.ts'

const KERNEL = openKernel()

const RULES = [
  rule({ id: 'near', keywords: ['tok_'], regex: 'tok_[a-f0-9]{8}' }),
  rule({ id: 'over-lines', keywords: ['alpha'], regex: '(?i)alpha[^;]{0,330}omega' }),
  rule({ id: 'before-its-keyword', keywords: ['omega'], regex: '(?i)x[^;]{0,70}omega' }),
  rule({ id: 'without-bounds', keywords: ['secret'], regex: '(?is)kind:.*secret' }),
  rule({
    id: 'assigned',
    keywords: ['adaf'],
    regex: '(?i)[a-z]{0,9}adaf[ a-z]{0,20}[\\s"]{0,3}[=:][\\s"]{0,5}([0-9a-f]{8})[\\s;]',
  }),
  rule({ id: 'behind-its-value', keywords: ['omega'], regex: '[0-9a-f]{8}\\s{1,4}omega' }),
  rule({ id: 'some-lines', keywords: ['alpha'], regex: 'alpha(?:.*\\n){0,4}.*kind:' }),
  rule({ id: 'far', keywords: ['begin'], regex: '(?i)begin[^;]{0,900}finish' }),
]

const PIECE = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...['alpha', 'omega', 'ALPHA', 'tok_', '0a1b2c3d', 'kind:', 'secret', 'begin', 'finish', 'adaf'],
      ...[' = ', ':\n'],
      // the same in other words: on a line that is new, or next to one
      ...['dG9rXzBhMWIyYzNkIA==', '746f6b5f3061316232633364203d3d20', 'tok%5f0a1b2c3d', '"tok_0" + "a1b2c3d"'],
    ),
  },
  { weight: 6, arbitrary: fc.constantFrom('\n', '\n', '\n', ';', ' ', 'é', 'ſecret', 'Kind:', '漢字', 'begın') },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('x', 'é', '漢', '-'), fc.integer({ min: 1, max: 160 }))
      .map(([c, n]) => c.repeat(n)),
  },
)
const TEXT = fc.array(PIECE, { maxLength: 40 }).map((pieces) => pieces.join(''))

const ids = (marks: readonly { id: number }[]) => marks.map((mark) => mark.id).sort((a, b) => a - b)

describe('a version made from another', () => {
  test('has every mark of the whole, after each of several edits', async () => {
    const engine = engineOf(RULES)
    await engine.ready()
    const scout = new Scout(engine, KERNEL)
    let seen = 0
    fc.assert(
      fc.property(
        TEXT,
        fc.array(fc.tuple(fc.nat(1000), fc.nat(60), TEXT), { minLength: 1, maxLength: 3 }),
        (first, edits) => {
          let bytes = Buffer.from(first)
          let state = scout.whole(bytes)
          for (const [where, removed, text] of edits) {
            const [from, to] = characterSpan(bytes, where, removed)
            const added = Buffer.from(text)
            const next = Buffer.concat([bytes.subarray(0, from), added, bytes.subarray(to)])
            const made = editsOf(from, added.length, to, bytes.length)
            const carrier = new Carrier(made)
            const version = placed(KERNEL, next)
            const { lines: fresh } = freshLines(KERNEL, made, version, bytes.length)
            state = scout.changed(version, fresh, state, (start, end) => carrier.places(start, end))
            expect(ids(state.marks)).toEqual(expect.arrayContaining(ids(scout.whole(next).marks)))
            seen += state.marks.length
            KERNEL.memory.give(version.byteOffset, version.length)
            bytes = next
          }
        },
      ),
      { numRuns: 600 },
    )
    expect(seen).toBeGreaterThan(100)
  })
})

test('a match that begins many bytes, but few characters before the edit is found', async () => {
  const engine = engineOf(RULES)
  await engine.ready()
  const scout = new Scout(engine, KERNEL)
  const before = `alpha\n${`${'漢'.repeat(100)}\n`.repeat(3)}ome`
  const after = Buffer.from(`${before}ga`)
  const size = Buffer.byteLength(before)
  const made = editsOf(size, 2, size, size)
  const version = placed(KERNEL, after)
  const { lines: fresh } = freshLines(KERNEL, made, version, size)
  const state = scout.changed(version, fresh, scout.whole(Buffer.from(before)), () => [])
  expect(ids(state.marks)).toEqual(ids(scout.whole(after).marks))
  expect(state.marks).toHaveLength(1)
})

/** A part of the text that begins and ends between characters. */
function characterSpan(bytes: Buffer, where: number, removed: number): [number, number] {
  const cut = (at: number) => {
    let i = Math.min(at, bytes.length)
    while (i > 0 && i < bytes.length && (bytes[i]! & 0xc0) === 0x80) i--
    return i
  }
  const from = cut(where % (bytes.length + 1))
  return [from, cut(from + removed)]
}

/** What a delta says that copies what is before and behind, and inserts between. */
function editsOf(from: number, added: number, to: number, size: number) {
  if (added === 0 && from === to) return editsIn(KERNEL, size > 0 ? [0, 0, size] : []) // copies are joined
  const triples = [
    [0, 0, from],
    [from, -1, added],
    [from + added, to, size - to],
  ].filter(([, , length]) => length! > 0)
  return editsIn(KERNEL, triples.flat())
}
