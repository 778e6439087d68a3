// Owns: the line around an offset, for offsets that come in ascending order: each line is looked for once.
// Must not know: what lines are for.

const LF = 10
/** How far is looked byte by byte before the native search is called: most lines are shorter. */
const NEAR = 96

/** Bounds of the line last asked for, without its newline. */
export class LineBounds {
  readonly #bytes: Uint8Array
  start = 0
  end = -1

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Moves to the line that holds `offset`. Offsets must not descend by more than a line's beginning. */
  moveTo(offset: number): void {
    if (offset <= this.end && offset >= this.start) return
    this.start = this.#startBefore(offset)
    this.end = this.#endAfter(offset)
  }

  #startBefore(offset: number): number {
    const bytes = this.#bytes
    const stop = Math.max(0, offset - NEAR)
    for (let i = offset - 1; i >= stop; i--) if (bytes[i] === LF) return i + 1
    return stop === 0 ? 0 : bytes.lastIndexOf(LF, stop - 1) + 1
  }

  #endAfter(offset: number): number {
    const bytes = this.#bytes
    const stop = Math.min(bytes.length, offset + NEAR)
    for (let i = offset; i < stop; i++) if (bytes[i] === LF) return i
    const next = stop === bytes.length ? -1 : bytes.indexOf(LF, stop)
    return next === -1 ? bytes.length : next
  }
}
