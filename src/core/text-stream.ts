// Owns: toText of core/utf8.ts for content that comes in pieces: no sequence is cut between two of them.
// Must not know: where the pieces come from.
import { isUtf8 } from 'node:buffer'
import { patched, SAMPLE, wideEncoding } from './utf8.ts'

const NONE = new Uint8Array(0)

/** Pieces of bytes in, pieces of well-formed UTF-8 out. The first 512 bytes decide the encoding. */
export class TextStream {
  #held: Uint8Array = NONE
  #decided = false
  #wide: InstanceType<typeof TextDecoder> | undefined

  /** Takes a piece; gives what is complete by now (perhaps nothing). */
  push(piece: Uint8Array): Uint8Array {
    const bytes = this.#held.length > 0 ? Buffer.concat([this.#held, piece]) : piece
    if (!this.#decided && bytes.length < SAMPLE) return this.#hold(bytes, 0)
    this.#decide(bytes)
    if (this.#wide) {
      this.#held = NONE
      return Buffer.from(this.#wide.decode(bytes, { stream: true }))
    }
    return this.#hold(bytes, bytes.length - unfinished(bytes))
  }

  /** Gives the rest. */
  end(): Uint8Array {
    this.#decide(this.#held)
    if (!this.#wide) return wellFormed(this.#held)
    return Buffer.from(this.#wide.decode(this.#held))
  }

  #decide(bytes: Uint8Array): void {
    if (this.#decided) return
    this.#decided = true
    const encoding = wideEncoding(bytes)
    if (encoding) this.#wide = new TextDecoder(encoding)
  }

  #hold(bytes: Uint8Array, complete: number): Uint8Array {
    this.#held = bytes.slice(complete)
    return wellFormed(bytes.subarray(0, complete))
  }
}

function wellFormed(bytes: Uint8Array): Uint8Array {
  return isUtf8(bytes) ? bytes : patched(bytes)
}

/** Number of bytes (0 to 3) at the end that begin a sequence which is not complete. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if ((byte & 0xc0) === 0x80) continue
    const wants = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return wants > back ? back : 0
  }
  return 0
}
