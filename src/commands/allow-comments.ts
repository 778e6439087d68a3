// Owns: noting the allow comments of the files that a run sees whole: one that no finding needs is stale.
// Must not know: whether policies honour them.
import { directivesIn } from '../core/directive.ts'
import type { Fragment } from '../core/fragment.ts'
import type { WrittenAllow } from '../core/policy-facts.ts'
import type { Placed } from './placed.ts'

/** A comment begins right before it: text that merely speaks of allow comments is none. */
const OPENED = /(^|\s|\/|\*|-|#|;|%|'|\(|\{)(#|\/\/|\/\*+|--|<!--|;|%|\*|\(\*|\{#|rem|')\s*$/i

/** Collects. */
export class AllowComments {
  readonly #placed: Placed | undefined
  readonly #found = new Map<string, WrittenAllow>()

  constructor(placed: Placed | undefined) {
    this.#placed = placed
  }

  /** Takes a fragment; windows of a large file overlap, and a comment counts once. */
  look({ bytes, origin, firstLine }: Fragment): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    if (!buffer.includes(':allow')) return
    const text = buffer.toString('utf8')
    const path = this.#placed ? this.#placed(origin.path) : origin.path
    const lines = text.split('\n')
    for (const directive of directivesIn(text, firstLine)) {
      const line = lines[directive.line - firstLine] ?? ''
      const before = line.slice(0, line.indexOf(`${directive.tool}:allow`))
      if (directive.scope === 'end' || !OPENED.test(before)) continue
      this.#found.set(`${path}:${directive.line}`, { path, directive })
    }
  }

  /** All, in the order of the source. */
  all(): readonly WrittenAllow[] {
    return [...this.#found.values()]
  }
}
