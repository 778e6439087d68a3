// Owns: what stands around a proposed value: the whole name, the operator, the quote, the line.
// Must not know: the path; what any of it is worth (features.ts, weights.ts).
import type { Span } from '../../core/span.ts'

/** A value that a rule proposed. Offsets are bytes of the fragment. */
export interface Proposed {
  readonly span: Span
  readonly secretSpan: Span
  readonly secret: string
}

/** How the value is written down. */
export type Quote = '"' | "'" | '`' | ''

/** A proposed value with its surroundings. */
export interface Candidate {
  readonly value: string
  /** The whole name before the operator, without quotes: `config.db_password`. */
  readonly name: string
  /** What stands between the name and the value, without blanks and quotes: `=`, `:`, `=>`, `(`, `,` ... */
  readonly operator: string
  readonly quote: Quote
  /** True when a `?`, `&` or `;` stands before the name or after the value: part of a URL or a connection string. */
  readonly embedded: boolean
  /** The line without the value, cut to some hundred characters on each side. */
  readonly before: string
  readonly after: string
}

const REACH = 200
const LF = 10

/** Reads the surroundings of a proposed value. */
export function candidateOf(proposed: Proposed, bytes: Uint8Array): Candidate {
  const { span, secretSpan, secret } = proposed
  const from = lineStart(bytes, span.start)
  const before = textOf(bytes, from, secretSpan.start)
  const after = textOf(bytes, secretSpan.end, lineEnd(bytes, secretSpan.end))
  const matchStart = textOf(bytes, from, span.start).length
  const { name, nameStart, nameEnd } = nameAround(before, matchStart)
  const gap = before.slice(nameEnd)
  return {
    value: secret,
    name,
    operator: gap
      .replace(/\s{1,}/g, ' ')
      .replace(/[\\"'`\])]/g, '')
      .trim(),
    quote: quoteBefore(before),
    embedded:
      /[?&;]$/.test(before.slice(0, nameStart)) ||
      /^[&;](?![ \t]*$)/.test(after) ||
      DEFAULT.test(before) ||
      (/["'`][\w.-]{1,40}=$/.test(before) && /^["'`]/.test(after)) ||
      CONNECTION.test(before),
    before,
    after,
  }
}

// ${db.password:value}
const DEFAULT = /\$\{[\w.-]{1,60}:$/

// Server=db;Uid=app;Password=
const CONNECTION =
  /\b(?:server|data source|user ?id|uid|host|database|initial catalog|dbname|port|dsn)[ \t]?=[^=]{0,120}[; ]/i

interface Name {
  readonly name: string
  readonly nameStart: number
  readonly nameEnd: number
}

const LONGEST_HEAD = 60

/** The rule's match begins with a keyword: the name goes on to both sides of it. */
function nameAround(before: string, at: number): Name {
  let from = at
  while (from > 0 && at - from < LONGEST_HEAD && /[\w.$@-]/.test(before[from - 1]!)) from--
  const head = before.slice(from, at)
  const tail = /^[\w.$-]{0,60}/.exec(before.slice(at))?.[0] ?? ''
  return { name: (head + tail).replace(/[.-]{1,}$/, ''), nameStart: at - head.length, nameEnd: at + tail.length }
}

function quoteBefore(before: string): Quote {
  const last = before.at(-1)
  return last === '"' || last === "'" || last === '`' ? last : ''
}

function lineStart(bytes: Uint8Array, at: number): number {
  const start = at === 0 ? 0 : bytes.lastIndexOf(LF, at - 1) + 1
  return Math.max(start, at - REACH)
}

function lineEnd(bytes: Uint8Array, at: number): number {
  const end = bytes.subarray(at, at + REACH).indexOf(LF)
  return end === -1 ? Math.min(bytes.length, at + REACH) : at + end
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.max(0, end - start)).toString('utf8')
}
