// The kernel's loops say what a plain reading of their descriptions says: over any delta, damaged ones too, any lines, any text.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { patched } from '../../src/core/utf8.ts'
import { buildAutomaton, findKeywords } from '../../src/engine/automaton.ts'
import { SMALL, segmentsOf } from '../../src/engine/decoders/index.ts'
import { literal, mayHold } from '../../src/engine/literal.ts'
import { Lookout } from '../../src/engine/lookout.ts'
import { LEAD, LEAST, TRAIL } from '../../src/engine/margins.ts'
import type { RuleTable } from '../../src/engine/table.ts'
import { budgetFor, viewsOf } from '../../src/engine/views.ts'
import { Patcher } from '../../src/git/pack/delta.ts'
import { freshLines } from '../../src/git/pack/fresh.ts'
import { openKernel } from '../../src/kernel/kernel.ts'
import { engineOf, rule } from '../engine.ts'
import { editsIn, placed } from '../kernel.ts'

const KERNEL = openKernel()
const CANARY = 0xa5

type Step = { copy: number; length: number } | { insert: Uint8Array }

const STEP: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ copy: fc.nat(300), length: fc.integer({ min: 1, max: 200 }) }),
  fc.uint8Array({ minLength: 1, maxLength: 127 }).map((insert) => ({ insert })),
)

/** The instructions of a delta, as git writes them. */
function instructions(steps: readonly Step[]): number[] {
  return steps.flatMap((step) => {
    if ('insert' in step) return [step.insert.length, ...step.insert]
    const offset = [0, 8, 16, 24].map((by) => (step.copy >>> by) & 255)
    const length = [0, 8, 16].map((by) => (step.length >>> by) & 255)
    const bits = [...offset, ...length].reduce((mask, byte, n) => (byte ? mask | (1 << n) : mask), 128)
    return [bits, ...[...offset, ...length].filter((byte) => byte !== 0)]
  })
}

/** What is at a place in the kernel's memory, with a canary before and behind it. */
function guarded(size: number): { at: number; intact: () => boolean } {
  const whole = KERNEL.memory.take(size + 64)
  const { bytes } = KERNEL.memory
  bytes.fill(CANARY, whole, whole + size + 64)
  const rim = () => [...bytes.subarray(whole, whole + 32), ...bytes.subarray(whole + 32 + size, whole + size + 64)]
  return { at: whole + 32, intact: () => rim().every((byte) => byte === CANARY) }
}

describe('a delta', () => {
  it('makes what its instructions say, and the edits tell where each part is from', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 300, maxLength: 600 }),
        fc.array(STEP, { maxLength: 30 }),
        (old, steps) => {
          const parts = steps.map((s) => ('insert' in s ? s.insert : old.subarray(s.copy, s.copy + s.length)))
          fc.pre(parts.every((part) => part.length > 0))
          const wanted = Buffer.concat(parts)
          const base = placed(KERNEL, old)
          const delta = placed(
            KERNEL,
            Uint8Array.from(
              instructions(
                steps.map((s) => ('insert' in s ? s : { ...s, length: Math.min(s.length, old.length - s.copy) })),
              ),
            ),
          )
          const out = guarded(wanted.length)
          const patcher = new Patcher(KERNEL)
          const [from, to] = [delta.byteOffset, delta.byteOffset + delta.length]
          const sizes = { baseSize: old.length, size: wanted.length }
          patcher.apply({ base: base.byteOffset, from, to, out: out.at, ...sizes })
          const made = KERNEL.memory.bytes.subarray(out.at, out.at + wanted.length)
          expect(made.equals(wanted)).toBe(true)
          expect(out.intact()).toBe(true)
          let at = 0
          for (let i = 0; i < patcher.length; i += 3) {
            const [start, source, length] = [...patcher.triples.subarray(i, i + 3)] as [number, number, number]
            expect(start).toBe(at)
            if (source >= 0)
              expect(made.subarray(start, start + length).equals(old.subarray(source, source + length))).toBe(true)
            at += length
          }
          expect(at).toBe(wanted.length)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('that is damaged is refused, and writes nowhere but into the result', () => {
    let refused = 0
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(200), fc.nat(300), (noise, baseSize, size) => {
        const base = placed(KERNEL, new Uint8Array(baseSize))
        const delta = placed(KERNEL, noise)
        const out = guarded(size)
        const [from, to] = [delta.byteOffset, delta.byteOffset + noise.length]
        try {
          new Patcher(KERNEL).apply({ base: base.byteOffset, baseSize, from, to, out: out.at, size })
        } catch (error) {
          refused++
          expect(String(error)).toContain('damaged')
        }
        expect(out.intact()).toBe(true)
      }),
      { numRuns: 2000 },
    )
    expect(refused).toBeGreaterThan(1000)
  })

  it('of more edits than the lists have room for gets longer lists', () => {
    const old = Uint8Array.from({ length: 256 }, (_, i) => i)
    const steps = Array.from({ length: 3 * KERNEL.lists.room }, (_, i) => ({ copy: (7 * i) % 250, length: 1 }))
    const base = placed(KERNEL, old)
    const delta = placed(KERNEL, Uint8Array.from(instructions(steps)))
    const out = KERNEL.memory.take(steps.length)
    const patcher = new Patcher(KERNEL)
    const [from, to] = [delta.byteOffset, delta.byteOffset + delta.length]
    patcher.apply({ base: base.byteOffset, baseSize: 256, from, to, out, size: steps.length })
    expect(patcher.length).toBe(3 * steps.length)
    expect([...KERNEL.memory.bytes.subarray(out, out + 3)]).toEqual([0, 7, 14])
  })
})

