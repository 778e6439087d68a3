// Owns: the commits of a walk over all refs with their parents, kept as git wrote them for whoever needs them after the changes were
// read: asking once more takes git as long again.
// Must not know: why they are needed.

/** More than this is not kept: some 800,000 commits. */
const MOST = 64 << 20

/** What `rev-list --topo-order --parents` wrote. */
export class Walk {
  #chunks: Buffer[] = []
  #size = 0
  #ended = false

  /** The next part of what git wrote. */
  take(chunk: Buffer): void {
    this.#size += chunk.length
    if (this.#size <= MOST) this.#chunks.push(chunk)
    else this.#chunks = []
  }

  /** git has written all of it. */
  end(): void {
    this.#ended = true
  }

  /** Its lines, children before their parents; undefined when not all was written or kept. */
  lines(): string[] | undefined {
    if (!this.#ended || this.#size > MOST) return undefined
    return Buffer.concat(this.#chunks).toString('latin1').split('\n').filter(Boolean)
  }
}
