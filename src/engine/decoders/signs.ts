// Owns: which decoders have something to do in a text: one pass over it, with a table that knows the signs of all of them.
// Must not know: decoders; it deals in patterns, by number. Thompson, "Regular expression search algorithm", CACM 11(6), 1968,
// and the subset construction (Rabin & Scott, 1959).
import type { Node } from '../pattern/ast.ts'
import { parsePattern } from '../pattern/parse.ts'

/** A table over byte classes, for up to 30 patterns. */
export interface Signs {
  readonly classes: Uint8Array
  /** log2 of the table's row width. */
  readonly shift: number
  /** table[state << shift | class] = next state << shift, negative when a pattern ends there. */
  readonly table: Int32Array
  /** By state: a bit for each pattern that ends there. */
  readonly ends: Int32Array
}

/** Which of the patterns match somewhere in bytes[from, to): a bit for each. */
export function signsIn({ classes, shift, table, ends }: Signs, bytes: Uint8Array, from: number, to: number): number {
  let state = 0
  let found = 0
  for (let i = from; i < to; i++) {
    state = table[state | classes[bytes[i]!]!]!
    if (state < 0) {
      state = -state
      found |= ends[state >> shift]!
    }
  }
  return found
}

/** The table of some patterns of ASCII, each of which matches some text. Other bytes are in none of their classes. */
export function signsOf(patterns: readonly string[]): Signs {
  const positions = new Positions()
  const starts = union(patterns.map((pattern) => positions.add(parsePattern(pattern).node, positions.end())))
  const { classes, samples } = classesOf(positions.sets)
  const shift = Math.ceil(Math.log2(samples.length))
  // One is always at the starts: a state is where one is beside them.
  const sets = new PlaceSets(starts)
  const nexts = positions.nexts.map((places) => sets.numberOf(places))
  const waiting = positions.sets.map((set) => classesIn(set, samples))
  const afterStarts = new Int32Array(samples.length)
  const advance = (row: Int32Array, place: number) => {
    for (const c of waiting[place]!) row[c] = sets.union(row[c]!, nexts[place]!)
  }
  for (const place of starts) advance(afterStarts, place)
  const states = new Map([[0, 0]])
  const rows: Int32Array[] = []
  for (const set of states.keys()) {
    const row = afterStarts.slice()
    for (const place of sets.places[set]!) advance(row, place)
    rows.push(row)
    for (let c = 0; c < row.length; c++) if (!states.has(row[c]!)) states.set(row[c]!, states.size)
  }
  const ends = Int32Array.from(states.keys(), (set) => positions.endsIn(sets.places[set]!))
  const table = new Int32Array(rows.length << shift)
  for (let n = 0; n < rows.length; n++) {
    const row = rows[n]!
    for (let c = 0; c < row.length; c++) {
      const next = states.get(row[c]!)!
      table[(n << shift) | c] = ends[next] === 0 ? next << shift : -(next << shift)
    }
  }
  return { classes, shift, table, ends }
}

/** Numbers of positions in patterns at which one may be, in ascending order. */
type Places = readonly number[]

function union(all: readonly Places[]): Places {
  const some = all.filter((places) => places.length > 0)
  return some.length < 2 ? (some[0] ?? []) : [...new Set(some.flat())].sort((a, b) => a - b)
}

/** Sets of positions by number, without those at which one always is: a set is made once, and so is the union of two. */
class PlaceSets {
  /** By number; 0 is the empty one. */
  readonly places: Places[] = []
  readonly #always: ReadonlySet<number>
  readonly #known = new Map<string, number>()
  readonly #unions = new Map<number, number>()

  constructor(always: Places) {
    this.#always = new Set(always)
    this.numberOf([])
  }

  numberOf(places: Places): number {
    const set = places.filter((place) => !this.#always.has(place))
    const key = set.join()
    const number = this.#known.get(key) ?? this.places.push(set) - 1
    this.#known.set(key, number)
    return number
  }

  union(a: number, b: number): number {
    if (a === b || b === 0) return a
    if (a === 0) return b
    const pair = (a << 15) | b
    const number = this.#unions.get(pair) ?? this.numberOf(union([this.places[a]!, this.places[b]!]))
    this.#unions.set(pair, number)
    return number
  }
}

/** The positions in patterns. */
class Positions {
  /** By position: the bytes that it waits for, and where one is behind them. */
  readonly sets: Uint8Array[] = []
  readonly nexts: Places[] = []
  /** By position: the bit of the pattern that ends there, or 0. */
  readonly #ends: number[] = []
  #patterns = 0

  /** The end of one more pattern. */
  end(): Places {
    return [this.#position(NOTHING, [], 1 << this.#patterns++)]
  }

  /** Adds a part with what follows it; gives where one is before it. */
  add(node: Node, next: Places): Places {
    if (node.type === 'edge') return next
    if (node.type === 'char') return [this.#position(node.set.ascii, next)]
    if (node.type === 'sequence') return node.items.reduceRight((after, item) => this.add(item, after), next)
    if (node.type === 'choice') return union(node.items.map((item) => this.add(item, next)))
    let at = next
    if (node.max === Number.POSITIVE_INFINITY) at = union([next, this.#loop(node.item, next)])
    else for (let n = node.min; n < node.max; n++) at = union([next, this.add(node.item, at)])
    for (let n = 0; n < node.min; n++) at = this.add(node.item, at)
    return at
  }

  /** A bit for each pattern that ends there. */
  endsIn(at: Places): number {
    return at.reduce((bits, place) => bits | this.#ends[place]!, 0)
  }

  #position(set: Uint8Array, next: Places, ends = 0): number {
    this.nexts.push(next)
    this.#ends.push(ends)
    return this.sets.push(set) - 1
  }

  /** One character again and again: nothing else is needed. */
  #loop(item: Node, next: Places): Places {
    if (item.type !== 'char') throw new RangeError('a sign repeats characters only')
    const place = this.#position(item.set.ascii, next)
    this.nexts[place] = union([next, [place]])
    return [place]
  }
}

/** So many bytes are ASCII; the first that is not stands for all others. */
const ASCII = 128

const NOTHING = new Uint8Array(ASCII)

function classesIn(set: Uint8Array, samples: readonly number[]): number[] {
  const found: number[] = []
  for (let c = 0; c < samples.length; c++) if (set[samples[c]!] === 1) found.push(c)
  return found
}

/** Bytes that no set tells apart are one class; `samples` has a byte of each. */
function classesOf(sets: readonly Uint8Array[]): { classes: Uint8Array; samples: number[] } {
  const distinct = [...new Set(sets)]
  const classes = new Uint8Array(256)
  const known = new Map<string, number>()
  const samples: number[] = []
  for (let c = 0; c <= ASCII; c++) {
    const key = distinct.map((set) => set[c] ?? 0).join('')
    let n = known.get(key)
    if (n === undefined) known.set(key, (n = samples.push(c) - 1))
    classes[c] = n
  }
  classes.fill(classes[ASCII]!, ASCII)
  return { classes, samples }
}