const TEXT = fc
  .array(
    fc.oneof(
      fc.constantFrom('\n', '\n', ' ', 'key', 'KEY', 'token', 'é', '漢', ';\n', '  }\n'),
      fc.constantFrom(
        'dG9rXzBhMWIyYzNkIA==',
        '746f6b5f306131623263336420202020',
        '%41',
        '\\u0041',
        '\\x41',
        '"a" + "b"',
      ),
      fc.constantFrom(
        '&#65;',
        '=3D',
        'KRXWWXZQMEYWEMTDGNSCA===',
        'eJxLyczLSy1SSMssSgUAGVME7A==',
        '////////////////////////',
      ),
      fc.stringMatching(/^[a-zA-Z0-9+/_-]{0,40}$/),
      fc.tuple(fc.constantFrom('x', '漢', ' '), fc.integer({ min: 1, max: 300 })).map(([c, n]) => c.repeat(n)),
    ),
    { minLength: 3, maxLength: 60, size: '+1' },
  )
  .map((parts) => Buffer.from(parts.join('')))

/** Whole lines, sorted and disjoint, some side by side. */
function someLines(text: Buffer, picks: readonly boolean[]): number[] {
  const pairs: number[] = []
  let from = 0
  for (let n = 0; from < text.length; n++) {
    const lf = text.indexOf(10, from)
    const to = lf === -1 ? text.length : lf + 1
    if (picks[n % picks.length]) {
      if (pairs.at(-1) === from) pairs[pairs.length - 1] = to
      else pairs.push(from, to)
    }
    from = to
  }
  return pairs
}

const WORDS = ['key', 'token', 'y\n']
const AUTOMATON = buildAutomaton(WORDS)

/** Nothing is known of what stands around a keyword. */
const EVERY_HIT = { mayMatch: () => true, anchorsOf: () => undefined }

/** So many characters, then to the line's end (start), and so on. */
function reach(text: Buffer, at: number, steps: readonly number[], forth: boolean): number {
  return steps.reduce((to, step) => {
    if (!forth) return to - step <= 0 ? 0 : text.lastIndexOf(10, to - step - 1) + 1
    const end = to + step
    if (end >= text.length) return text.length
    const lf = text[end - 1] === 10 ? end - 1 : text.indexOf(10, end)
    return lf === -1 ? text.length : lf + 1
  }, at)
}

