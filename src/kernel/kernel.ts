// Owns: the kernel: the inner loops of a history in WebAssembly (assembly/), and the memory that they work in. V8 takes seconds of a
// short run to make JavaScript fast, in each thread anew; this is fast at once.
// Must not know: packs, rules.
import { CODE } from './code.ts'
import { Lists } from './lists.ts'
import { Memory } from './memory.ts'

/** What assembly/index.ts offers. Offsets are bytes of the memory; counts are numbers of four bytes. */
interface Loops {
  apply(
    ...at: [
      base: number,
      baseSize: number,
      from: number,
      to: number,
      out: number,
      size: number,
      triples: number,
      room: number,
    ]
  ): number
  fresh(...at: [text: number, size: number, triples: number, length: number, baseSize: number, spans: number]): number
  pair(offsets: number, count: number, scale: number): void
  unpair(offsets: number, count: number, scale: number, numbers: number): void
  headers(
    ...at: [
      ...[piece: number, from: number, size: number, first: number, count: number],
      ...[offsets: number, header: number, sizes: number, kinds: number, bases: number],
    ]
  ): number
  link(
    ...at: [
      ...[count: number, bases: number, sizes: number, weights: number, kinds: number],
      ...[children: number, siblings: number, order: number, open: number],
    ]
  ): number
  repair(text: number, size: number): void
  holds(content: number, size: number, wanted: number, length: number, maybe: boolean): number
  setBytes(at: number): void
  setKeywords(
    ...at: [
      ...[classes: number, table: number, shift: number, firstOutput: number, outputs: number, lengths: number],
      ...[anchors: number, longest: number],
    ]
  ): void
  setSigns(
    ...at: [
      ...[classes: number, table: number, shift: number, ends: number, spreading: number],
      ...[spelt: number, reach: number, small: number],
    ]
  ): void
  look(
    ...at: [
      ...[text: number, size: number, spans: number, end: number, margin: number],
      ...[lead: number, trail: number, widest: number],
      ...[out: number, ranges: number, more: number, hits: number, room: number],
    ]
  ): number
}

/** Room of the lists at first. */
const ROOM = 1 << 12

/** The loops, their memory, and the lists that they write. */
export class Kernel {
  readonly memory: Memory
  readonly loops: Loops
  #lists: Lists

  constructor(memory: Memory, loops: Loops) {
    this.memory = memory
    this.loops = loops
    this.#lists = new Lists(memory, ROOM)
  }

  get lists(): Lists {
    return this.#lists
  }

  /** Longer lists in the place of these; what is in them is lost. */
  makeRoom(room: number): void {
    if (room <= this.#lists.room) return
    this.#lists.close()
    this.#lists = new Lists(this.memory, 2 ** Math.ceil(Math.log2(room)))
  }

  /** So many numbers of a list; good until memory is taken. */
  numbers(list: number, count: number): Int32Array {
    return this.memory.ints.subarray(list >> 2, (list >> 2) + count)
  }
}

let compiled: WebAssembly.Module | undefined

/** A kernel with a memory of its own: one for each thread. Throws where there is no WebAssembly, or no address space for it. */
export function openKernel(): Kernel {
  compiled ??= new WebAssembly.Module(Buffer.from(CODE, 'base64'))
  const memory = new Memory()
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory: memory.pages } })
  return new Kernel(memory, exports as unknown as Loops)
}
