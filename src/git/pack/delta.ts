// Owns: applying a delta to its base, and telling which parts of the result are copies of which: the kernel does it.
// Must not know: packs, rules.
import type { Kernel } from '../../kernel/kernel.ts'

/** What a delta did, as triples: where in the result, where in the base (-1 = inserted), how long. Good until the next. */
export interface Edits {
  readonly triples: Int32Array
  /** Numbers used. */
  readonly length: number
}

/** A delta and the versions that it leads from and to: spans of the kernel's memory. */
export interface Patch {
  readonly base: number
  readonly baseSize: number
  /** Where the instructions start and end. */
  readonly from: number
  readonly to: number
  readonly out: number
  readonly size: number
}

/** Reads the two sizes at the head of a delta. Throws when the base is not the one that it was made for. */
export function resultSize(memory: Uint8Array, delta: number, baseSize: number): { size: number; from: number } {
  const base = varint(memory, delta)
  if (base.value !== baseSize) throw new Error('a delta does not fit its base')
  const result = varint(memory, base.next)
  return { size: result.value, from: result.next }
}

function varint(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0
  for (let scale = 1, next = at; scale < 2 ** 49; scale *= 128) {
    const byte = bytes[next++]!
    value += (byte & 127) * scale
    if (byte < 128) return { value, next }
  }
  throw new Error('a delta is damaged')
}

/** What `apply` of the kernel says when there is no room. */
const FULL = -2

/** Applies deltas. */
export class Patcher implements Edits {
  readonly #kernel: Kernel
  length = 0

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  get triples(): Int32Array {
    return this.#kernel.numbers(this.#kernel.lists.triples, this.length)
  }

  /** Writes the result. Throws when the delta is damaged; it writes nowhere but into the result. */
  apply({ base, baseSize, from, to, out, size }: Patch): void {
    const kernel = this.#kernel
    for (;;) {
      const { triples, room } = kernel.lists
      const made = kernel.loops.apply(base, baseSize, from, to, out, size, triples, room)
      if (made !== FULL) {
        if (made < 0) throw new Error('a delta is damaged')
        this.length = made
        return
      }
      kernel.makeRoom(2 * room)
    }
  }
}