describe('a look at fresh lines', () => {
  it('reads them with their margin, tells every keyword beside them, and misses nothing that is encoded', () => {
    const lookout = new Lookout(KERNEL, { automaton: AUTOMATON } as RuleTable, EVERY_HIT)
    let hits = 0
    let encoded = 0
    fc.assert(
      fc.property(TEXT, fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }), (content, picks) => {
        const pairs = someLines(content, picks)
        fc.pre(pairs.length > 0)
        const text = placed(KERNEL, content)
        const fresh = KERNEL.numbers(KERNEL.lists.spans, pairs.length)
        fresh.set(pairs)
        const { slices } = lookout.look(text, fresh, undefined, true)
        const isAscii = slices.every(({ from, to }) => text.subarray(from, to).every((byte) => byte < 128))
        const width = isAscii ? 1 : 4
        const told: [number, number, number][] = []
        for (const { from, to, focus, encoded: ranges, keywords } of slices) {
          const slice = text.subarray(from, to)
          for (const { start, end } of focus) {
            const back = LEAST.back.map((step) => width * step)
            const forth = LEAST.forth.map((step) => width * step)
            expect(from).toBeLessThanOrEqual(reach(text, from + start, back, false))
            expect(to).toBeGreaterThanOrEqual(reach(text, from + end, forth, true))
          }
          keywords!.tell({ hit: (word, start, end) => void told.push([word, from + start, from + end]) })
          const all = [...viewsOf({ bytes: slice, focus }, 1)].length
          const seen = [...viewsOf({ bytes: slice, focus, encoded: ranges }, 1)].length
          expect(seen).toBe(all)
          encoded += all - 1
        }
        expect(slices.flatMap(({ from, focus }) => focus.flatMap((s) => [from + s.start, from + s.end]))).toEqual(pairs)
        const near: [number, number, number][] = []
        findKeywords(AUTOMATON, text, { hit: (...hit) => void near.push(hit) })
        const isNear = ([, start, end]: [number, number, number]) =>
          pairs.some((at, i) => i % 2 === 0 && start >= at - LEAD * width && end <= pairs[i + 1]! + TRAIL * width)
        expect(told).toEqual(expect.arrayContaining(near.filter(isNear)))
        expect(near).toEqual(expect.arrayContaining(told))
        hits += told.length
        KERNEL.memory.give(text.byteOffset, text.length)
      }),
      { numRuns: 800 },
    )
    expect(hits).toBeGreaterThan(500)
    expect(encoded).toBeGreaterThan(300)
  })

  it('of a whole text tells all keywords, and that nothing is encoded only where nothing is', () => {
    const lookout = new Lookout(KERNEL, { automaton: AUTOMATON } as RuleTable, EVERY_HIT)
    let nothing = 0
    fc.assert(
      fc.property(TEXT, (content) => {
        const text = placed(KERNEL, content)
        const [slice] = lookout.whole(text, true).slices
        const told: number[][] = []
        slice!.keywords!.tell({ hit: (...hit) => void told.push(hit) })
        const all: number[][] = []
        findKeywords(AUTOMATON, text, { hit: (...hit) => void all.push(hit) })
        expect(told).toEqual(all)
        const budget = budgetFor({ bytes: text })
        const segments = segmentsOf(text, 0, text.length, budget)
        if (slice!.encoded.length === 0) nothing++
        const seen = slice!.encoded.flatMap(({ start, end, asked }) => segmentsOf(text, start, end, budget, [], asked))
        expect(seen).toEqual(segments)
        // The same of a text that stands elsewhere.
        const peeked = lookout.peek(content)!
        const peekedAt: number[][] = []
        peeked.keywords.tell({ hit: (...hit) => void peekedAt.push(hit) })
        expect(peekedAt).toEqual(all)
        expect(peeked.keywords.count).toBe(all.length)
        expect(peeked.encoded).toEqual(slice!.encoded)
        KERNEL.memory.give(text.byteOffset, text.length)
      }),
      { numRuns: 1500 },
    )
    expect(nothing).toBeGreaterThan(10)
  })
})

const SPREAD = fc.constantFrom(0, 0, 0, 3, 20, 90)

