// Owns: old content + new content -> the byte spans of the new content that are new.
// Must not know: git, rules.
import type { Span } from '../core/span.ts'

const LF = 10

/**
 * Lines of `next` that are in none of `olds`, as sorted disjoint spans; an empty span marks a place where lines of the
 * first old version were removed, so that a match joined across it counts. Every line that is not in an old version is
 * covered. Lines are compared as bytes, newline included.
 */
export function changedLines(olds: readonly Uint8Array[], next: Uint8Array): Span[] {
  const first = olds[0]
  if (!first) return next.length > 0 ? [{ start: 0, end: next.length }] : []
  const head = commonHead(first, next)
  const tail = commonTail(first, next, head)
  const known = new Set<string>()
  for (const old of olds) {
    const whole = old === first
    const [from, to] = whole ? [head, old.length - tail] : [0, old.length]
    for (const line of lines(old, from, to)) known.add(key(old, line))
  }
  return mergeLines(next, head, next.length - tail, known)
}

function mergeLines(next: Uint8Array, from: number, to: number, known: ReadonlySet<string>): Span[] {
  const spans: Span[] = []
  if (from === to && from > 0) spans.push({ start: from, end: from })
  for (const line of lines(next, from, to)) {
    if (known.has(key(next, line))) continue
    const last = spans.at(-1)
    if (last && last.end === line.start) spans[spans.length - 1] = { start: last.start, end: line.end }
    else spans.push(line)
  }
  return spans
}

function key(bytes: Uint8Array, line: Span): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + line.start, line.end - line.start).toString('latin1')
}

function* lines(bytes: Uint8Array, from: number, to: number): Generator<Span> {
  for (let start = from; start < to; ) {
    const lf = bytes.indexOf(LF, start)
    const end = lf === -1 || lf >= to ? to : lf + 1
    yield { start, end }
    start = end
  }
}

/** Length of the equal head, cut back to a line's start. */
function commonHead(a: Uint8Array, b: Uint8Array): number {
  const end = Math.min(a.length, b.length)
  let i = 0
  while (i < end && a[i] === b[i]) i++
  if (i === a.length && i === b.length) return i
  while (i > 0 && b[i - 1] !== LF) i--
  return i
}

/** Length of the equal tail that does not reach into the head, cut back so that it begins at a line's start in both. */
function commonTail(a: Uint8Array, b: Uint8Array, head: number): number {
  const most = Math.min(a.length, b.length) - head
  let n = 0
  while (n < most && a[a.length - 1 - n] === b[b.length - 1 - n]) n++
  while (n > 0 && !(startsLine(a, a.length - n) && startsLine(b, b.length - n))) n--
  return n
}

function startsLine(bytes: Uint8Array, at: number): boolean {
  return at === 0 || bytes[at - 1] === LF
}
