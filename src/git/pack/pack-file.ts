// Owns: reading bytes of a pack by offset, through a few cached blocks: a delta family stands together in a pack.
// Must not know: what the bytes mean.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Small enough that a jump costs little, many enough that a family stays. Measured: 16 KiB x 512 beats larger ones. */
const BLOCK = 1 << 14
const SLOTS = 512

/** Where the asked bytes are: `buffer[start ...]`; good until the next call. */
export interface Piece {
  readonly buffer: Buffer
  readonly start: number
}

/** An open pack file. */
export class PackFile {
  readonly size: number
  readonly #fd: number
  readonly #blocks: (Buffer | undefined)[] = new Array<Buffer | undefined>(SLOTS).fill(undefined)
  readonly #held = new Float64Array(SLOTS).fill(-1)
  #wide = Buffer.alloc(0)

  constructor(file: string) {
    this.#fd = openSync(file, 'r')
    this.size = fstatSync(this.#fd).size
  }

  /** `length` bytes from `offset` on. Throws when the file ends before. */
  at(offset: number, length: number): Piece {
    const block = Math.floor(offset / BLOCK)
    const start = (offset - block * BLOCK) | 0 // small integers cost V8 less, from here on
    if (start + length <= BLOCK) return { buffer: this.#block(block, start + length), start }
    if (this.#wide.length < length) this.#wide = Buffer.allocUnsafeSlow(Math.max(length, BLOCK * 16))
    this.read(this.#wide, length, offset)
    return { buffer: this.#wide, start: 0 }
  }

  /** Reads `length` bytes from offset `from` on. Throws when the file ends before. */
  read(into: Uint8Array, length: number, from: number): void {
    for (let done = 0; done < length; ) {
      const got = readSync(this.#fd, into, done, length - done, from + done)
      if (got === 0) throw new Error('the pack is cut short')
      done += got
    }
  }

  close(): void {
    closeSync(this.#fd)
  }

  #block(block: number, need: number): Buffer {
    const slot = block % SLOTS
    const buffer = (this.#blocks[slot] ??= Buffer.allocUnsafeSlow(BLOCK))
    const from = block * BLOCK
    const length = Math.min(BLOCK, this.size - from)
    if (need > length) throw new Error('the pack is cut short')
    if (this.#held[slot] !== block) {
      this.#held[slot] = -1
      this.read(buffer, length, from)
      this.#held[slot] = block
    }
    return buffer
  }
}