describe('of a text too large to be looked at as a whole', () => {
  it('the parts told hold everything that is encoded in it', () => {
    const lookout = new Lookout(KERNEL, { automaton: AUTOMATON } as RuleTable, EVERY_HIT)
    let left = 0
    let encoded = 0
    fc.assert(
      fc.property(fc.array(fc.tuple(TEXT, SPREAD), { minLength: 1, maxLength: 8 }), fc.boolean(), (pieces, isMail) => {
        // Of a text that says that it is quoted-printable all is told.
        const texts = pieces.map(([text]) => (isMail ? text : Buffer.from(`${text}`.replaceAll('=3D', '=3'))))
        const parts = pieces.flatMap(([, lines], n) => [texts[n]!, Buffer.from('  some plain words\n'.repeat(lines))])
        const content = Buffer.concat([...parts, Buffer.from('x = call(y)\n'.repeat(SMALL / 12 + 1))])
        const text = placed(KERNEL, content)
        const [slice] = lookout.whole(text, true).slices
        const ranges = slice!.encoded
        const budget = budgetFor({ bytes: text })
        const all = segmentsOf(text, 0, text.length, budget)
        const found = ranges.flatMap(({ start, end, asked }) => segmentsOf(text, start, end, budget, undefined, asked))
        const isFound = (from: number, to: number) => found.some(({ start, end }) => start <= from && to <= end)
        for (const { start, end } of all) expect(isFound(start, end)).toBe(true)
        for (const [i, { start }] of ranges.entries()) if (i > 0) expect(start).toBeGreaterThan(ranges[i - 1]!.end)
        encoded += all.length
        left += text.length - ranges.reduce((sum, { start, end }) => sum + end - start, 0)
        KERNEL.memory.give(text.byteOffset, text.length)
      }),
      { numRuns: 400 },
    )
    expect(encoded).toBeGreaterThan(1000)
    expect(left).toBeGreaterThan(200 * SMALL * 0.5)
  })
})

describe('what has to stand around a keyword', () => {
  it('is asked by the kernel as by the engine, but for a text with letters that fold', () => {
    const rules = [
      rule({ id: 'a', keywords: ['key'], regex: 'key[0-9]{4}' }),
      rule({ id: 'b', keywords: ['key', 'token'], regex: '(?:KEY|token)=[a-z]{3}' }),
      rule({ id: 'c', keywords: ['y'], regex: '[0-9]y-[A-F]{2}' }),
    ]
    const { table, windows } = engineOf(rules)
    const lookout = new Lookout(KERNEL, table, windows)
    const BIT = fc.constantFrom(
      'key',
      'KEY',
      'token=',
      '1234',
      '=abc',
      '9y-',
      'FA',
      'key1234',
      'token=abc',
      '9Y-FA',
      '9y-CD',
      '\n',
      '漢',
    )
    let kept = 0
    let dropped = 0
    let folded = 0
    fc.assert(
      fc.property(fc.array(BIT, { maxLength: 60 }), fc.boolean(), (bits, folds) => {
        const text = placed(KERNEL, Buffer.from(`${bits.join('')}${folds ? 'ſ' : ''}`))
        const [slice] = lookout.whole(text, false).slices
        const counting: number[][] = []
        findKeywords(table.automaton, text, {
          hit: (...hit) => {
            if (windows.mayMatch(text, hit[0], hit[1])) counting.push(hit)
            else dropped++
          },
        })
        if (folds) {
          folded++
          expect(slice?.keywords).toBeUndefined()
        } else {
          const told: number[][] = []
          slice?.keywords?.tell({ hit: (...hit) => void told.push(hit) })
          kept += counting.length
          // A keyword is told whatever stands around it as long as the kernel has not learnt what must.
          expect(told).toEqual(expect.arrayContaining(counting))
          if (kept > 300) expect(told).toEqual(counting)
        }
        KERNEL.memory.give(text.byteOffset, text.length)
      }),
      { numRuns: 1500 },
    )
    expect(Math.min(kept, dropped, folded)).toBeGreaterThan(300)
  })
})

