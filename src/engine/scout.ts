// Owns: looking at many versions of contents whose places are not known yet: which of them can hold a finding at all,
// and by which marks two versions can be told apart. It may promise too much, never too little.
// Must not know: where versions come from, or who asks about the places later.
import { isAscii } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { Span } from '../core/span.ts'
import type { Engine } from './engine.ts'
import type { ContentHit } from './hit.ts'
import { mayHold } from './literal.ts'
import { backwards, followedBy, staysWithin } from './pattern/extent.ts'
import { type Content, scanLoaded, scanWhole } from './scan.ts'

/** Something found in a version: where it stands, and a mark that says what it is: rule, match and the lines around it. */
export interface Mark {
  readonly start: number
  readonly end: number
  readonly id: number
  /** Of a rule that reaches further than the margin, over the text as it stands: found anew in every version. */
  readonly far: boolean
}

/** What is known of one version. */
export interface Scouted {
  readonly marks: readonly Mark[]
  /** Numbers of the rules that reach further than the margin and whose keywords stand in it, or in what it was made from. */
  readonly far: readonly number[]
  /** Those of them that need a text which does not stand in it (literal.ts). */
  readonly idle: readonly number[]
}

/** Where marks of the base stand in a version that was made from it: every place to which [start, end) was copied whole. */
export type Carry = (start: number, end: number) => readonly number[]

/**
 * What is read with fresh lines. Behind them: so many characters, to the end of that line, then a few of the next. Before
 * them: a few of the line before, to its start, then so many. In whole lines. A rule whose matches may reach further
 * runs over the whole of each version.
 */
const MARGIN = 400
const FEW = 16
/** Bytes of a character in UTF-8. A match that reaches over a margin of ASCII has no characters left for what is behind it. */
const WIDEST = 4

/** Looks at versions. One for each thread; wait for `engine.ready()` first. */
export class Scout {
  readonly #engine: Engine
  /** By rule number: 0 not asked yet, 1 no, 2 it reaches further than the margin. */
  readonly #far: Uint8Array
  #started = new Set<number>()

  constructor(engine: Engine) {
    this.#engine = engine
    this.#far = new Uint8Array(engine.table.size)
  }

