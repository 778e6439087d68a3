// Owns: one stretch of memory from which versions are lent: copies inside one buffer cost a third of those between
// two, and memory that was used before costs no page faults.
// Must not know: what is in it.

const LEAST_BITS = 10
const FIRST = 64 << 20

/** Lends spans of `memory`. A span is known by where it starts. Pages that were never lent take up no memory. */
export class Arena {
  /** Replaced by a larger one when it is full: read it anew after each `take`. */
  memory: Buffer = Buffer.from(new ArrayBuffer(FIRST))
  #used = 0
  readonly #idle: number[][] = []

  /** Where a span of at least that many bytes starts; anything may be in it. */
  take(size: number): number {
    const bits = classOf(size)
    const again = this.#idle[bits]?.pop()
    if (again !== undefined) return again
    const start = this.#used
    this.#used += 2 ** bits
    if (this.#used > this.memory.length) this.#grow()
    return start
  }

  /** Gives back a span that was taken with that size. */
  give(start: number, size: number): void {
    ;(this.#idle[classOf(size)] ??= []).push(start)
  }

  #grow(): void {
    const larger = Buffer.from(new ArrayBuffer(2 ** Math.ceil(Math.log2(this.#used + 1))))
    this.memory.copy(larger)
    this.memory = larger
  }
}

/** log2 of the size class. */
function classOf(size: number): number {
  return size <= 1 << LEAST_BITS ? LEAST_BITS : 32 - Math.clz32(size - 1)
}
