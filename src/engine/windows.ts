// Owns: from keyword hits to the windows in which each rule has to run: merged, in order, so that matching in them gives
// exactly what matching in the whole text gives (pattern/locality.ts says why a window is wide enough).
// Must not know: what a rule's pattern is, or what is done in a window.
import type { Span } from '../core/span.ts'
import { type Anchorage, type Anchors, anchorages } from './anchored.ts'
import { LineEnds, LineStarts } from './line-bounds.ts'
import type { Letters } from './pattern/char-set.ts'
import { type HitLines, Reach } from './reach.ts'
import type { RuleTable } from './table.ts'

/** Who is told. */
export interface Told {
  /** Called for each window [from, to) of a rule, in ascending order for one rule. */
  onWindow(rule: number, from: number, to: number): void
  /** Called, at most once, with the keywords of a rule that is to be tried there (pattern/start.ts), in ascending order; else it gets windows, too. */
  readonly onKeywords?: ((rule: number, starts: readonly number[]) => void) | undefined
}

/** A rule that has none: any hit counts. */
const NO_ANCHORS: Anchors = new Map()

const NONE = 0
const LOCAL = 1
const WHOLE = 2
const AT_KEYWORDS = 3

/** Collects windows. One for each thread; used for one text at a time. */
export class Windows {
  readonly #table: RuleTable
  readonly #state: Uint8Array
  readonly #from: Int32Array
  readonly #to: Int32Array
  readonly #reach: (Reach | undefined)[]
  readonly #anchors: (Anchors | undefined)[]
  #touched: number[] = []
  #bytes: Uint8Array = new Uint8Array()
  #lines: HitLines = linesOf(this.#bytes)
  #letters: Letters = 'plain'
  #told: Told = { onWindow: () => undefined }
  /** By rule that is tried at its keywords: where they start. */
  readonly #keywords: number[][]
  /** Whole lines beside which rules that stay in a line have nothing to do; undefined = all count. */
  #focus: readonly Span[] | undefined
  #next = 0
  /** By keyword: 0 not asked yet, 1 all its rules stay in a line, 2 not all. */
  readonly #inLine: Uint8Array

  constructor(table: RuleTable) {
    const { size } = table
    this.#table = table
    this.#state = new Uint8Array(size)
    this.#from = new Int32Array(size)
    this.#to = new Int32Array(size)
    this.#reach = new Array(size)
    this.#anchors = new Array(size)
    this.#inLine = new Uint8Array(table.rulesOf.length)
    this.#keywords = new Array(size)
  }

  /** Starts a text. `lines`: only what touches these whole lines counts. */
  begin(bytes: Uint8Array, letters: Letters, told: Told, lines?: readonly Span[]): void {
    this.#focus = lines
    this.#next = 0
    this.#bytes = bytes
    this.#lines = linesOf(bytes)
    this.#letters = letters
    this.#told = told
  }

  /** Keyword `keyword` stands at [start, end). Hits come in ascending order of `end`. */
  hit(keyword: number, start: number, end: number): void {
    const rules = this.#table.rulesOf[keyword]!
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i]!
      if (this.#letters !== 'folded' && !this.#stands(this.#bytes, rule, keyword, start)) continue
      if (this.#focus && this.#isBeside(this.#focus, start, end) && this.#staysInLine(keyword)) return
      const state = this.#state[rule] || this.#meet(rule)
      if (state === LOCAL) this.#extend(rule, start, end)
      else if (state === AT_KEYWORDS) this.#keywords[rule]!.push(start)
    }
  }

