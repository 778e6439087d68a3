// Owns: looking at many versions of contents whose places are not known yet: which of them can hold a finding at all,
// and by which marks two versions can be told apart. It may promise too much, never too little.
// Must not know: where versions come from, or who asks about the places later.
import { createHash } from 'node:crypto'
import type { Engine } from './engine.ts'
import type { ContentHit } from './hit.ts'
import { scanLoaded } from './scan.ts'

/** Something found in a version: where it stands, and a mark that says what it is: rule, match and the lines around it. */
export interface Mark {
  readonly start: number
  readonly end: number
  readonly id: number
}

/** What is known of one version. */
export interface Scouted {
  readonly marks: readonly Mark[]
  /** A rule that needs more than its neighbourhood has a keyword in it: its successors are looked at as a whole, too. */
  readonly wide: boolean
}

/** Where marks of the base stand in a version that was made from it: every place to which [start, end) was copied whole. */
export type Carry = (start: number, end: number) => readonly number[]

/** Bytes on each side of a change that are looked at again. Rules that reach further make a content `wide`. */
export const SCOUT_MARGIN = 512

/** Looks at versions. One for each thread; wait for `engine.ready()` first. */
export class Scout {
  readonly #engine: Engine
  /** By keyword number: does it belong to a rule that reaches further than the margin? */
  readonly #wide: Uint8Array
  readonly #allWide: boolean

  constructor(engine: Engine) {
    this.#engine = engine
    const { rulesOf, always } = engine.table
    this.#wide = Uint8Array.from(rulesOf, (rules) => (rules.some((rule) => this.#reachesFar(rule)) ? 1 : 0))
    this.#allWide = always.some((rule) => engine.table.spec(rule).regex !== undefined)
  }

  /** A version as a whole. */
  whole(bytes: Uint8Array): Scouted {
    return { marks: this.#marksIn(bytes, 0, bytes.length), wide: this.#isWide(bytes) }
  }

  /** A version made from another: `fresh` are the spans to look at (pairs, whole lines), the rest is carried over. */
  changed(bytes: Uint8Array, fresh: readonly number[], base: Scouted, carry: Carry): Scouted {
    let wide = base.wide
    for (let i = 0; i < fresh.length && !wide; i += 2) wide = this.#isWide(bytes.subarray(fresh[i], fresh[i + 1]))
    if (wide) return { marks: this.#marksIn(bytes, 0, bytes.length), wide }
    const marks = carried(base.marks, fresh, carry)
    for (let i = 0; i < fresh.length; i += 2) marks.push(...this.#marksIn(bytes, fresh[i]!, fresh[i + 1]!))
    return { marks, wide }
  }

  #marksIn(bytes: Uint8Array, from: number, to: number): Mark[] {
    const slice = from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to)
    const { hits, supports, known } = scanLoaded(this.#engine, { bytes: slice, focus: 'all', firstLine: 1 })
    if (hits.length + supports.length + known.length === 0) return []
    return [...hits, ...supports, ...known].map((hit) => markOf(slice, hit, from))
  }

  #reachesFar(rule: number): boolean {
    const { table } = this.#engine
    const spec = table.spec(rule)
    if (spec.regex === undefined) return false
    const locality = table.locality(rule)
    if (!locality || spec.required.length > 0 || table.isSupport(rule)) return true
    return locality.foldedBefore + locality.foldedAfter > SCOUT_MARGIN && !locality.inLine
  }

  #isWide(bytes: Uint8Array): boolean {
    if (this.#allWide) return true
    const seen = { wide: false }
    this.#engine.findKeywords(bytes, (keyword) => {
      if (this.#wide[keyword] === 1) seen.wide = true
    })
    return seen.wide
  }
}
