// Owns: whether what must stand around a keyword does stand there (pattern/anchor.ts): a few reads a hit.
// Must not know: patterns, windows.
import type { Anchor } from './pattern/anchor.ts'
import type { TailSteps } from './pattern/chain.ts'
import { type Chain, type TailCheck, tailChecks } from './tail-check.ts'

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
  /** One of these has to stand, too; empty = nothing has to. */
  readonly tails: readonly TailCheck[]

  /** Anchors whose tails have the same steps share their chains. */
  constructor({ at, sets, tails }: Anchor, chains: Map<TailSteps, Chain>) {
    this.tails = tailChecks(chains, tails)
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
    if (this.tails.length === 0) return true
    for (const { at, chain } of this.tails) if (chain.stands(bytes, start + at)) return true
    return false
  }
}

/** Makes anchors ready. */
export function anchorages(anchors: ReadonlyMap<number, Anchor>): Anchors {
  const chains = new Map<TailSteps, Chain>()
  return new Map([...anchors].map(([keyword, anchor]) => [keyword, new Anchorage(anchor, chains)]))
}
