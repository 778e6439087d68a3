// Owns: looking at many versions of contents whose places are not known yet: which of them can hold a finding at all,
// and by which marks two versions can be told apart. It may promise too much, never too little.
// Must not know: where versions come from, or who asks about the places later.
import { createHash } from 'node:crypto'
import type { Kernel } from '../kernel/kernel.ts'
import type { Engine } from './engine.ts'
import type { ContentHit } from './hit.ts'
import { mayHold } from './literal.ts'
import { Lookout, type Sight } from './lookout.ts'
import { LEAST, type Margin, type Need, needOf, wider } from './margins.ts'
import { type Content, type LinesInput, scanLoaded, scanWhole } from './scan.ts'

/** Something found in a version: where it stands, and a mark that says what it is: rule, match and the lines around it. */
export interface Mark {
  readonly start: number
  readonly end: number
  readonly id: number
  /** Of a rule that reaches further than the margin, over the text as it stands: found anew in every version. */
  readonly far: boolean
  /** It holds a newline. */
  readonly overLines: boolean
}

/** What is known of one version. */
export interface Scouted {
  readonly marks: readonly Mark[]
  /** Numbers of the rules that reach further than the margin and whose keywords stand in it, or in what it was made from. */
  readonly far: readonly number[]
  /** Those of them that need a text which does not stand in it (literal.ts). */
  readonly idle: readonly number[]
  /** Around its fresh lines keywords were looked for that far; undefined = as near as nearly all rules need. */
  readonly margin: Margin | undefined
}

/** Of a version in which there is nothing to find. */
const NOTHING: Scouted = { marks: [], far: [], idle: [], margin: undefined }
const NONE: Mark[] = []

/** The same of one that was made from another in which there is nothing. */
function nothing(base: Scouted): Scouted {
  return base.margin === undefined ? NOTHING : { ...NOTHING, margin: base.margin }
}

/** Where marks of the base stand in a version that was made from it: every place to which [start, end) was copied whole. */
export type Carry = (start: number, end: number) => readonly number[]

/** Looks at versions. One for each thread; wait for `engine.ready()` first. */
export class Scout {
  readonly #engine: Engine
  /** By rule number: what it needs around fresh lines; undefined = not asked yet. */
  readonly #needs: (Need | undefined)[]
  readonly #lookout: Lookout | undefined
  /** Something is looked for that needs no keyword. */
  readonly #asksAll: boolean
  #started = new Set<number>()

  /** Versions made from others need the kernel that holds them. */
  constructor(engine: Engine, kernel?: Kernel) {
    this.#engine = engine
    this.#needs = new Array(engine.table.size)
    this.#lookout = kernel && new Lookout(kernel, engine.table, engine.windows)
    const { always, spec } = engine.table
    // A rule that looks at the path only says nothing of a version.
    this.#asksAll = always.some((rule) => spec(rule).regex !== undefined) || engine.options.known !== undefined
  }

  /** A version as a whole. */
  whole(bytes: Uint8Array): Scouted {
    this.#started = new Set()
    return this.#all({ bytes, focus: 'all', firstLine: 1 })
  }

  /** The same for a version in the kernel's memory. */
  root(bytes: Uint8Array): Scouted {
    this.#started = new Set()
    const { slices } = this.#lookout!.whole(bytes, this.#asksAll)
    const [slice] = slices
    if (!slice) return NOTHING
    const { keywords, encoded } = slice
    return this.#all({ bytes, focus: 'all', firstLine: 1, keywords, encoded, peek: this.#lookout!.peek })
  }

