// Owns: a first look at the fresh lines of a version, by the kernel: the slices to read, the keywords that stand there, and where
// something may be encoded. It may tell of too much, never of too little.
// Must not know: rules, marks.
import type { Span } from '../core/span.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { SLICE } from '../kernel/lists.ts'
import type { HitSink } from './automaton.ts'
import { type AnchorTables, putTables } from './kernel-tables.ts'
import { LEAD, LEAST, type Margin, TRAIL, WIDEST } from './margins.ts'
import type { RuleTable } from './table.ts'
import type { Windows } from './windows.ts'

/** A part of a version to look at. */
export interface Slice {
  readonly from: number
  readonly to: number
  /** The fresh lines in it; offsets in the slice. */
  readonly focus: Span[]
  /** Where something may be encoded: on fresh lines or those next to them; offsets in the slice. */
  readonly encoded: readonly Span[]
  /** Tells the keywords that stand there as a match could hold them, where they are looked for; offsets in the slice. undefined = it is not known. */
  readonly keywords: ((sink: HitSink) => void) | undefined
}

/** What was seen; good until the next look. */
export interface Sight {
  /** Those in which something may be. */
  readonly slices: readonly Slice[]
  /** All that was read. */
  read(): Uint8Array[]
}

/** Numbers that a margin may take. */
const MARGIN = 256

/** In place of how far before fresh lines: keywords are looked for in all that is read. */
const EVERYWHERE = -1

/** Of a slice of which hits are lost: see assembly/look.ts. */
const LOST = -1

/** What is known of hits. */
type Hits = Pick<Windows, 'mayMatch' | 'anchorsOf'>

/** Looks. One for each thread; its versions stand in the kernel's memory. */
export class Lookout {
  readonly #kernel: Kernel
  readonly #windows: Hits
  readonly #lengths: Int32Array
  readonly #anchors: AnchorTables
  /** By keyword: 1 when the kernel knows what has to stand around it. */
  readonly #known: Uint8Array
  readonly #margin: number
  #placed: Margin | undefined

  constructor(kernel: Kernel, { automaton }: RuleTable, windows: Hits) {
    this.#kernel = kernel
    this.#windows = windows
    this.#lengths = automaton.lengths
    this.#margin = kernel.memory.take(4 * MARGIN)
    this.#anchors = putTables(kernel, automaton)
    this.#known = new Uint8Array(automaton.lengths.length)
  }

  /**
   * `fresh` are the lines to look at, pairs of offsets; `margin` is read around them, or as much as nearly all rules need.
   * With `all`, every slice may hold something.
   */
  look(bytes: Uint8Array, fresh: Int32Array, margin: Margin | undefined, all: boolean): Sight {
    this.#place(margin ?? LEAST)
    return this.#sight(bytes, fresh, margin ? EVERYWHERE : LEAD, all)
  }

  /** All of a version, as one slice. */
  whole(bytes: Uint8Array, all: boolean): Sight {
    const lines = this.#kernel.numbers(this.#kernel.lists.spans, 2)
    lines[0] = 0
    lines[1] = bytes.length
    this.#place(LEAST)
    return this.#sight(bytes, lines, EVERYWHERE, all)
  }

  #sight(bytes: Uint8Array, fresh: Int32Array, lead: number, all: boolean): Sight {
    const { loops, lists } = this.#kernel
    const { byteOffset: spans, byteLength } = fresh
    const made = loops.look(
      ...([bytes.byteOffset, bytes.length, spans, spans + byteLength, this.#margin] as const),
      ...([lead, TRAIL, WIDEST] as const),
      ...([lists.slices, lists.ranges, lists.moreRanges, lists.hits, lists.mostHits] as const),
    )
    const numbers = this.#kernel.numbers(lists.slices, made * SLICE)
    const slices: Slice[] = []
    for (let n = 0; n < numbers.length; n += SLICE) {
      const encoded = numbers[n + 6] !== numbers[n + 7]
      if (encoded || all || this.#mayMatch(bytes, numbers[n + 4]!, numbers[n + 5]!)) {
        slices.push(this.#slice(numbers, n, fresh))
      }
    }
    return { slices, read: () => readOf(bytes, numbers) }
  }

  #slice(numbers: Int32Array, n: number, fresh: Int32Array): Slice {
    const from = numbers[n]!
    const ranges = this.#kernel.numbers(this.#kernel.lists.ranges, 2 * numbers[n + 7]!)
    const encoded = spansOf(ranges, numbers[n + 6]!, numbers[n + 7]!, from)
    const focus = spansOf(fresh, numbers[n + 2]!, numbers[n + 3]!, from)
    const first = numbers[n + 4]!
    const last = numbers[n + 5]!
    const keywords = last === LOST ? undefined : (sink: HitSink) => this.#tell(sink, from, first, last)
    return { from, to: numbers[n + 1]!, focus, encoded, keywords }
  }

  #mayMatch(bytes: Uint8Array, first: number, last: number): boolean {
    const { ints } = this.#kernel.memory
    const hits = this.#kernel.lists.hits >> 2
    for (let hit = first; hit < last; hit++) {
      const keyword = ints[hits + 2 * hit]!
      // Of those that it knows the kernel tells only what counts.
      if (this.#known[keyword] === 1) return true
      this.#learn(keyword)
      if (this.#windows.mayMatch(bytes, keyword, ints[hits + 2 * hit + 1]!)) return true
    }
    return last === LOST
  }

  #learn(keyword: number): void {
    const anchors = this.#windows.anchorsOf(keyword)
    if (anchors) this.#anchors.put(keyword, anchors)
    this.#known[keyword] = 1
  }

  #tell(sink: HitSink, from: number, first: number, last: number): void {
    const { ints } = this.#kernel.memory
    const hits = this.#kernel.lists.hits >> 2
    for (let hit = first; hit < last; hit++) {
      const keyword = ints[hits + 2 * hit]!
      const start = ints[hits + 2 * hit + 1]! - from
      sink.hit(keyword, start, start + this.#lengths[keyword]!)
    }
  }

  #place(margin: Margin): void {
    if (this.#placed === margin) return
    const numbers = [margin.back.length, ...margin.back, margin.forth.length, ...margin.forth]
    if (numbers.length > MARGIN) throw new RangeError('a margin takes too many steps')
    this.#kernel.numbers(this.#margin, MARGIN).set(numbers)
    this.#placed = margin
  }
}

/** Some pairs of a list, as offsets from `start`. */
function spansOf(pairs: Int32Array, first: number, last: number, start: number): Span[] {
  const spans: Span[] = []
  for (let i = 2 * first; i < 2 * last; i += 2) spans.push({ start: pairs[i]! - start, end: pairs[i + 1]! - start })
  return spans
}

function readOf(bytes: Uint8Array, numbers: Int32Array): Uint8Array[] {
  const read: Uint8Array[] = []
  for (let n = 0; n < numbers.length; n += SLICE) read.push(bytes.subarray(numbers[n], numbers[n + 1]))
  return read
}
