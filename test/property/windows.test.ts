// A text cut into windows is the text: every byte owned once, lines and columns as in the whole.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineIndex } from '../../src/core/span.ts'
import { TextStream } from '../../src/core/text-stream.ts'
import { toText } from '../../src/core/utf8.ts'
import { type Window, Windower } from '../../src/sources/windows.ts'

const text = fc
  .array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constant('\n'), fc.constant('x'.repeat(40))), {
    maxLength: 60,
  })
  .map((parts) => Buffer.from(parts.join('')))

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : Math.max(1, sizes[i % sizes.length]!)
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

/** Every window with the offset of its first byte in the whole. */
function placed(windows: readonly Window[]): { window: Window; at: number }[] {
  let owned = 0
  return windows.map((window) => {
    const owns = window.owns ?? { start: 0, end: window.bytes.length }
    const at = owned - owns.start
    owned += owns.end - owns.start
    return { window, at }
  })
}

describe('windows', () => {
  it('own every byte once, see at least the overlap around it, and know their line and column', () => {
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 5 }), (bytes, sizes) => {
        const windower = new Windower(64, 16)
        const windows = cut(bytes, sizes).flatMap((piece) => windower.push(piece))
        windows.push(...windower.end())
        const whole = new LineIndex(bytes)
        let owned = 0
        for (const { window, at } of placed(windows)) {
          expect(Buffer.from(window.bytes).equals(bytes.subarray(at, at + window.bytes.length))).toBe(true)
          expect(window.firstLine).toBe(whole.lineOf(at) + 1)
          expect(window.firstColumn).toBe(whole.columnOf(at))
          const owns = window.owns ?? { start: 0, end: window.bytes.length }
          expect(window.bytes.length - owns.end >= 13 || at + window.bytes.length === bytes.length).toBe(true)
          owned += owns.end - owns.start
        }
        expect(owned).toBe(bytes.length)
      }),
    )
  })

  it('keep their memory: no window is larger than size and overlaps, one endless line included', () => {
    const windower = new Windower(1000, 100)
    const windows = Array.from({ length: 50 }, () => windower.push(Buffer.alloc(777, 'y'))).flat()
    windows.push(...windower.end())
    expect(windows.length).toBeGreaterThan(30)
    expect(Math.max(...windows.map((w) => w.bytes.length))).toBeLessThanOrEqual(1200)
    expect(windows.at(-1)).toMatchObject({ firstLine: 1 })
  })
})

describe('text in pieces', () => {
  const content = fc.oneof(
    text,
    fc.uint8Array({ maxLength: 1500 }),
    text.map((t) => Buffer.from(`\uFEFF${t.toString()}`, 'utf16le')),
    text.map((t) => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(t.toString(), 'utf16le').swap16()])),
  )

  it('is the same as text in one piece, whatever the cuts and the encoding', () => {
    fc.assert(
      fc.property(content, fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 4 }), (bytes, sizes) => {
        const stream = new TextStream()
        const parts = cut(bytes, sizes).map((piece) => stream.push(piece))
        const joined = Buffer.concat([...parts, stream.end()])
        expect(joined.equals(Buffer.from(toText(bytes).bytes))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
