// Owns: whether what must stand behind a keyword (pattern/tail.ts) does stand there: all places of the chain at once, as bits.
// G. Navarro and M. Raffinot, "Fast and simple character classes and bounded gaps pattern matching", RECOMB 2001.
// Must not know: patterns, windows. The kernel does the same (src/kernel/assembly/keywords.ts).
import { isEndless, MOST_PLACES, MOST_READ, placesOf, type Tail, type TailSteps } from './pattern/chain.ts'

/** 64 bits: the lower half, the upper half. */
type Bits = [low: number, high: number]

/** A chain ready to be followed. Bit 0 is its start, bit n says that n of its places are behind or were left out. */
export class Chain {
  /** By byte: the places at which it may stand; lower and upper half by turns. */
  readonly masks = new Int32Array(512)
  /** Where one is before anything was read. */
  readonly first: Bits = [1, 0]
  /** Places that may be left out. */
  readonly optional: Bits = [0, 0]
  /** Places at which any number may stand. */
  readonly again: Bits = [0, 0]
  /** The last place. */
  readonly last: Bits = [0, 0]

  constructor(steps: TailSteps) {
    let place = 0
    for (const step of steps) {
      const { set, least } = step
      const places = placesOf(step)
      for (let n = 0; n < places; n++) {
        if (++place > MOST_PLACES) throw new RangeError('a chain has too many places')
        for (let c = 0; c < 128; c++)
          if ((set[c >> 5]! >>> (c & 31)) & 1) this.masks[2 * c + (place >> 5)]! |= bit(place)
        if (n >= least) this.optional[place >> 5]! |= bit(place)
      }
      if (isEndless(step)) this.again[place >> 5]! |= bit(place)
    }
    this.last[place >> 5]! |= bit(place)
    for (let n = 1; this.#isOptional(n); n++) this.first[n >> 5]! |= bit(n)
  }

  #isOptional(place: number): boolean {
    return (this.optional[place >> 5]! & bit(place)) !== 0
  }

  /** Does it stand in the bytes from `from` on, as far as it is followed? */
  stands(bytes: Uint8Array, from: number): boolean {
    const { masks, again, last, optional } = this
    const [optionalLow, optionalHigh] = optional
    const end = Math.min(bytes.length, from + MOST_READ)
    let [low, high] = this.first
    for (let i = from; i < end; i++) {
      const c = 2 * bytes[i]!
      const low1 = ((low << 1) | (low & again[0])) & masks[c]!
      const high1 = ((high << 1) | (low >>> 31) | (high & again[1])) & masks[c + 1]!
      if ((low1 | high1) === 0) return false
      // Over places that may be left out: to add one to a run of such places turns it and all behind it over.
      const next = (low1 << 1) & optionalLow
      const nextHigh = ((high1 << 1) | (low1 >>> 31)) & optionalHigh
      const sum = (optionalLow >>> 0) + (next >>> 0)
      const carry = sum > 0xffffffff ? 1 : 0
      low = low1 | next | (optionalLow & ~sum)
      high = high1 | nextHigh | (optionalHigh & ~(optionalHigh + nextHigh + carry))
      if (((low & last[0]) | (high & last[1])) !== 0) return true
    }
    return end === from + MOST_READ
  }
}

/** A chain and where it begins. */
export interface TailCheck {
  readonly at: number
  readonly chain: Chain
}

/** Makes tails ready; those with the same steps share a chain. */
export function tailChecks(chains: Map<TailSteps, Chain>, tails: readonly Tail[]): TailCheck[] {
  return tails.map(({ at, steps }) => {
    const chain = chains.get(steps) ?? new Chain(steps)
    chains.set(steps, chain)
    return { at, chain }
  })
}

function bit(place: number): number {
  return 1 << (place & 31)
}
