// Owns: the lines shown around a finding: few, and cut where they are long.
// Must not know: how they are coloured or masked.
import type { Frame } from '../core/finding.ts'
import type { LineIndex, Span } from '../core/span.ts'

const CONTEXT = 1
const MOST_LINES = 8
const MOST_BYTES = 400

/**
 * The match's lines with one line of context on each side, at most 8 lines of about 400 bytes each. What stands in a `hidden` span
 * (sorted; secrets in an encoding, which masking by value would not know) is shown as asterisks.
 */
export function frameAround(
  bytes: Uint8Array,
  lines: LineIndex,
  span: Span,
  firstLine: number,
  hidden: readonly Span[] = [],
): Frame {
  const first = Math.max(0, lines.lineOf(span.start) - CONTEXT)
  const last = Math.min(
    lines.count - 1,
    lines.lineOf(Math.max(span.start, span.end - 1)) + CONTEXT,
    first + MOST_LINES - 1,
  )
  const texts: string[] = []
  for (let line = first; line <= last; line++) texts.push(cut(bytes, lines.lineSpan(line), span, hidden))
  return { firstLine: firstLine + first, lines: texts }
}

/** A long line is cut to a window that starts a little before the match. */
function cut(bytes: Uint8Array, line: Span, match: Span, hidden: readonly Span[]): string {
  const long = line.end - line.start > MOST_BYTES
  const inside = match.start >= line.start && match.start < line.end
  const start = long && inside ? Math.max(line.start, match.start - 80) : line.start
  const end = Math.min(line.end, Math.max(start + MOST_BYTES, inside ? Math.min(match.end, start + 4 * MOST_BYTES) : 0))
  const shown = Buffer.from(bytes.subarray(start, end))
  for (const span of hidden) {
    const [first, last] = [Math.max(start, span.start), Math.min(end, span.end)]
    if (first < last) shown.fill('*', first - start, last - start)
  }
  const text = shown.toString('utf8')
  return `${start > line.start ? '…' : ''}${text.replace(/\r$/, '')}${end < line.end ? '…' : ''}`
}
