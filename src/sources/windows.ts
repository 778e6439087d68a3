// Owns: cutting a text of any length into overlapping windows, with the line and column at which each begins.
// Must not know: where the text comes from, or what is looked for.
import { codePoints, type Span } from '../core/span.ts'

/** Bytes of text that one window answers for. */
export const WINDOW = 2 << 20
/** Bytes before and after them that it sees, too: the longest match that is sure to be found across a cut. */
export const OVERLAP = 64 << 10

/** One window. A match counts in the window in whose `owns` it starts; without `owns` the window is the whole text. */
export interface Window {
  readonly bytes: Uint8Array
  readonly firstLine: number
  readonly firstColumn: number
  readonly owns?: Span
}

/** Text comes in pieces of about that many bytes. */
const PIECE = 1 << 20

const LF = 10

/** Takes well-formed UTF-8 in pieces and gives windows: each byte is owned by one window, cut at a line's end if there is one. */
export class Windower {
  readonly #size: number
  readonly #overlap: number
  /** What is held at most, nearly always. */
  readonly #most: number
  /** What later windows have to see; its first `#length` bytes are filled. Windows are parts of it: it is never filled anew. */
  #buffer: Buffer = Buffer.alloc(0)
  #length = 0
  /** Bytes at the start of what is held that an earlier window owns. */
  #seen = 0
  #line = 1
  #column = 1

  constructor(size = WINDOW, overlap = OVERLAP) {
    this.#size = size
    this.#overlap = overlap
    this.#most = size + 2 * overlap + PIECE
  }

  /** Takes a copy of a piece; gives the windows that are complete. */
  push(piece: Uint8Array): Window[] {
    this.#makeRoom(piece.length)
    this.#buffer.set(piece, this.#length)
    this.#length += piece.length
    const windows: Window[] = []
    while (this.#length - this.#seen > this.#size + this.#overlap) windows.push(this.#cut())
    return windows
  }

  /** Gives the last window; nothing when there was no text at all. */
  end(): Window[] {
    if (this.#length === 0) return []
    const bytes = this.#held()
    const place = { bytes, firstLine: this.#line, firstColumn: this.#column }
    if (this.#seen === 0) return [place]
    return this.#seen < bytes.length ? [{ ...place, owns: { start: this.#seen, end: bytes.length } }] : []
  }

  #held(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  /** A text of one window does not take up what a long one needs; memory that is not filled costs nothing. */
  #makeRoom(more: number): void {
    const need = this.#length + more
    if (need <= this.#buffer.length) return
    const buffer = Buffer.allocUnsafeSlow(this.#length > 0 ? Math.max(need, this.#most) : need)
    this.#buffer.copy(buffer, 0, 0, this.#length)
    this.#buffer = buffer
  }

  #cut(): Window {
    const held = this.#held()
    const end = lineEnd(held, this.#seen + (this.#size >> 1), this.#seen + this.#size)
    const seenEnd = boundary(held, Math.min(held.length, end + this.#overlap))
    const window: Window = {
      bytes: held.subarray(0, seenEnd),
      firstLine: this.#line,
      firstColumn: this.#column,
      owns: { start: this.#seen, end },
    }
    this.#forget(held, lineStart(held, Math.max(0, end - this.#overlap), end))
    this.#seen = end - (held.length - this.#length)
    return window
  }

  /** Drops what no later window needs to see, and counts its lines. */
  #forget(held: Buffer, count: number): void {
    let lineAt = -1
    for (let at = held.indexOf(LF); at !== -1 && at < count; at = held.indexOf(LF, at + 1)) {
      this.#line++
      lineAt = at
    }
    const column = lineAt === -1 ? this.#column : 1
    this.#column = column + codePoints(held, lineAt + 1, count)
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(held.length - count, this.#most))
    this.#length = held.copy(this.#buffer, 0, count)
  }
}

/** Just after the last newline in [from, to), or the character boundary at `to`. */
function lineEnd(bytes: Uint8Array, from: number, to: number): number {
  const at = bytes.lastIndexOf(LF, to - 1)
  return at >= from ? at + 1 : boundary(bytes, to)
}

/** Just after the first newline in [from, to), or the character boundary at `from`. */
function lineStart(bytes: Uint8Array, from: number, to: number): number {
  if (from === 0) return 0
  const at = bytes.indexOf(LF, from - 1)
  return at !== -1 && at + 1 < to ? at + 1 : boundary(bytes, from)
}

/** The nearest start of a character at or before an offset. */
function boundary(bytes: Uint8Array, offset: number): number {
  let at = offset
  while (at > 0 && at < bytes.length && (bytes[at]! & 0xc0) === 0x80) at--
  return at
}
