// Owns: the lists that the loops write: what a delta did, the lines that are fresh, the slices to look at, the keywords in them,
// and where something may be encoded.
// Must not know: what is done with them.
import type { Memory } from './memory.ts'

/** Numbers for a slice: see assembly/look.ts. */
export const SLICE = 8
/** Numbers for a range in which something may be encoded: see assembly/encoded.ts. */
export const RANGE = 3

/** Room for so many hits of keywords; a slice of which some are lost is searched again. */
const HITS = 1 << 15
/** Room for so many ranges more than there are spans. */
const RANGES = 1 << 12

/** Where the lists start, in bytes. They are made together, so that no memory is taken, and none moves, while they are filled. */
export class Lists {
  readonly #memory: Memory
  readonly #size: number
  readonly #start: number
  /** How many numbers `triples` has room for; the others have room for all that these lead to. */
  readonly room: number
  readonly spans: number
  readonly slices: number
  readonly ranges: number
  /** Behind it there is room for as many. */
  readonly hits: number
  readonly mostHits = HITS
  readonly moreRanges = RANGES

  constructor(memory: Memory, room: number) {
    const spans = room + 2
    const slices = (spans >> 1) * SLICE
    this.#memory = memory
    const ranges = RANGE * ((spans >> 1) + RANGES)
    this.#size = 4 * (room + spans + slices + ranges) + 2 * 8 * HITS
    this.#start = memory.take(this.#size)
    this.room = room
    this.spans = this.#start + 4 * room
    this.slices = this.spans + 4 * spans
    this.ranges = this.slices + 4 * slices
    this.hits = this.ranges + 4 * ranges
  }

  get triples(): number {
    return this.#start
  }

  /** Gives the memory back. */
  close(): void {
    this.#memory.give(this.#start, this.#size)
  }
}
