// Owns: ends and beginnings of lines around offsets that come in ascending order: no byte is read twice.
// Must not know: what lines are for.

const LF = 10
/** How far is looked byte by byte before the native search is called: most lines are shorter. */
const NEAR = 96

/** Where lines of a text end, for ascending offsets. */
export class LineEnds {
  readonly #bytes: Uint8Array
  #end = -1

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Offset of the newline at or after `at`, or the length of the text. */
  after(at: number): number {
    if (at > this.#end) this.#end = nextNewline(this.#bytes, at)
    return this.#end
  }
}

/** Where lines of a text begin, for ascending offsets. */
export class LineStarts {
  readonly #bytes: Uint8Array
  #start = 0
  /** Everything before is known. */
  #read = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Offset just after the newline before `at`, or 0. */
  before(at: number): number {
    if (at > this.#read) {
      const last = lastNewline(this.#bytes, this.#read, at)
      if (last !== -1) this.#start = last + 1
      this.#read = at
    }
    return this.#start
  }
}

function nextNewline(bytes: Uint8Array, from: number): number {
  const near = Math.min(bytes.length, from + NEAR)
  for (let i = from; i < near; i++) if (bytes[i] === LF) return i
  const next = near >= bytes.length ? -1 : bytes.indexOf(LF, near)
  return next === -1 ? bytes.length : next
}

/** The last newline in [from, to), or -1. */
function lastNewline(bytes: Uint8Array, from: number, to: number): number {
  const near = Math.max(from, to - NEAR)
  for (let i = to - 1; i >= near; i--) if (bytes[i] === LF) return i
  const last = near <= from ? -1 : bytes.subarray(from, near).lastIndexOf(LF)
  return last === -1 ? -1 : from + last
}