  #all(input: LinesInput): Scouted {
    const { bytes } = input
    const content = scanLoaded(this.#engine, input, this.#started)
    const marks = this.#marksOf(content, bytes, 0)
    const far = [...this.#started].filter(this.#isFar)
    return { marks, far, idle: far.filter((rule) => !this.#mayHold(rule, bytes)), margin: this.#margin(undefined) }
  }

  /**
   * A version made from another, in the kernel's memory, as is `fresh`: the lines to look at (pairs of offsets). The rest is carried over. Rules that
   * reach far, when a keyword of theirs is there, run over the whole version.
   */
  changed(bytes: Uint8Array, fresh: Int32Array, base: Scouted, carry: Carry): Scouted {
    const kept = base.marks.length === 0 ? NONE : carried(base.marks, fresh, carry)
    if (kept === undefined) return this.root(bytes)
    const sight = this.#lookout!.look(bytes, fresh, base.margin, this.#asksAll)
    // Nearly always.
    if (sight.slices.length === 0 && kept.length === 0 && base.far.length === 0) return nothing(base)
    this.#started = new Set(base.far)
    let looked = this.#around(bytes, sight, base)
    let margin = this.#margin(base.margin)
    // A rule that reaches further than what was read has started in it.
    for (let used = base.margin ?? LEAST; margin && wider(used, margin) !== used; ) {
      used = margin
      looked = this.#around(bytes, this.#lookout!.look(bytes, fresh, margin, this.#asksAll), base)
      margin = this.#margin(margin)
    }
    const { read } = looked
    const far = [...this.#started].filter(this.#isFar)
    const lacks = (rule: number) =>
      (base.idle.includes(rule) ? read() : [bytes]).every((part) => !this.#mayHold(rule, part))
    const idle = far.filter(lacks)
    const runs = far.filter((rule) => !idle.includes(rule))
    const marks = [...kept, ...looked.marks]
    if (runs.length > 0) marks.push(...this.#marksOf(scanWhole(this.#engine, bytes, runs), bytes, 0))
    return { marks, far, idle, margin }
  }

  /** What stands in the slices, and what was read. */
  #around(bytes: Uint8Array, { slices, read }: Sight, base: Scouted) {
    const { peek } = this.#lookout!
    const marks: Mark[] = []
    for (const { from, to, focus, encoded, keywords } of slices) {
      const slice = from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to)
      const input = { bytes: slice, focus, firstLine: 1, encoded, keywords, peek }
      const content = scanLoaded(this.#engine, input, this.#started, { rules: base.far, is: this.#isFar })
      marks.push(...this.#marksOf(content, slice, from))
    }
    return { read, marks }
  }

  /** What the rules that started need, and those before them. */
  #margin(before: Margin | undefined): Margin | undefined {
    let margin = before
    for (const rule of this.#started) {
      const need = this.#need(rule)
      if (typeof need !== 'string') margin = margin ? wider(margin, need) : need
    }
    return margin
  }

  /** Whether the text that every match of the rule holds, if there is such a text, may stand there. */
  #mayHold(rule: number, bytes: Uint8Array): boolean {
    const { literal } = this.#engine.rule(rule)
    return literal === undefined || (this.#lookout?.mayHold(literal, bytes) ?? mayHold(literal, bytes))
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

  readonly #isFar = (rule: number): boolean => this.#need(rule) === 'all'

  #need(rule: number): Need {
    return (this.#needs[rule] ??= needOf(this.#engine.table, rule))
  }
}

/**
 * The base's marks that were copied whole to where nothing is looked at anew. undefined = one over several lines was not: in
 * those of them that are not fresh may stand something that it hid.
 */
function carried(marks: readonly Mark[], fresh: Int32Array, carry: Carry): Mark[] | undefined {
  const kept: Mark[] = []
  for (const mark of marks) {
    if (mark.far) continue
    const length = mark.end - mark.start
    const places = carry(mark.start, mark.end).filter((at) => !meets(fresh, at, at + length))
    if (places.length === 0 && mark.overLines) return undefined
    for (const at of places) kept.push({ ...mark, start: at, end: at + length })
  }
  return kept
}

function meets(pairs: Int32Array, start: number, end: number): boolean {
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
    const lf = this.#bytes.indexOf(LF, span.start)
    const overLines = lf !== -1 && lf < span.end
    return { start: this.#offset + span.start, end: this.#offset + span.end, id: number48(name), far, overLines }
  }

  /** For the slice as a whole. */
  whole(): Mark {
    const digest = createHash('sha1').update(this.#bytes).digest()
    return {
      start: this.#offset,
      end: this.#offset + this.#bytes.length,
      id: digest.readUIntBE(0, 6),
      far: false,
      overLines: false,
    }
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
