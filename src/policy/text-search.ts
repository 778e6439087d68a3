// Owns: looking for many texts in bytes in one pass: a hash of each three bytes tells where one may begin.
// Must not know: what the texts are. Karp & Rabin, "Efficient randomized pattern-matching algorithms", 1987.
import type { Span } from '../core/span.ts'

const PRIME = 0x9e3779b1

/** A set of texts of at least three bytes. */
export class TextSearch {
  readonly #flags = new Uint8Array(1 << 16)
  readonly #byHash = new Map<number, number[]>()
  readonly #texts: readonly Buffer[]

  constructor(texts: readonly Buffer[]) {
    this.#texts = texts
    texts.forEach((text, n) => {
      const hash = slot((text[0]! << 16) | (text[1]! << 8) | text[2]!)
      this.#flags[hash] = 1
      this.#byHash.set(hash, [...(this.#byHash.get(hash) ?? []), n])
    })
  }

  /** Tells every place in bytes[from, to) at which a text stands whole, with the text's number. */
  find(bytes: Uint8Array, { start, end }: Span, onFound: (text: number, start: number) => void): void {
    const flags = this.#flags
    let window = end - start > 2 ? (bytes[start]! << 8) | bytes[start + 1]! : 0
    for (let i = start + 2; i < end; i++) {
      window = ((window << 8) | bytes[i]!) & 0xffffff
      const hash = Math.imul(window, PRIME) >>> 16
      if (flags[hash] === 1) this.#compare(bytes, i - 2, end, hash, onFound)
    }
  }

  #compare(bytes: Uint8Array, at: number, end: number, hash: number, onFound: (text: number, start: number) => void) {
    for (const n of this.#byHash.get(hash)!) {
      const text = this.#texts[n]!
      if (at + text.length <= end && text.compare(bytes, at, at + text.length) === 0) onFound(n, at)
    }
  }
}

function slot(threeBytes: number): number {
  return Math.imul(threeBytes, PRIME) >>> 16
}