  /** A version as a whole. */
  whole(bytes: Uint8Array): Scouted {
    this.#started = new Set()
    const content = scanLoaded(this.#engine, { bytes, focus: 'all', firstLine: 1 }, this.#started)
    const marks = this.#marksOf(content, bytes, 0)
    const far = [...this.#started].filter(this.#isFar)
    return { marks, far, idle: far.filter((rule) => !this.#mayHold(rule, bytes)) }
  }

  /**
   * A version made from another: `fresh` are the lines to look at (pairs of offsets), the rest is carried over. Rules that
   * reach far, when a keyword of theirs is there, run over the whole version.
   */
  changed(bytes: Uint8Array, fresh: readonly number[], base: Scouted, carry: Carry): Scouted {
    this.#started = new Set(base.far)
    const marks = carried(base.marks, fresh, carry)
    const near = slices(bytes, fresh, 1)
    const ascii = near.every(({ from, to }) => isAscii(bytes.subarray(from, to)))
    const read: Uint8Array[] = []
    for (const { from, to, focus } of ascii ? near : slices(bytes, fresh, WIDEST)) {
      const slice = from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to)
      read.push(slice)
      const input = { bytes: slice, focus, firstLine: 1 }
      const content = scanLoaded(this.#engine, input, this.#started, { rules: base.far, is: this.#isFar })
      marks.push(...this.#marksOf(content, slice, from))
    }
    const far = [...this.#started].filter(this.#isFar)
    const lacks = (rule: number) =>
      (base.idle.includes(rule) ? read : [bytes]).every((part) => !this.#mayHold(rule, part))
    const idle = far.filter(lacks)
    const runs = far.filter((rule) => !idle.includes(rule))
    if (runs.length > 0) marks.push(...this.#marksOf(scanWhole(this.#engine, bytes, runs), bytes, 0))
    return { marks, far, idle }
  }

  /** Whether the text that every match of the rule holds, if there is such a text, may stand there. */
  #mayHold(rule: number, bytes: Uint8Array): boolean {
    const { literal } = this.#engine.rule(rule)
    return literal === undefined || mayHold(literal, bytes)
  }

  #marksOf({ hits, supports, known, cut }: Content, bytes: Uint8Array, offset: number): Mark[] {
    if (hits.length + supports.length + known.length + cut === 0) return []
    const marker = new Marker(bytes, offset)
    const marks = [...hits, ...supports, ...known].map((hit) => marker.mark(hit, this.#isFarHit(hit)))
    return cut > 0 ? [...marks, marker.whole()] : marks // so that it is looked at closely, which reports it
  }

  #isFarHit({ rule, via }: ContentHit): boolean {
    const number = this.#engine.table.numberOf(rule.spec.id)
    return via.length === 0 && number !== undefined && this.#isFar(number)
  }

  readonly #isFar = (rule: number): boolean => {
    if (this.#far[rule] === 0) this.#far[rule] = this.#reachesFar(rule) ? 2 : 1
    return this.#far[rule] === 2
  }

  /** Whole lines are looked at: a rule that stays in a line sees all that it needs. Composite rules need each other. */
  #reachesFar(rule: number): boolean {
    const { table } = this.#engine
    const spec = table.spec(rule)
    if (spec.regex === undefined) return false
    const { locality } = table.promises(rule)
    if (!locality || spec.required.length > 0 || table.isSupport(rule)) return true
    if (locality.inLine) return false
    const { before, after } = locality.ascii
    const forth = followedBy(backwards(before), after)
    const back = followedBy(backwards(after), before)
    return !(staysWithin(forth, [MARGIN, FEW]) && (staysWithin(back, [MARGIN]) || staysWithin(back, [FEW, MARGIN])))
  }
}

interface Slice {
  readonly from: number
  readonly to: number
  /** The fresh lines in it; offsets in the slice. */
  readonly focus: Span[]
}

/** Fresh lines with a margin of whole lines; those that meet are one. */
function slices(bytes: Uint8Array, fresh: readonly number[], width: number): Slice[] {
  const margin = width * MARGIN
  const few = width * FEW
  const made: Slice[] = []
  let open: { from: number; to: number; focus: Span[] } | undefined
  for (let i = 0; i < fresh.length; i += 2) {
    const start = fresh[i]!
    const end = fresh[i + 1]!
    const to = lineEnd(bytes, lineEnd(bytes, end + margin) + few)
    const from = lineStart(bytes, lineStart(bytes, start - few) - margin)
    if (open && from <= open.to) open.to = to
    else made.push((open = { from, to, focus: [] }))
    open.focus.push({ start: start - open.from, end: end - open.from })
  }
  return made
}

function lineStart(bytes: Uint8Array, at: number): number {
  return at <= 0 ? 0 : bytes.lastIndexOf(LF, at - 1) + 1
}

function lineEnd(bytes: Uint8Array, at: number): number {
  if (at >= bytes.length) return bytes.length
  const lf = bytes[at - 1] === LF ? at - 1 : bytes.indexOf(LF, at)
  return lf === -1 ? bytes.length : lf + 1
}

/** The base's marks that were copied whole to where nothing is looked at anew. */
function carried(marks: readonly Mark[], fresh: readonly number[], carry: Carry): Mark[] {
  const kept: Mark[] = []
  for (const { start, end, id, far } of marks) {
    if (far) continue
    for (const at of carry(start, end)) {
      if (!meets(fresh, at, at + end - start)) kept.push({ start: at, end: at + end - start, id, far })
    }
  }
  return kept
}

function meets(pairs: readonly number[], start: number, end: number): boolean {
  let low = 0
  let high = pairs.length >> 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (pairs[2 * middle + 1]! <= start) low = middle + 1
    else high = middle
  }
  return 2 * low < pairs.length && pairs[2 * low]! < end
}

const LF = 10

/** Makes marks of the hits of one slice. */
class Marker {
  readonly #bytes: Uint8Array
  readonly #offset: number
  #from = -1
  #to = -1
  #lines = ''

  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes
    this.#offset = offset
  }

  mark({ rule, span, match, via }: ContentHit, far: boolean): Mark {
    const name = `${rule.spec.id}\0${match}\0${via.join()}\0${this.#around(span.start, span.end)}`
    return { start: this.#offset + span.start, end: this.#offset + span.end, id: number48(name), far }
  }

  /** For the slice as a whole. */
  whole(): Mark {
    const digest = createHash('sha1').update(this.#bytes).digest()
    return { start: this.#offset, end: this.#offset + this.#bytes.length, id: digest.readUIntBE(0, 6), far: false }
  }

  /** A digest of the whole lines on which a hit stands; remembered, for a long line may hold many hits. */
  #around(start: number, end: number): string {
    const from = start === 0 ? 0 : this.#bytes.lastIndexOf(LF, start - 1) + 1
    const lf = this.#bytes.indexOf(LF, Math.max(start, end - 1))
    const to = lf === -1 ? this.#bytes.length : lf
    if (from !== this.#from || to !== this.#to) {
      this.#lines = createHash('sha1').update(this.#bytes.subarray(from, to)).digest('base64')
      this.#from = from
      this.#to = to
    }
    return this.#lines
  }
}

function number48(name: string): number {
  return createHash('sha1').update(name).digest().readUIntBE(0, 6)
}
