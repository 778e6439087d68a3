// Owns: the tables that the kernel's loops run over: keywords, the signs of encoded values, and what bytes are; in its memory.
// Must not know: what is looked at.
import type { Kernel } from '../kernel/kernel.ts'
import type { Memory } from '../kernel/memory.ts'
import type { Anchorage } from './anchored.ts'
import type { Automaton } from './automaton.ts'
import { BASE64_VALUE } from './decoders/base64.ts'
import { HEX_VALUE } from './decoders/decoder.ts'
import { SMALL, SPREADING, signTable } from './decoders/index.ts'
import { REACH, SPELT } from './encoded-ranges.ts'
import { MOST_TAILS } from './pattern/chain.ts'
import type { Chain } from './tail-check.ts'

/** Puts the tables there; once for each kernel. Gives where those that say which hits count go. */
export function putTables({ memory, loops }: Kernel, keywords: Automaton): AnchorTables {
  const { classes, table, shift, firstOutput, outputs, lengths } = keywords
  const anchors = new AnchorTables(memory, lengths.length)
  loops.setKeywords(
    memory.put(classes),
    memory.put(inBytes(table)),
    shift,
    memory.put(firstOutput),
    memory.put(outputs),
    memory.put(lengths),
    anchors.byKeyword,
    lengths.reduce((most, length) => Math.max(most, length), 0),
  )
  const signs = signTable()
  loops.setSigns(
    ...([memory.put(signs.classes), memory.put(inBytes(signs.table)), signs.shift, memory.put(signs.ends)] as const),
    ...([SPREADING, memory.put(SPELT), REACH, SMALL] as const),
  )
  loops.setBytes(memory.put(byteKinds()))
  return anchors
}

/** Room for so many numbers of anchors, taken at once: memory must not move later. Those that do not fit are not asked. */
const ANCHORS = 1 << 18
/** Numbers of an anchor, and where those of its tails are. */
const TAILS = 3
const ANCHOR = TAILS + 2 * MOST_TAILS + 256
/** Numbers of a chain. */
const CHAIN = 4 * 2 + 2 * 256

/** Says which hits of a keyword count: every one until it is told what has to stand around them. */
export class AnchorTables {
  readonly byKeyword: number
  readonly #memory: Memory
  readonly #chains = new Map<Chain, number>()
  #next: number
  readonly #end: number

  constructor(memory: Memory, keywords: number) {
    this.#memory = memory
    this.byKeyword = memory.put(new Int32Array(keywords))
    this.#next = memory.take(4 * ANCHORS) >> 2
    this.#end = this.#next + ANCHORS
  }

  /** One of these has to hold; the layout is that of assembly/keywords.ts. */
  put(keyword: number, anchors: readonly Anchorage[]): void {
    const chains = new Set(anchors.flatMap(({ tails }) => tails.map(({ chain }) => chain)))
    const fresh = [...chains].filter((chain) => !this.#chains.has(chain))
    if (this.#next + fresh.length * CHAIN + 1 + anchors.length * ANCHOR + 1 > this.#end) return
    for (const chain of fresh) this.#chains.set(chain, this.#putChain(chain))
    const { ints } = this.#memory
    ints[(this.byKeyword >> 2) + keyword] = 4 * this.#next
    ints[this.#next++] = anchors.length
    for (const { at, length, tails, masks } of anchors) {
      ints.set([at, length, tails.length], this.#next)
      ints.set(
        tails.flatMap((tail) => [tail.at, this.#chains.get(tail.chain)!]),
        this.#next + TAILS,
      )
      ints.set(masks, this.#next + ANCHOR - masks.length)
      this.#next += ANCHOR
    }
  }

  #putChain({ first, optional, again, last, masks }: Chain): number {
    const { ints } = this.#memory
    this.#next += this.#next & 1 // of 64 bits
    const start = this.#next
    ints.set([...first, ...optional, ...again, ...last], start)
    ints.set(masks, start + CHAIN - masks.length)
    this.#next += CHAIN
    return 4 * start
  }
}

/** States that are offsets in bytes, and not numbers of a table. */
function inBytes(table: Int32Array): Int32Array {
  return table.map((state) => state * 4)
}

/** What each byte is (bits, see assembly/runs.ts), then its value as a digit of base64. */
function byteKinds(): Uint8Array {
  const kinds = new Uint8Array(512)
  for (let c = 0; c < 256; c++) {
    const value = BASE64_VALUE[c]!
    const isBase32 = (c >= 65 && c <= 90) || (c >= 50 && c <= 55)
    const bits = [HEX_VALUE[c]! >= 0, isBase32, value >= 52]
    kinds[c] = bits.reduce((mask, is, bit) => mask | (is ? 1 << bit : 0), 0)
    kinds[256 + c] = value & 63
  }
  return kinds
}
