// Owns: whether what must stand around a keyword does stand there (pattern/anchor.ts): a few reads a hit.
// Must not know: patterns, windows.
import type { Anchor } from './pattern/anchor.ts'

/** Anchors ready to ask, by keyword number. */
export type Anchors = ReadonlyMap<number, Anchorage>

/** An anchor ready to ask. */
export class Anchorage {
  /** Where its first place is, from the start of the keyword. */
  readonly at: number
  /** How many places it has. */
  readonly length: number
  /** Bit n of a byte's mask: the byte may stand at the n-th place. */
  readonly masks = new Uint32Array(256)

  constructor({ at, sets }: Anchor) {
    this.at = at
    this.length = sets.length
    sets.forEach((words, n) => {
      for (let c = 0; c < 128; c++) if ((words[c >> 5]! >>> (c & 31)) & 1) this.masks[c]! |= 1 << n
    })
  }

  /** For a keyword that starts at `start`. The places behind it are asked first: what stands there tells most. */
  holds(bytes: Uint8Array, start: number): boolean {
    const first = start + this.at
    if (first < 0 || first + this.length > bytes.length) return false
    for (let n = this.length - 1; n >= 0; n--) if (((this.masks[bytes[first + n]!]! >>> n) & 1) === 0) return false
    return true
  }
}

/** Makes anchors ready. */
export function anchorages(anchors: ReadonlyMap<number, Anchor>): Anchors {
  return new Map([...anchors].map(([keyword, anchor]) => [keyword, new Anchorage(anchor)]))
}