describe('what has to stand behind a keyword, at any distance', () => {
  // Blanks as RE2 has them: no \v.
  const ASSIGNED =
    /(?:key|pass)[ \t\w.-]{0,20}[\t\n\f\r '"]{0,3}(?:=|>|:{1,3}=|\|\|:)[\t\n\f\r '"=]{0,5}([\w.=-]{10,50})(?:[\t\n\f\r ;]|$)/
  const PATTERNS = [
    ASSIGNED,
    /[\w.-]{0,9}?key[ \t]*"?(?:[0-9a-f]{8}|[A-Z]{4,}-[0-9]+)x/,
    /(?:api|app)?key(?:[_-]?id)?[.:]+[0-9]{3}(?:[a-z]{2,40}|Z)[0-9]{6}/,
    /(?:key|pass)\w{3,70}[0-9]{5}=/,
  ]
  const PIECE = fc.oneof(
    fc.constantFrom('key', 'KEY', 'pass', 'app', '_id', ' = ', '="', ':=', ' : ', '||:', '>', "' ", '\n', ';', 'x'),
    fc.constantFrom('0a1b2c3d4e', 'deadbeef', '::123', '.456', 'Z123456', 'ABCD-1', '12345=', '漢', 'ß'),
    fc.stringMatching(/^[a-z0-9_.]{0,30}$/),
  )
  const pieces = fc.array(PIECE, { maxLength: 20 }).map((bits) => bits.join(''))
  const TRUE = fc.oneof(...PATTERNS.map((pattern) => fc.stringMatching(pattern)))
  const LINES = fc.array(fc.oneof(pieces, TRUE), { maxLength: 8 }).map((lines) => lines.join('\n'))

  it('never refuses a match, and the kernel says the same as the engine', () => {
    const engines = PATTERNS.map(({ source }) =>
      engineOf([rule({ id: 'a', keywords: ['key', 'pass'], regex: `(?i)${source}` })]),
    )
    // The tables of a kernel are those of one engine.
    const kernels = engines.map(() => openKernel())
    const lookouts = engines.map(({ table, windows }, n) => new Lookout(kernels[n]!, table, windows))
    const matches = PATTERNS.map(() => 0)
    const refused = PATTERNS.map(() => 0)
    fc.assert(
      fc.property(LINES, (lines) => {
        const content = Buffer.from(lines)
        for (const [n, { table, windows }] of engines.entries()) {
          const text = placed(kernels[n]!, content)
          const kept: number[][] = []
          findKeywords(table.automaton, text, {
            hit: (...hit) => {
              if (windows.mayMatch(text, hit[0], hit[1])) kept.push(hit)
              else refused[n]!++
            },
          })
          const told: number[][] = []
          lookouts[n]!.whole(text, false).slices[0]?.keywords?.tell({ hit: (...hit) => void told.push(hit) })
          if (told.length !== kept.length) expect(matches[n]).toBeLessThan(50) // the kernel has not learnt it yet
          expect(told).toEqual(expect.arrayContaining(kept))
          for (const match of lines.matchAll(new RegExp(PATTERNS[n]!, 'gi'))) {
            const start = Buffer.byteLength(lines.slice(0, match.index))
            const end = start + Buffer.byteLength(match[0])
            expect(kept.some(([, from, to]) => from! >= start && to! <= end)).toBe(true)
            matches[n]!++
          }
          kernels[n]!.memory.give(text.byteOffset, text.length)
        }
      }),
      { numRuns: 1500 },
    )
    expect(Math.min(...matches)).toBeGreaterThan(300)
    expect(Math.min(...refused)).toBeGreaterThan(300)
  })
})

describe('a literal', () => {
  it('is found in a version as in any other text', () => {
    const lookout = new Lookout(KERNEL, { automaton: AUTOMATON } as RuleTable, EVERY_HIT)
    const LETTERS = fc.string({
      unit: fc.constantFrom('a', 'b', 'A', 'B', ':', 'K', '@', '`', '\u00e9', '\u212a'),
      maxLength: 60,
    })
    const WANTED = fc.string({ unit: fc.constantFrom('a', 'b', ':', 'k', '`', '@'), minLength: 1, maxLength: 20 })
    let found = 0
    fc.assert(
      fc.property(WANTED, LETTERS, LETTERS, fc.boolean(), (wanted, before, behind, isThere) => {
        const content = Buffer.from(`${before}${isThere ? wanted.toUpperCase() : ''}${behind}`)
        const version = placed(KERNEL, content)
        const may = mayHold(literal(wanted), content)
        expect(lookout.mayHold(literal(wanted), version)).toBe(may)
        expect(lookout.mayHold(literal(wanted), content)).toBe(may)
        if (may) found++
        KERNEL.memory.give(version.byteOffset, version.length)
      }),
      { numRuns: 2000 },
    )
    expect(found).toBeGreaterThan(1000)
    expect(found).toBeLessThan(1900)
  })
})

describe('bytes that are no text', () => {
  it('are made readable as elsewhere', () => {
    const BYTES = fc.oneof(
      fc.uint8Array({ maxLength: 90 }),
      fc.string({ unit: 'binary', maxLength: 60 }).map((text) => Buffer.from(text)),
      fc.constantFrom(0xe0, 0xed, 0xf0, 0xf4, 0xc0, 0xc2, 0xef).map((first) => Buffer.from([first, 0x9f, 0xbf, 0x80])),
      fc.constant(Buffer.from('plain text of some length')),
    )
    let repaired = 0
    fc.assert(
      fc.property(fc.array(BYTES, { maxLength: 6 }), (parts) => {
        const content = Buffer.concat(parts)
        const text = placed(KERNEL, content)
        KERNEL.loops.repair(text.byteOffset, text.length)
        const wanted = patched(content)
        expect(text.equals(wanted)).toBe(true)
        if (!content.equals(wanted)) repaired++
        KERNEL.memory.give(text.byteOffset, text.length)
      }),
      { numRuns: 1500 },
    )
    expect(repaired).toBeGreaterThan(500)
  })
})

describe('the lines that a delta made fresh', () => {
  it('are those that were not copied whole', () => {
    fc.assert(
      fc.property(TEXT, fc.array(fc.tuple(fc.nat(90), fc.nat(3)), { maxLength: 12 }), (content, cuts) => {
        // Parts of the version by turns: copied from where they were, copied from elsewhere, inserted.
        const triples: number[] = []
        let at = 0
        let end = 0 // of the base, as far as it is known
        for (const [length, kind] of [...cuts, [content.length, 0] as const]) {
          const size = Math.min(length, content.length - at)
          if (size <= 0) continue
          const source = kind === 0 ? end : kind === 1 ? end + 5 : -1
          triples.push(at, source, size)
          if (source >= 0) end = source + size
          at += size
        }
        const text = placed(KERNEL, content)
        const fresh = freshLines(KERNEL, editsIn(KERNEL, triples), text, end)
        const lines = [...fresh.lines]
        expect(fresh.ascii).toBe(text.subarray(lines[0] ?? 0, lines.at(-1) ?? 0).every((byte) => byte < 128))
        const isFresh = (byte: number) => lines.some((from, i) => i % 2 === 0 && from <= byte && byte < lines[i + 1]!)
        expect(lines).toEqual([...lines].sort((a, b) => a - b))
        let expected = 0
        for (let i = 0; i < triples.length; i += 3) {
          const [start, source, length] = triples.slice(i, i + 3) as [number, number, number]
          if (source < 0) for (let b = start; b < start + length; b++) expect(isFresh(b)).toBe(true)
          else {
            // A seam: the line in which it stands, or the two that meet there.
            if (source !== expected && start < content.length) expect(isFresh(start)).toBe(true)
            expected = source + length
          }
        }
        for (const [i, edge] of lines.entries()) {
          if (i % 2 === 0) expect(edge === 0 || content[edge - 1] === 10).toBe(true)
          else expect(edge === content.length || content[edge - 1] === 10).toBe(true)
        }
        KERNEL.memory.give(text.byteOffset, text.length)
      }),
      { numRuns: 600 },
    )
  })
})
