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
  const starts = patterns.reduce((at, pattern) => at | positions.add(parsePattern(pattern).node, positions.end()), 0n)
  const { classes, samples } = classesOf(positions.sets)
  const shift = Math.ceil(Math.log2(samples.length))
  const numbers = new Map([[starts, 0]])
  const states = [starts]
  const rows: number[] = []
  for (let n = 0; n < states.length; n++) {
    for (const [c, sample] of samples.entries()) {
      const at = starts | positions.after(states[n]!, sample)
      let next = numbers.get(at)
      if (next === undefined) numbers.set(at, (next = states.push(at) - 1))
      rows[(n << shift) | c] = positions.endsIn(at) === 0 ? next << shift : -(next << shift)
    }
  }
  const ends = Int32Array.from(states, (at) => positions.endsIn(at))
  return { classes, shift, table: Int32Array.from(rows, (x) => x ?? 0), ends }
}

/** The positions in patterns at which one may be: sets of them are bits of a number. */
class Positions {
  /** By position: the bytes that it waits for, and where one is behind them. */
  readonly #waits: { readonly set: Uint8Array; readonly next: bigint; readonly bit: bigint }[] = []
  readonly #ends: bigint[] = []
  #next = 1n

  get sets(): Uint8Array[] {
    return this.#waits.map(({ set }) => set)
  }

  /** The end of one more pattern. */
  end(): bigint {
    const bit = this.#bit()
    this.#ends.push(bit)
    return bit
  }

  /** Adds a part with what follows it; gives where one is before it. */
  add(node: Node, next: bigint): bigint {
    if (node.type === 'edge') return next
    if (node.type === 'char') return this.#wait(node.set.ascii, next)
    if (node.type === 'sequence') return node.items.reduceRight((after, item) => this.add(item, after), next)
    if (node.type === 'choice') return node.items.reduce((at, item) => at | this.add(item, next), 0n)
    let at = next
    if (node.max === Number.POSITIVE_INFINITY) at |= this.#loop(node.item, next)
    else for (let n = node.min; n < node.max; n++) at = next | this.add(node.item, at)
    for (let n = 0; n < node.min; n++) at = this.add(node.item, at)
    return at
  }

  /** Where one is behind such a byte. */
  after(at: bigint, byte: number): bigint {
    let after = 0n
    for (const { set, next, bit } of this.#waits) if (set[byte] === 1 && (at & bit) !== 0n) after |= next
    return after
  }

  /** A bit for each pattern that ends there. */
  endsIn(at: bigint): number {
    return this.#ends.reduce((bits, end, pattern) => ((at & end) === 0n ? bits : bits | (1 << pattern)), 0)
  }

  #wait(set: Uint8Array, next: bigint): bigint {
    const bit = this.#bit()
    this.#waits.push({ set, next, bit })
    return bit
  }

  /** One character again and again: nothing else is needed. */
  #loop(item: Node, next: bigint): bigint {
    if (item.type !== 'char') throw new RangeError('a sign repeats characters only')
    const bit = this.#bit()
    this.#waits.push({ set: item.set.ascii, next: next | bit, bit })
    return bit
  }

  #bit(): bigint {
    const bit = this.#next
    this.#next <<= 1n
    return bit
  }
}

/** Bytes that no set tells apart are one class; `samples` has a byte of each. */
function classesOf(sets: readonly Uint8Array[]): { classes: Uint8Array; samples: number[] } {
  const distinct = [...new Set(sets)]
  const classes = new Uint8Array(256)
  const known = new Map<string, number>()
  const samples: number[] = []
  for (let c = 0; c < 256; c++) {
    const key = distinct.map((set) => set[c] ?? 0).join('')
    let n = known.get(key)
    if (n === undefined) known.set(key, (n = samples.push(c) - 1))
    classes[c] = n
  }
  return { classes, samples }
}
