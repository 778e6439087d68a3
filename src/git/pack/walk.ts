// Owns: visiting the blobs of a pack: each is inflated once and rebuilt on its base, bases first.
// Must not know: what the visitor looks for.
//
// Of the deltas on one base the one with the heaviest family comes last, and the base is let go before that family is
// visited: so at most log2(objects) versions are held, however long the chains are.
import type { Kernel } from '../../kernel/kernel.ts'
import { type Edits, Patcher, resultSize } from './delta.ts'
import { type Inflater, openInflater } from './inflate.ts'
import { type Layout, NONE } from './layout.ts'
import { PackFile } from './pack-file.ts'

/** Sees every version. `State` is what it wants to know of a version when a delta on it comes. Bytes are good during the call. */
export interface Visitor<State> {
  whole(object: number, bytes: Buffer): State
  patched(object: number, bytes: Buffer, edits: Edits, base: State): State
  /** An object that could not be read; those that build on it are not visited. */
  broken(object: number, error: unknown): void
}

interface Version<State> {
  readonly object: number
  /** Where it stands in the arena. */
  readonly start: number
  readonly size: number
  readonly state: State
}

/** Reads one pack. */
export class PackWalker<State> {
  readonly #layout: Layout
  readonly #visitor: Visitor<State>
  readonly #pack: PackFile
  readonly #kernel: Kernel
  readonly #patcher: Patcher
  readonly #inflate: Inflater

  constructor(kernel: Kernel, layout: Layout, visitor: Visitor<State>, inflate: Inflater = openInflater()) {
    this.#kernel = kernel
    this.#patcher = new Patcher(kernel)
    this.#layout = layout
    this.#visitor = visitor
    this.#pack = new PackFile(layout.file)
    this.#inflate = inflate
  }

  /** Visits an object that is no delta, and everything that builds on it. */
  family(root: number): void {
    const whole = this.#attempt(root, () => this.#root(root))
    if (whole) this.#deltasOf(whole)
  }

  close(): void {
    this.#pack.close()
  }

  #deltasOf(first: Version<State>): void {
    const { child, sibling } = this.#layout
    const { memory } = this.#kernel
    for (let version: Version<State> | undefined = first; version; ) {
      let last: Version<State> | undefined
      for (let c = child[version.object]!; c !== NONE; c = sibling[c]!) {
        const base: Version<State> = version
        const next = this.#attempt(c, () => this.#patch(c, base))
        if (sibling[c] === NONE) last = next
        else if (next) this.#deltasOf(next)
      }
      memory.give(version.start, version.size)
      version = last
    }
  }

  #attempt(object: number, read: () => Version<State>): Version<State> | undefined {
    try {
      return read()
    } catch (error) {
      this.#visitor.broken(object, error)
      return undefined
    }
  }

  #root(object: number): Version<State> {
    const size = this.#sizeOf(object)
    const start = this.#inflated(object, size)
    return { object, start, size, state: this.#visitor.whole(object, this.#bytes(start, size)) }
  }

  #patch(object: number, base: Version<State>): Version<State> {
    const { memory } = this.#kernel
    const deltaSize = this.#sizeOf(object)
    const delta = this.#inflated(object, deltaSize)
    const { size, from } = resultSize(memory.bytes, delta, base.size)
    const start = memory.take(size)
    this.#patcher.apply({ base: base.start, baseSize: base.size, from, to: delta + deltaSize, out: start, size })
    memory.give(delta, deltaSize)
    const bytes = this.#bytes(start, size)
    const state = this.#visitor.patched(object, bytes, this.#patcher, base.state)
    if (bytes.length !== size) throw new Error('memory moved while a version was looked at')
    return { object, start, size, state }
  }

  /** Inflated; as a small integer, which costs V8 less. Throws when there is no memory of such a size. */
  #sizeOf(object: number): number {
    const size = this.#layout.size[object]!
    if (size >= 2 ** 31) throw new RangeError(`an object of ${size} bytes is too large`)
    return size | 0
  }

  #bytes(start: number, size: number): Buffer {
    return this.#kernel.memory.bytes.subarray(start, start + size)
  }

  #inflated(object: number, size: number): number {
    const { offset, header } = this.#layout
    const at = offset[object]! + header[object]!
    const length = (offset[object + 1]! - at) | 0
    const piece = this.#pack.at(at, length)
    const { memory } = this.#kernel
    const from = memory.take(size)
    this.#inflate({ input: piece.buffer, at: piece.start, length, output: memory.bytes, from, size })
    return from
  }
}