  /** Whether a match of any rule can hold the keyword there; not for texts in which letters fold. */
  mayMatch(bytes: Uint8Array, keyword: number, start: number): boolean {
    const rules = this.#table.rulesOf[keyword]!
    for (let i = 0; i < rules.length; i++) if (this.#stands(bytes, rules[i]!, keyword, start)) return true
    return false
  }

  /** What may stand around a keyword, one for each rule that asks; undefined = for some rule any hit counts. */
  anchorsOf(keyword: number): Anchorage[] | undefined {
    const all = this.#table.rulesOf[keyword]!.map((rule) => this.#anchorsOf(rule))
    return all.includes(NO_ANCHORS) ? undefined : all.flatMap((anchors) => anchors.get(keyword) ?? [])
  }

  /** Whether a match can hold the keyword there, as far as what stands around it tells. */
  #stands(bytes: Uint8Array, rule: number, keyword: number, start: number): boolean {
    const anchors = this.#anchorsOf(rule)
    return anchors === NO_ANCHORS || anchors.get(keyword)?.holds(bytes, start) === true
  }

  #anchorsOf(rule: number): Anchors {
    let anchors = this.#anchors[rule]
    if (anchors === undefined) {
      const promised = this.#table.promises(rule).anchors
      this.#anchors[rule] = anchors = promised ? anchorages(promised) : NO_ANCHORS
    }
    return anchors
  }

  #isBeside(focus: readonly Span[], start: number, end: number): boolean {
    while (this.#next < focus.length && focus[this.#next]!.end <= start) this.#next++
    const span = focus[this.#next]
    return span === undefined || span.start >= end
  }

  #staysInLine(keyword: number): boolean {
    if (this.#inLine[keyword] === 0) {
      const stays = (rule: number) =>
        this.#table.promises(rule).locality?.inLine === true && !this.#table.isSupport(rule)
      this.#inLine[keyword] = this.#table.rulesOf[keyword]!.every(stays) ? 1 : 2
    }
    return this.#inLine[keyword] === 1
  }

  /** Ends the text: gives all windows that are still open, and the whole text for the rules that need it. */
  end(): void {
    const touched = this.#touched.sort((a, b) => a - b)
    this.#touched = []
    const open = touched.map((rule) => ({ rule, state: this.#state[rule] }))
    for (const { rule } of open) {
      this.#state[rule] = NONE
      this.#reach[rule] = undefined
    }
    for (const { rule, state } of open) {
      if (state === WHOLE) this.#told.onWindow(rule, 0, this.#bytes.length)
      else if (state === AT_KEYWORDS) this.#told.onKeywords!(rule, ascending(this.#keywords[rule]!))
      else if (this.#to[rule]! >= 0) this.#told.onWindow(rule, this.#from[rule]!, this.#to[rule]!)
    }
  }

  /** Forgets the text, when something was thrown in the middle of it. */
  reset(): void {
    for (const rule of this.#touched) this.#state[rule] = NONE
    this.#touched = []
  }

  /** The whole text for a rule without keywords. */
  needWhole(rule: number): void {
    if (this.#state[rule] === NONE) this.#touched.push(rule)
    this.#state[rule] = WHOLE
  }

  #meet(rule: number): number {
    const { locality, start } = this.#table.promises(rule)
    if (!locality) {
      this.needWhole(rule)
      return WHOLE
    }
    this.#touched.push(rule)
    if (start && this.#told.onKeywords && this.#letters !== 'folded') {
      this.#keywords[rule] = []
      return (this.#state[rule] = AT_KEYWORDS)
    }
    this.#reach[rule] = new Reach(locality, this.#letters, this.#bytes, this.#lines)
    this.#to[rule] = -1
    this.#state[rule] = LOCAL
    return LOCAL
  }

  #extend(rule: number, start: number, end: number): void {
    const reach = this.#reach[rule]!
    const last = this.#to[rule]!
    reach.around(start, end)
    const { from, to } = reach
    if (from < last) {
      if (to > last) this.#to[rule] = to
      return
    }
    if (last >= 0) this.#told.onWindow(rule, this.#from[rule]!, last)
    this.#from[rule] = from
    this.#to[rule] = to
  }
}

/** They come in ascending order of where they end; two of a rule may start at one place. */
function ascending(starts: number[]): readonly number[] {
  return starts.sort((a, b) => a - b)
}

function linesOf(bytes: Uint8Array): HitLines {
  return { ends: new LineEnds(bytes), starts: new LineStarts(bytes) }
}
