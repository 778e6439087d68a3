// Owns: bzip2 block by block, within the bounds: a block of 45 bytes can unpack to 45 MB, and the package's own stream
// gives a whole file's blocks at once, with eight bytes of memory for each byte.
// Must not know: what is inside.
import type { Account } from './limits.ts'
import { loaded } from './loaded.ts'

const CHUNK = 64 << 10

/** The unpacked content in chunks; several streams after each other are one. Throws when it is damaged or ends early, and BoundReached. */
export async function* bzip2(bytes: Uint8Array, account: Account): AsyncGenerator<Uint8Array> {
  const { header, decompress } = methodsOf(loaded(await import('unbzip2-stream/lib/bzip2.js')))
  const { default: bitIterator } = await import('unbzip2-stream/lib/bit_iterator.js')
  const bits = bitIterator(once(bytes))
  while (bits.bytesRead < bytes.length) {
    const size = 100_000 * header(bits)
    const buffer = new Int32Array(size)
    for (let checksum: number | null = 0; checksum !== null; ) {
      const out = new Chunks(account)
      let failure: { readonly error: unknown } | undefined
      try {
        checksum = decompress(bits, (byte) => out.add(byte), buffer, size, checksum)
      } catch (error) {
        failure = { error }
      }
      yield* out.all()
      if (failure) throw failure.error
    }
  }
}

type Library = typeof import('unbzip2-stream/lib/bzip2.js')

/** They keep their tables in `this`. */
function methodsOf(library: Library): Library {
  const own = Object.create(library) as Library
  return { header: own.header.bind(own), decompress: own.decompress.bind(own) }
}

/** The whole buffer, then none: the reader asks for more only when a stream is cut off. */
function once(bytes: Uint8Array): () => Uint8Array {
  let given = false
  return () => {
    if (given) throw new Error('it ends early')
    given = true
    return bytes
  }
}

/** Gathers bytes; asks the account before each chunk. */
class Chunks {
  readonly #account: Account
  readonly #full: Uint8Array[] = []
  #open = Buffer.allocUnsafe(CHUNK)
  #length = 0

  constructor(account: Account) {
    this.#account = account
  }

  add(byte: number): void {
    if (this.#length === CHUNK) {
      this.#account.check((this.#full.length + 1) * CHUNK)
      this.#full.push(this.#open)
      this.#open = Buffer.allocUnsafe(CHUNK)
      this.#length = 0
    }
    this.#open[this.#length++] = byte
  }

  all(): readonly Uint8Array[] {
    return this.#length === 0 ? this.#full : [...this.#full, this.#open.subarray(0, this.#length)]
  }
}
