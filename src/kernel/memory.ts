// Owns: the memory that the kernel works in, from which versions, tables and lists are lent: copies inside one buffer cost a third of
// those between two, and memory that was used before costs no page faults.
// Must not know: what is in it.

const PAGE = 1 << 16
const LEAST_BITS = 10
/** Nothing is lent below: an offset is never 0. */
const FIRST = 1024
/** The kernel reads sixteen bytes at a time. */
const SLACK = 64
/** Pages that were never lent take up no memory, but V8 counts them: with 64 MB of such memory it begins to collect garbage. */
const AT_FIRST = (16 << 20) / PAGE
const MOST_BITS = 30
const MOST = 2 ** (MOST_BITS + 1)

/** Lends spans. A span is known by where it starts. */
export class Memory {
  readonly pages = new WebAssembly.Memory({ initial: AT_FIRST, maximum: MOST / PAGE })
  /** Replaced when it grows: read them anew after each `take`. */
  bytes: Buffer = Buffer.from(this.pages.buffer)
  ints: Int32Array = new Int32Array(this.pages.buffer)
  #used = FIRST
  readonly #idle: number[][] = []

  /** Where a span of at least that many bytes starts; anything may be in it. Throws when there is no more. */
  take(size: number): number {
    const bits = classOf(size)
    const again = this.#idle[bits]?.pop()
    if (again !== undefined) return again
    const start = this.#used
    // Not 2 ** bits: that is a floating-point number to V8, and so were then all offsets.
    const end = bits > MOST_BITS ? MOST : start + (1 << bits)
    if (end + SLACK > MOST) throw new RangeError(`more than ${MOST} bytes of memory are needed`)
    if (end + SLACK > this.bytes.length) this.#grow(end + SLACK)
    this.#used = end
    return start
  }

  /** A copy of bytes of this memory; undefined where it would have to grow, which moves them. Give it back with their length. */
  spare(bytes: Uint8Array): number | undefined {
    const bits = classOf(bytes.length)
    const isThere = (this.#idle[bits]?.length ?? 0) > 0
    if (!isThere && (bits > MOST_BITS || this.#used + (1 << bits) + SLACK > this.bytes.length)) return undefined
    const start = this.take(bytes.length)
    this.bytes.copyWithin(start, bytes.byteOffset, bytes.byteOffset + bytes.length)
    return start
  }

  /** Gives back a span that was taken with that size. */
  give(start: number, size: number): void {
    ;(this.#idle[classOf(size)] ??= []).push(start)
  }

  /** A span with those bytes in it, for good. */
  put(bytes: ArrayBufferView): number {
    const start = this.take(bytes.byteLength)
    this.bytes.set(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), start)
    return start
  }

  #grow(size: number): void {
    this.pages.grow(Math.min(MOST, 2 ** Math.ceil(Math.log2(size))) / PAGE - this.bytes.length / PAGE)
    this.bytes = Buffer.from(this.pages.buffer)
    this.ints = new Int32Array(this.pages.buffer)
  }
}

/** log2 of the size class. */
function classOf(size: number): number {
  return size <= 1 << LEAST_BITS ? LEAST_BITS : 32 - Math.clz32(size - 1)
}
