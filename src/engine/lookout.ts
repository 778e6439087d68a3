// Owns: a first look by the kernel, at the fresh lines of a version or at a whole text: the slices to read, the keywords that stand there, and where
// something may be encoded. It may tell of too much, never of too little.
// Must not know: rules, marks.
import type { Span } from '../core/span.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { Lists, RANGE, SLICE } from '../kernel/lists.ts'
import type { HitSink } from './automaton.ts'
import { askedFor } from './decoders/index.ts'
import type { Encoded } from './encoded-ranges.ts'
import { type AnchorTables, putTables } from './kernel-tables.ts'
import { type Literal, mayHold } from './literal.ts'
import { LEAD, LEAST, type Margin, TRAIL, WIDEST } from './margins.ts'
import type { RuleTable } from './table.ts'
import type { Keywords } from './view.ts'
import type { Peeked } from './views.ts'
import type { Windows } from './windows.ts'

/** A part of a version to look at. */
export interface Slice {
  readonly from: number
  readonly to: number
  /** The fresh lines in it; offsets in the slice. */
  readonly focus: Span[]
  /** Where something may be encoded on fresh lines or near them; offsets in the slice. */
  readonly encoded: readonly Encoded[]
  /** The keywords that stand there as a match could hold them, where they are looked for; offsets in the slice. undefined = it is not known. */
  readonly keywords: Keywords | undefined
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

const NO_KEYWORDS: Keywords = { count: 0, tell: () => undefined }
const NOTHING: Peeked = { encoded: [], keywords: NO_KEYWORDS }
const NO_SLICES: readonly Slice[] = []

/** Of what the kernel gives for a look. */
function isSomething(seen: number): boolean {
  return (seen & 1) === 1
}

/** Decoded texts of more bytes are not looked at here. */
const LONGEST_PEEK = 1 << 16
/** Sources cut large files into windows that are far smaller. */
const LONGEST_CONTENT = 1 << 28

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
  /** Where texts that stand elsewhere are put, literals too, and what is seen in them. */
  readonly #peeks: { readonly at: number; readonly lists: Lists }
  /** Where long ones are put. */
  #room = { at: 0, size: 0 }

  constructor(kernel: Kernel, { automaton }: RuleTable, windows: Hits) {
    this.#kernel = kernel
    this.#windows = windows
    this.#lengths = automaton.lengths
    this.#margin = kernel.memory.take(4 * MARGIN)
    this.#peeks = { at: kernel.memory.take(LONGEST_PEEK), lists: new Lists(kernel.memory, 2) }
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
    const { lists } = this.#kernel
    const seen = this.#run(bytes.byteOffset, bytes.length, fresh, lead, lists)
    const read = () => readOf(bytes, this.#slices(seen, lists))
    if (!all && !isSomething(seen)) return { slices: NO_SLICES, read }
    const numbers = this.#slices(seen, lists)
    const slices: Slice[] = []
    for (let n = 0; n < numbers.length; n += SLICE) {
      const encoded = numbers[n + 6] !== numbers[n + 7]
      if (encoded || all || this.#mayMatch(bytes, numbers[n + 4]!, numbers[n + 5]!)) {
        slices.push(this.#slice(numbers, n, fresh))
      }
    }
    return { slices, read }
  }

  /** See assembly/look.ts. */
  #run(text: number, size: number, spans: Int32Array, lead: number, lists: Lists): number {
    return this.#kernel.loops.look(
      ...([text, size, spans.byteOffset, spans.byteOffset + spans.byteLength, this.#margin] as const),
      ...([lead, TRAIL, WIDEST] as const),
      ...([lists.slices, lists.ranges, lists.moreRanges, lists.hits, lists.mostHits] as const),
    )
  }

  #slices(seen: number, { slices }: Lists): Int32Array {
    return this.#kernel.numbers(slices, (seen >> 1) * SLICE)
  }

  #slice(numbers: Int32Array, n: number, fresh: Int32Array): Slice {
    const from = numbers[n]!
    const { lists } = this.#kernel
    const encoded = this.#encoded(lists, numbers[n + 6]!, numbers[n + 7]!, from)
    const focus = spansOf(fresh, numbers[n + 2]!, numbers[n + 3]!, from)
    const keywords = this.#keywords(lists, numbers[n + 4]!, numbers[n + 5]!, from)
    return { from, to: numbers[n + 1]!, focus, encoded, keywords }
  }

  /** A text that stands elsewhere, as a whole; undefined = it is too long, or letters fold in it. Good until the next. */
  readonly peek = (bytes: Uint8Array): Peeked | undefined => {
    return bytes.length > LONGEST_PEEK ? undefined : this.#elsewhere(bytes, this.#peeks.at, this.#peeks.lists)
  }

  /** The same of a long one; good until the next of these. */
  content(bytes: Uint8Array): Peeked | undefined {
    const { memory } = this.#kernel
    if (bytes.length > LONGEST_CONTENT) return undefined
    if (bytes.length > this.#room.size) {
      if (this.#room.size > 0) memory.give(this.#room.at, this.#room.size)
      this.#room = { at: memory.take(bytes.length), size: bytes.length }
    }
    return this.#elsewhere(bytes, this.#room.at, this.#kernel.lists)
  }

  #elsewhere(bytes: Uint8Array, at: number, lists: Lists): Peeked | undefined {
    this.#kernel.memory.bytes.set(bytes, at)
    const whole = this.#kernel.numbers(lists.spans, 2)
    whole[0] = 0
    whole[1] = bytes.length
    this.#place(LEAST)
    const seen = this.#run(at, bytes.length, whole, EVERYWHERE, lists)
    if (!isSomething(seen)) return NOTHING
    const [, , , , first, last, from, to] = this.#slices(seen, lists)
    const keywords = this.#keywords(lists, first!, last!, 0)
    if (!keywords) return undefined
    const mayMatch = this.#mayMatch(bytes, first!, last!, lists)
    return { encoded: this.#encoded(lists, from!, to!, 0), keywords: mayMatch ? keywords : NO_KEYWORDS }
  }

  /** As literal.ts says it. */
  mayHold(literal: Literal, bytes: Uint8Array): boolean {
    const { memory, loops } = this.#kernel
    if (bytes.buffer !== memory.bytes.buffer) return mayHold(literal, bytes)
    const { at } = this.#peeks
    memory.bytes.set(literal.bytes, at)
    return loops.holds(bytes.byteOffset, bytes.length, at, literal.bytes.length, literal.folds) !== 0
  }

  #encoded({ ranges }: Lists, first: number, last: number, start: number): Encoded[] {
    const numbers = this.#kernel.numbers(ranges, RANGE * last)
    const encoded: Encoded[] = []
    for (let i = RANGE * first; i < RANGE * last; i += RANGE)
      encoded.push({ start: numbers[i]! - start, end: numbers[i + 1]! - start, asked: askedFor(numbers[i + 2]!) })
    return encoded
  }

  #keywords({ hits }: Lists, first: number, last: number, from: number): Keywords | undefined {
    if (last === LOST) return undefined
    return { count: last - first, tell: (sink) => this.#tell(sink, hits, from, first, last) }
  }

  #mayMatch(bytes: Uint8Array, first: number, last: number, lists = this.#kernel.lists): boolean {
    const { ints } = this.#kernel.memory
    const hits = lists.hits >> 2
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

  #tell(sink: HitSink, list: number, from: number, first: number, last: number): void {
    const { ints } = this.#kernel.memory
    const hits = list >> 2
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
