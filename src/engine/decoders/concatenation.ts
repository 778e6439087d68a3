// Owns: string literals that stand side by side and make one value: "AKIA" + "IOSF", 'a' . 'b', "a" "b", over line breaks too.
// Must not know: the languages. The seam between two literals is taken away; variables between them are not guessed.
import { type Decoder, nextByte, type OnSegment } from './decoder.ts'

const WIDEST_SEAM = 200
/** Characters that must touch the seam on both sides together. */
const LEAST_CHARACTERS = 8

/** What can stand behind the quote that ends a literal, where a seam begins; 0 for everything else. */
const QUOTE = 1
const PREFIX = 2
const OTHER = 3
const KIND = new Uint8Array(256)
for (const c of '"\'`') KIND[c.charCodeAt(0)] = QUOTE
for (const c of 'bBfFrRuUL@') KIND[c.charCodeAt(0)] = PREFIX
for (const c of ' \t\n\v\f\r+.&\\') KIND[c.charCodeAt(0)] = OTHER

const IN_VALUE = new Uint8Array(256)
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-.:@~!$%^*#') {
  IN_VALUE[c.charCodeAt(0)] = 1
}

/**
 * The seams between adjacent literals, each from the closing quote to the opening one. Quotes are everywhere, so in large texts
 * only those are looked at that stand beside a plus or at the end of a line; small texts, scripts and PHP get them all.
 */
export const concatenation: Decoder = {
  sign: String.raw`[A-Za-z0-9+/=_\-.:@~!$%^*#]["'\x60][\t-\r ]*[+.&\\]{0,2}[\t-\r ]*[bBfFrRuUL@]?["'\x60][A-Za-z0-9+/=_\-.:@~!$%^*#]`,
  spreads: '<[?]php',
  find(bytes, from, to, onSegment) {
    const onQuote = (at: number) => seam(bytes, at, from, to, onSegment)
    if (joinsAnywhere(bytes, from, to)) everyClosingQuote(bytes, from, to, onQuote)
    else {
      everyByte(bytes, PLUS, from, to, (at) => quoteBefore(bytes, at, from, onQuote))
      const ends =
        bytes.indexOf(CR, from) === -1 ? LINE_ENDS : LINE_ENDS.flatMap((mark) => [mark, mark.replace('\n', '\r')])
      for (const mark of ends)
        everyMark(bytes, mark, from, to, (at) =>
          bytes[at] === BACKSLASH ? quoteBefore(bytes, at, from, onQuote) : onQuote(at),
        )
    }
  },
}

const PLUS = 0x2b
const BACKSLASH = 0x5c
const CR = 13
const SMALL = 1024
const LINE_ENDS = ['"\n', "'\n", '\\\n']

function joinsAnywhere(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from <= SMALL || (bytes[0] === 0x23 && bytes[1] === 0x21)) return true
  return Buffer.from(bytes.buffer, bytes.byteOffset, to).indexOf('<?php', from, 'latin1') !== -1
}

/** Tells every quote with a value's character before it, and behind it what a seam begins with, but for the end of a seam. */
function everyClosingQuote(bytes: Uint8Array, from: number, to: number, on: (at: number) => number): void {
  let opens = -1
  for (let at = from + 1; at < to - 1; at++) {
    if (KIND[bytes[at]!] !== QUOTE || IN_VALUE[bytes[at - 1]!] === 0 || KIND[bytes[at + 1]!] === 0) continue
    const quote = bytes[at]
    if (at !== opens) opens = on(at) - 1
    if (bytes[opens] !== quote) opens = -1
  }
}

/** Tells every such byte; goes on where the listener says. */
function everyByte(bytes: Uint8Array, byte: number, from: number, to: number, on: (at: number) => number): void {
  for (let at = nextByte(bytes, byte, from, to); at !== -1; ) at = nextByte(bytes, byte, Math.max(on(at), at + 1), to)
}

/** The quote that stands before a sign, with nothing but white space between. */
function quoteBefore(bytes: Uint8Array, sign: number, from: number, onQuote: (at: number) => number): number {
  let at = sign - 1
  while (at >= from && at > sign - WIDEST_SEAM && isSpace(bytes[at]!)) at--
  return at >= from && KIND[bytes[at]!] === QUOTE ? onQuote(at) : sign + 1
}

/** The same for a mark of several characters. */
function everyMark(bytes: Uint8Array, mark: string, from: number, to: number, on: (at: number) => number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, to)
  for (let at = buffer.indexOf(mark, from, 'latin1'); at !== -1; )
    at = buffer.indexOf(mark, Math.max(on(at), at + 1), 'latin1')
}

/** Reports the seam that begins with the closing quote at `at`, if one does; gives the offset to go on at. */
function seam(bytes: Uint8Array, at: number, from: number, to: number, onSegment: OnSegment): number {
  const end = at > from && IN_VALUE[bytes[at - 1]!] === 1 ? seamEnd(bytes, at, to) : at
  if (end > at && touchingCharacters(bytes, at, end, from, to) >= LEAST_CHARACTERS) {
    onSegment({ start: at, end, bytes: new Uint8Array(0), via: ['concatenation'] })
  }
  return end
}

/** Offset just after the next opening quote, when nothing but white space and one joining sign stands between; else `at`. */
function seamEnd(bytes: Uint8Array, at: number, to: number): number {
  const limit = Math.min(to, at + WIDEST_SEAM)
  let i = afterSpace(bytes, at + 1, limit)
  const c = bytes[i] ?? 0
  // + . & (also .. and ++), or a backslash at the end of the line
  if (c === 0x2b || c === 0x2e || c === 0x26 || c === 0x5c) {
    i++
    if (bytes[i] === c && c !== 0x5c) i++
    i = afterSpace(bytes, i, limit)
  }
  // A letter may mark the kind of literal: b"..." L"..." @"..."
  if (i < limit && KIND[bytes[i]!] === PREFIX && KIND[bytes[i + 1] ?? 0] === QUOTE) i++
  return i < limit && KIND[bytes[i]!] === QUOTE && i + 1 < to && IN_VALUE[bytes[i + 1]!] === 1 ? i + 1 : at
}

function afterSpace(bytes: Uint8Array, from: number, to: number): number {
  let i = from
  while (i < to && isSpace(bytes[i]!)) i++
  return i
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 9 && byte <= 13)
}

function touchingCharacters(bytes: Uint8Array, start: number, end: number, from: number, to: number): number {
  let count = 0
  for (let i = start - 1; i >= from && count < LEAST_CHARACTERS && IN_VALUE[bytes[i]!] === 1; i--) count++
  for (let i = end; i < to && count < LEAST_CHARACTERS && IN_VALUE[bytes[i]!] === 1; i++) count++
  return count
}
