// Encode -> find -> the span maps back; random bytes never throw; what is made is bounded.
import { deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Segment } from '../../src/engine/decoders/decoder.ts'
import { DECODERS, segmentsOf } from '../../src/engine/decoders/index.ts'
import { signsIn, signsOf } from '../../src/engine/decoders/signs.ts'
import type { Viewed } from '../../src/engine/encoded-ranges.ts'
import { viewsOf } from '../../src/engine/views.ts'
import { characters } from '../tokens.ts'

const NEEDLE = 'TOK_abcd1234'
const budgetOf = (bytes: number) => ({ inflated: bytes, cut: 0 })

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
function base32(bytes: Buffer): string {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

const perCharacter = (write: (code: number) => string) => (text: string) =>
  [...text].map((c) => write(c.codePointAt(0) as number)).join('')
const hexOf = (code: number, width: number) => code.toString(16).padStart(width, '0')

/** How each encoding is written. All carry any printable ASCII text. */
const ENCODERS: Record<string, (text: string) => string | Buffer> = {
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'gzip in base64': (text) => gzipSync(text).toString('base64'),
  'zlib in base64': (text) => deflateSync(text).toString('base64'),
  'UTF-16 in base64': (text) => Buffer.from(text, 'utf16le').toString('base64'),
  hex: (text) => Buffer.from(text).toString('hex'),
  base32: (text) => base32(Buffer.from(text)),
  percent: perCharacter((code) => `%${hexOf(code, 2)}`),
  unicode: perCharacter((code) => `\\u${hexOf(code, 4)}`),
  'unicode in braces': perCharacter((code) => `\\u{${hexOf(code, 1)}}`),
  escape: perCharacter((code) => `\\x${hexOf(code, 2)}`),
  entity: perCharacter((code) => `&#${code};`),
  'hexadecimal entity': perCharacter((code) => `&#x${hexOf(code, 1)};`),
  'quoted-printable': (text) => `=3D${perCharacter((code) => `=${hexOf(code, 2).toUpperCase()}`)(text)}`,
  'UTF-16': (text) => Buffer.from(text, 'utf16le'),
}

/** Every view of some bytes in which the needle stands in a decoded part, with the place that it maps to. */
function places(bytes: Buffer, input: Partial<Viewed> = {}, depth = 5) {
  const found: { text: string; via: readonly string[] }[] = []
  for (const view of viewsOf({ bytes, focus: 'all', ...input }, depth)) {
    if (view.depth === 0) continue
    const at = Buffer.from(view.bytes).indexOf(NEEDLE)
    if (at < 0) continue
    const span = { start: at, end: at + NEEDLE.length }
    const mapped = view.locate(span, span)
    if (mapped) found.push({ text: bytes.toString('latin1', mapped.span.start, mapped.span.end), via: mapped.via })
  }
  return found
}

const words = fc.array(fc.constantFrom('red', 'green', 'blue', 'x y', 'it is;', '(a)', '\n', 'é', '\t'), {
  maxLength: 30,
})
const surroundings = fc.tuple(words, words).map(([a, b]) => [`${a.join(' ')} ; `, ` ; ${b.join(' ')}`] as const)
const inner = fc
  .tuple(words, words)
  .map(
    ([a, b]) => `${a.join(' ').replace(/[^ -~\n]/g, '')} 1 ${NEEDLE} ${b.join(' ').replace(/[^ -~\n]/g, '')} end of it`,
  )

describe('decoders', () => {
  test.each(Object.keys(ENCODERS))('%s: what is encoded is found, and maps back to where it stands', (name) => {
    const encode = ENCODERS[name]!
    fc.assert(
      fc.property(surroundings, inner, ([before, after], text) => {
        const encoded = Buffer.from(encode(text))
        const bytes = Buffer.concat([Buffer.from(before), encoded, Buffer.from(after)])
        const [place, ...more] = places(bytes, {}, 1)
        expect(more).toEqual([])
        expect(place).toBeDefined()
        // The place holds nothing that is not encoded, and no less than the needle.
        expect(encoded.toString('latin1')).toContain(place!.text)
        expect(place!.text.length).toBeGreaterThanOrEqual(NEEDLE.length)
      }),
      { numRuns: 60 },
    )
  })

  test('encodings inside each other are found to any depth that is asked', () => {
    const names = fc.array(fc.constantFrom('base64', 'hex', 'percent', 'unicode', 'entity', 'escape', 'base32'), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(names, (layers) => {
        const encoded = layers.reduce((text, name) => String(ENCODERS[name]!(text)), `now ${NEEDLE} it is`)
        const bytes = Buffer.from(`some text ; ${encoded} ; more text`)
        expect(places(bytes, {}, layers.length).map((p) => p.text)).toEqual([encoded])
        expect(places(bytes, {}, layers.length - 1)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test('a token cut anywhere into adjacent literals is one token again', () => {
    const join = fc.constantFrom(
      '" + "',
      '"\n  + "',
      '" +\n  "',
      "' . '",
      '" "',
      '"\n    "',
      '""',
      '" \\\n  "',
      "'\r\n   '",
      '` + `',
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: NEEDLE.length - 1 }), join, fc.boolean(), (at, seam, long) => {
        if (long && /^. \.|^. "|^""/.test(seam)) return
        const padding = long ? `${'some text of a large file\n'.repeat(300)}` : ''
        const text = `${padding}a = ${seam[0]}${NEEDLE.slice(0, at)}${seam}${NEEDLE.slice(at)}${seam.at(-1)}\n`
        const expected = `${NEEDLE.slice(0, at)}${seam}${NEEDLE.slice(at)}`
        expect(places(Buffer.from(text)).map((p) => p.text)).toEqual([expected])
      }),
    )
  })

  test('the text of a part stands where its window says, whatever is around', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), inner, (noise, text) => {
        const clean = Buffer.from(noise).toString('utf8')
        const encoded = Buffer.from(text).toString('base64')
        const bytes = Buffer.from(`${clean}\n"${encoded}"\n${clean}`)
        expect(places(bytes, {}, 1).map((p) => p.text)).toContain(encoded)
      }),
    )
  })

  test('an encoded value beside a stray quote is found: the seam of two literals there is only a guess', () => {
    const encoded = Buffer.from(`then ${NEEDLE} again`).toString('base64')
    const texts = [`don't-'\n"${encoded}"\n`, `"${encoded}"\n"${encoded}"\n`, `x = 'key-' + "${encoded}"`]
    for (const text of texts) expect(places(Buffer.from(text)).map((p) => p.text)).toContain(encoded)
  })

  test('only windows that touch what is new are shown', () => {
    const encoded = Buffer.from(`then ${NEEDLE} again`).toString('base64')
    const bytes = Buffer.from(`${encoded}\n${'x\n'.repeat(2000)}${encoded}\n`)
    const last = { start: bytes.length - 10, end: bytes.length }
    expect(places(bytes, { focus: [last] })).toHaveLength(1)
    expect(places(bytes)).toHaveLength(2)
    expect(places(bytes, { owns: { start: 0, end: 100 } })).toHaveLength(1)
  })
})

const nasty = fc.array(
  fc.oneof(
    fc.constantFrom(
      '%',
      '%4',
      '%41',
      '\\',
      '\\u',
      '\\u00',
      '\\u0041',
      '\\x4',
      '\\x41',
      '&',
      '&#',
      '&#x41;',
      '&amp;',
      '=',
      '=\n',
      '=3D',
      '=41',
    ),
    fc.constantFrom(
      '"',
      "'",
      '`',
      '+',
      '" + "',
      'U+',
      'U+0041',
      '\0',
      'a\0b\0c\0d\0e\0f\0g\0h\0',
      'H4sIAAAAAAAA',
      'eJwAAAAAAAAAAAAA',
      '\\u{',
      '}',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.integer({ min: 1, max: 60 }).map((n) => characters(n, n)),
  ),
  { maxLength: 60 },
)

describe('any bytes', () => {
  test.each(Object.keys(DECODERS))('%s: never throws, stays in bounds, gives readable text', (name) => {
    fc.assert(
      fc.property(nasty, fc.nat(40), (pieces, cut) => {
        const bytes = Buffer.from(pieces.join(''))
        const from = Math.min(cut, bytes.length)
        let last = from
        DECODERS[name]!.find(
          bytes,
          from,
          bytes.length,
          (segment) => {
            expect(segment.start).toBeGreaterThanOrEqual(name === 'unicode' || name === 'concatenation' ? from : last)
            expect(segment.end).toBeGreaterThan(segment.start)
            expect(segment.end).toBeLessThanOrEqual(bytes.length)
            last = segment.end
          },
          budgetOf(1e5),
        )
      }),
    )
  })

  test('a file of one byte, in memory of its own, is looked at: words begin behind its end', () => {
    for (let size = 0; size < 20; size++) {
      for (let from = 0; from <= size; from++) {
        const bytes = new Uint8Array(new ArrayBuffer(size), from).fill(0x30)
        expect(segmentsOf(bytes, 0, bytes.length, budgetOf(1e5)).length).toBeLessThan(2)
      }
    }
  })

  test('segments are sorted and disjoint, and views shrink or stay within the budget', () => {
    fc.assert(
      fc.property(nasty, (pieces) => {
        const bytes = Buffer.from(pieces.join(''))
        const second: Segment[] = []
        for (const segments of [segmentsOf(bytes, 0, bytes.length, budgetOf(1e5), second), second]) {
          let end = 0
          for (const s of segments) {
            expect(s.start).toBeGreaterThanOrEqual(end)
            end = s.end
          }
        }
        for (const view of viewsOf({ bytes, focus: 'all' }, 5)) {
          const span = { start: 0, end: view.bytes.length }
          const mapped = view.locate(span, span)
          if (mapped) expect(mapped.span.start >= 0 && mapped.span.end <= bytes.length).toBe(true)
        }
      }),
    )
  })
})

describe('bounds', () => {
  const sizeOfViews = (bytes: Buffer) =>
    [...viewsOf({ bytes, focus: 'all' }, 5)].reduce((n, v) => n + (v.depth > 0 ? v.bytes.length : 0), 0)

  test('a zip bomb in base64 makes no more than its ratio allows', () => {
    const bomb = gzipSync(Buffer.alloc(50e6, 'a ')).toString('base64')
    expect(sizeOfViews(Buffer.from(bomb))).toBeLessThan(64 * bomb.length + 10_000)
  })

  test('many bombs in one file share one budget', () => {
    const bomb = gzipSync(Buffer.alloc(1e6, 'a ')).toString('base64')
    const file = Buffer.from(`${bomb}\n`.repeat(400))
    expect(sizeOfViews(file)).toBeLessThan(9 * 1024 * 1024 + 20 * file.length)
  })

  test('a bomb still shows its beginning', () => {
    const bomb = gzipSync(`${NEEDLE} ${'a'.repeat(5e6)}`).toString('base64')
    expect(places(Buffer.from(bomb))).toHaveLength(1)
  })

  test.each([
    ['a bomb', gzipSync(`${NEEDLE} ${'a'.repeat(5e6)}`), 1e6, 1],
    ['a text within the bounds', gzipSync('some text, and some more of it'), 1e6, 0],
    ['a text for which nothing is left', gzipSync('some text, and some more of it'), 10, 1],
    ['zlib for which nothing is left', deflateSync('some text, and some more of it'), 10, 1],
    ['what only begins like zlib, with nothing left', Buffer.from('xylophones in zlib'), 10, 0],
    ['what only begins like gzip', Buffer.from([0x1f, 0x8b, 8, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]), 1e6, 0],
  ])('%s: what was cut is counted', (_name, data, inflated, cut) => {
    const budget = budgetOf(inflated)
    for (const _view of viewsOf({ bytes: Buffer.from(data.toString('base64')), focus: 'all' }, 5, budget));
    expect(budget.cut).toBe(cut)
  })

  test('nested encodings make less text at each depth', () => {
    let text = `x ${NEEDLE} y`.repeat(2000)
    for (let i = 0; i < 5; i++) text = Buffer.from(text).toString('base64')
    expect(sizeOfViews(Buffer.from(text))).toBeLessThan(3 * text.length)
  })
})

describe('the signs of encoded values', () => {
  const signed = Object.entries(DECODERS).flatMap(([name, { sign }]) => (sign === undefined ? [] : [{ name, sign }]))
  const signs = signsOf(signed.map(({ sign }) => sign))

  test('stand wherever a decoder finds something', () => {
    const pieces = fc.constantFrom(
      ...'abF019+/=-_%&;#x\\uUnqQ.@"\'` \t\r\n\0é'.split(''),
      ...[
        '%41',
        '\\u0041',
        '\\x41',
        '\\101',
        '\\"',
        '&#65;',
        '&amp;',
        '=3D',
        '=\n',
        'U+0041',
        '" + "',
        'quoted-printable',
      ],
      ...['\\u{41}', "' .\n '", 'a\0b\0c\0d\0e\0f\0g\0h\0', 'abcdefgh'],
    )
    const found: Record<string, number> = {}
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const bytes = Buffer.from(parts.join(''))
        const asked = signsIn(signs, bytes, 0, bytes.length)
        signed.forEach(({ name }, n) => {
          let segments = 0
          DECODERS[name]!.find(bytes, 0, bytes.length, () => segments++, budgetOf(1 << 20))
          if (segments === 0) return
          found[name] = (found[name] ?? 0) + 1
          expect([name, (asked >> n) & 1]).toEqual([name, 1])
        })
      }),
      { numRuns: 3000 },
    )
    expect(Object.keys(found).sort()).toEqual(signed.map(({ name }) => name).sort())
  })

  test('are found just where their patterns match', () => {
    const patterns = ['ab{0,3}c', '[ab]\\s*[+.]{0,2}b', 'a(?:b|cc)[^a-c]', '\\x00|ca{2}']
    const table = signsOf(patterns)
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'abc+. \0x'.split('')), { maxLength: 24 }), (parts) => {
        const text = parts.join('')
        const expected = patterns.map((p) => new RegExp(p).test(text))
        const bits = signsIn(table, Buffer.from(text), 0, text.length)
        expect(patterns.map((_, n) => ((bits >> n) & 1) === 1)).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })
})
