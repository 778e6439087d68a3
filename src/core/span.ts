// Owns: byte spans and the only code that turns byte offsets into lines and columns.
// Must not know: what the bytes mean.

/** A half-open span of bytes: start <= i < end. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A place for people. Lines are 1-based; columns are 1-based and count characters (code points); endColumn is inclusive. */
export interface Region {
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
}

const NEWLINE = 10

/**
 * Tells whether [start, end) touches one of the spans. An empty span p..p marks an edge where text was removed:
 * it is touched only by what reaches over it.
 */
export function touches(spans: readonly Span[], start: number, end: number): boolean {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (spans[middle]!.end <= start) low = middle + 1
    else high = middle
  }
  const span = spans[low]
  return span !== undefined && span.start < end && span.end > start
}

/** Line starts of a text, built once per fragment and only when something was found. */
export class LineIndex {
  readonly #bytes: Uint8Array
  readonly #starts: number[] = [0]
  #known = { line: -1, offset: 0, before: 0 }
  readonly #firstColumn: number

  /** `firstColumn` is the 1-based column of the text's first byte. */
  constructor(bytes: Uint8Array, firstColumn = 1) {
    this.#bytes = bytes
    this.#firstColumn = firstColumn
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) this.#starts.push(at + 1)
  }

  /** The 0-based line that holds a byte offset. A newline belongs to the line that it ends. */
  lineOf(offset: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Number of lines; a text that ends in a newline has an empty last one. */
  get count(): number {
    return this.#starts.length
  }

  /** Bytes of a 0-based line, without its newline. */
  lineSpan(line: number): Span {
    const start = this.#starts[line] ?? this.#bytes.length
    const next = this.#starts[line + 1]
    return { start, end: next === undefined ? this.#bytes.length : next - 1 }
  }

  /** 1-based character column of a byte offset. */
  columnOf(offset: number): number {
    const line = this.lineOf(offset)
    // Counted on from the place asked for last when that is on the same line: a long line may hold many findings.
    const known = this.#known.line === line ? this.#known : { offset: this.#starts[line]!, before: 0 }
    const more = offset >= known.offset
    const [from, to] = more ? [known.offset, offset] : [offset, known.offset]
    const before = known.before + (more ? 1 : -1) * codePoints(this.#bytes, from, to)
    this.#known = { line, offset, before }
    return (line === 0 ? this.#firstColumn : 1) + before
  }

  /** The region of a span; `firstLine` is the 1-based line of the text's first byte. */
  region(span: Span, firstLine = 1): Region {
    const last = Math.max(span.start, span.end - 1)
    return {
      startLine: firstLine + this.lineOf(span.start),
      startColumn: this.columnOf(span.start),
      endLine: firstLine + this.lineOf(last),
      endColumn: span.end > span.start ? this.columnOf(last) : this.columnOf(last) - 1,
    }
  }
}

/** Number of code points in bytes[start, end) of well-formed UTF-8: every byte that does not continue another. */
export function codePoints(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let i = start; i < end; i++) if ((bytes[i]! & 0xc0) !== 0x80) count++
  return count
}
