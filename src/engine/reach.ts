// Owns: one rule's window around a keyword hit: its promise (pattern/locality.ts) applied to a text.
// Must not know: how windows are merged.
import { LineEnds, LineStarts } from './line-bounds.ts'
import type { Letters } from './pattern/char-set.ts'
import type { Extent } from './pattern/extent.ts'
import type { Locality } from './pattern/promises.ts'

/** The lines of the hits of a text, shared by all rules. */
export interface HitLines {
  readonly ends: LineEnds
  readonly starts: LineStarts
}

/** Where matches around a hit of one rule can be. Hits come in ascending order. */
export class Reach {
  from = 0
  to = 0
  readonly #bytes: Uint8Array
  readonly #lines: HitLines
  readonly #inLine: boolean
  readonly #before: readonly number[] | undefined
  readonly #after: readonly number[] | undefined
  readonly #starts: LineStarts[]
  readonly #ends: LineEnds[]

  constructor(locality: Locality, letters: Letters, bytes: Uint8Array, lines: HitLines) {
    this.#bytes = bytes
    this.#lines = lines
    this.#inLine = locality.inLine
    this.#before = locality[letters].before
    this.#after = locality[letters].after
    this.#starts = jumps(this.#inLine ? [0] : this.#before).map(() => new LineStarts(bytes))
    this.#ends = jumps(this.#inLine ? [0] : this.#after).map(() => new LineEnds(bytes))
  }

  /** Sets `from` and `to` for a keyword at [start, end). */
  around(start: number, end: number): void {
    if (this.#inLine) this.#aroundInLine(start, end)
    else {
      this.from = this.#back(end)
      this.to = this.#forth(start)
    }
  }

  #aroundInLine(start: number, end: number): void {
    const before = this.#before
    const after = this.#after
    const first = this.#lines.starts.before(end)
    const last = this.#lines.ends.after(end)
    this.from = before?.length === 1 ? Math.max(first, end - before[0]!) : first
    this.to = after?.length === 1 ? Math.min(last, start + after[0]!) : last
  }

  #back(end: number): number {
    const steps = this.#before
    if (!steps) return 0
    let at = Math.max(0, end - steps[0]!)
    for (let i = 1; i < steps.length; i++) at = Math.max(0, this.#starts[i - 1]!.before(at) - steps[i]!)
    return at
  }

  #forth(start: number): number {
    const { length } = this.#bytes
    const steps = this.#after
    if (!steps) return length
    let at = Math.min(length, start + steps[0]!)
    for (let i = 1; i < steps.length; i++) at = Math.min(length, this.#ends[i - 1]!.after(at) + steps[i]!)
    return at
  }
}

/** The jumps to a line's end or start in an extent. */
function jumps(extent: Extent): readonly number[] {
  return extent ? extent.slice(1) : []
}
