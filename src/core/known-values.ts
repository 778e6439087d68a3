// Owns: which spans of a text look like a token that could be a value, and which of those a filter perhaps knows.
// Must not know: what a value is for. One pass over the bytes; nothing is copied, no string is built.
import type { Span } from './span.ts'
import { KINDS_OF, MAX_VALUE, perhaps, type ValueFilter } from './value-filter.ts'

/**
 * What a byte does to a token. 0: it stands inside. 1: a token may end before it (. and !). 2: it parts tokens, but may
 * be part of one (`:` in a URL). 3: it ends a token (space, quote).
 */
const ROLE = new Uint8Array(256)
for (const c of '.!') ROLE[c.charCodeAt(0)] = 1
for (const c of '=:@/,;()[]{}<>|\\?&') ROLE[c.charCodeAt(0)] = 2
for (let c = 0; c <= 32; c++) ROLE[c] = 3
for (const c of '"\'`') ROLE[c.charCodeAt(0)] = 3

/** Role and kind of a byte in one look-up: role * 128 + kind. */
const INFO = Uint16Array.from(ROLE, (role, byte) => role * 128 + KINDS_OF[byte]!)
const KINDS = 127
const STOPS = 1 * 128
const PARTS = 2 * 128
const ENDS = 3 * 128

const NEWLINE = 10
const SPACE = 32
const EQUALS = 61
const COLON = 58
/** How many parting signs a span may hold: after an assignment, and elsewhere. From the start of a token: any number. */
const PARTS_ASSIGNED = 12
const PARTS_ELSEWHERE = 6

/**
 * Spans that the filter perhaps knows, in order, for the parts of `bytes` that touch `focus`. A span starts at a token's
 * start or after a parting sign, and ends before one, before a full stop or an exclamation mark, or at the token's end.
 */
export function knownSpans(filter: ValueFilter, bytes: Uint8Array, focus: readonly Span[] | 'all'): Span[] {
  const found: Span[] = []
  let from = 0
  for (const span of focus === 'all' ? [{ start: 0, end: bytes.length }] : focus) {
    if (span.end <= span.start) continue
    const start = Math.max(from, tokenStart(bytes, span.start))
    from = tokenEnd(bytes, span.end)
    scanTokens(filter, bytes, start, from, found)
    if (filter.spaced) scanPhrases(filter, bytes, start, from, found)
  }
  return found
}

function tokenStart(bytes: Uint8Array, at: number): number {
  let i = at
  while (i > 0 && at - i < MAX_VALUE && ROLE[bytes[i - 1]!] !== 3) i--
  return i
}

function tokenEnd(bytes: Uint8Array, at: number): number {
  let i = at
  while (i < bytes.length && i - at < MAX_VALUE && ROLE[bytes[i]!] !== 3) i++
  return i
}

/**
 * Token by token. A token shorter than every value is jumped over from behind: where the byte at which the shortest value
 * would end, or one before it, ends a token, nothing that starts earlier can be long enough (Boyer and Moore 1977).
 */
function scanTokens(filter: ValueFilter, bytes: Uint8Array, from: number, to: number, found: Span[]): void {
  const { shortest } = filter
  for (let start = from; start + shortest <= to; ) {
    let back = start + shortest - 1
    while (back >= start && INFO[bytes[back]!]! < ENDS) back--
    if (back >= start) {
      start = back + 1
      continue
    }
    let end = start + shortest
    while (end < to && INFO[bytes[end]!]! < ENDS) end++
    scanToken(filter, bytes, start, end, found)
    start = end + 1
  }
}

function scanToken(filter: ValueFilter, bytes: Uint8Array, start: number, end: number, found: Span[]): void {
  extend(filter, bytes, start, end, MAX_VALUE, found)
  const last = end - filter.shortest
  for (let i = start; i < last; i++) {
    const byte = bytes[i]!
    if (INFO[byte]! < PARTS) continue
    const assigned = byte === EQUALS || byte === COLON
    extend(filter, bytes, i + 1, end, assigned ? PARTS_ASSIGNED : PARTS_ELSEWHERE, found)
  }
}

/** Tries every end of a span that starts at `start`, as far as a value with these kinds of characters reaches. */
function extend(f: ValueFilter, bytes: Uint8Array, start: number, end: number, parts: number, found: Span[]): void {
  const { reach, shapes } = f
  let left = parts
  let kinds = 0
  for (let i = start; i < end; i++) {
    let info = INFO[bytes[i]!]!
    while (info < STOPS && ++i < end) {
      kinds |= info
      info = INFO[bytes[i]!]!
    }
    if (i === end) kinds |= info & KINDS
    if (i - start > reach[kinds]!) return
    if (shapes[(i - start) * 128 + kinds] === 1) ask(f, bytes, start, i, found)
    if (i === end || (info >= PARTS && left-- === 0)) return
    kinds |= info & KINDS
  }
  if (shapes[(end - start) * 128 + kinds] === 1) ask(f, bytes, start, end, found)
}

function ask(f: ValueFilter, bytes: Uint8Array, start: number, end: number, found: Span[]): void {
  if (!perhaps(f, bytes, start, end)) return
  if (!found.some((s) => s.start === start && s.end === end)) found.push({ start, end })
}

/** Values with spaces: what stands between two equal quotes on a line, and what follows `: ` or `=` up to its end. */
function scanPhrases(f: ValueFilter, bytes: Uint8Array, from: number, to: number, found: Span[]): void {
  let assigned = false
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!
    if (byte === NEWLINE) assigned = false
    else if (byte === 0x22 || byte === 0x27 || byte === 0x60) tryPhrase(f, bytes, i + 1, byte, found)
    else if (!assigned && (byte === EQUALS || (byte === COLON && bytes[i + 1] === SPACE))) {
      assigned = true
      let start = i + 1
      while (bytes[start] === SPACE) start++
      tryPhrase(f, bytes, start, NEWLINE, found)
    }
  }
}

function tryPhrase(f: ValueFilter, bytes: Uint8Array, start: number, close: number, found: Span[]): void {
  const limit = Math.min(bytes.length, start + MAX_VALUE)
  let end = start
  while (end < limit && bytes[end] !== close && bytes[end] !== NEWLINE) end++
  while (close === NEWLINE && end > start && bytes[end - 1]! <= SPACE) end--
  let kinds = 0
  for (let i = start; i < end; i++) kinds |= KINDS_OF[bytes[i]!]!
  if (f.shapes[(end - start) * 128 + kinds] === 1) ask(f, bytes, start, end, found)
}
