// Owns: from keyword hits to the windows in which each rule has to run: merged, in order, so that matching in them gives
// exactly what matching in the whole text gives (pattern/locality.ts says why a window is wide enough).
// Must not know: what a rule's pattern is, or what is done in a window.
import { LineBounds } from './line-bounds.ts'
import type { RuleTable } from './table.ts'

/** Called for each window [from, to) of a rule, in ascending order for one rule. */
export type OnWindow = (rule: number, from: number, to: number) => void

const NONE = 0
const LOCAL = 1
const WHOLE = 2

/** Collects windows. One for each thread; used for one text at a time. */
export class Windows {
  readonly #table: RuleTable
  readonly #state: Uint8Array
  readonly #from: Int32Array
  readonly #to: Int32Array
  readonly #before: Int32Array
  readonly #after: Int32Array
  readonly #inLine: Uint8Array
  #touched: number[] = []
  #lines = new LineBounds(new Uint8Array())
  #length = 0
  #folded = false
  #onWindow: OnWindow = () => undefined

  constructor(table: RuleTable) {
    const { size } = table
    this.#table = table
    this.#state = new Uint8Array(size)
    this.#from = new Int32Array(size)
    this.#to = new Int32Array(size)
    this.#before = new Int32Array(size)
    this.#after = new Int32Array(size)
    this.#inLine = new Uint8Array(size)
  }

  /** Starts a text. `folded`: it holds characters that fold to ASCII letters. */
  begin(bytes: Uint8Array, folded: boolean, onWindow: OnWindow): void {
    this.#lines = new LineBounds(bytes)
    this.#length = bytes.length
    this.#folded = folded
    this.#onWindow = onWindow
  }

  /** Keyword `keyword` stands at [start, end). Hits come in ascending order of `end`. */
  hit(keyword: number, start: number, end: number): void {
    const rules = this.#table.rulesOf[keyword]!
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i]!
      const state = this.#state[rule] || this.#meet(rule)
      if (state === LOCAL) this.#extend(rule, start, end)
    }
  }

  /** Ends the text: gives all windows that are still open, and the whole text for the rules that need it. */
  end(): void {
    const touched = this.#touched.sort((a, b) => a - b)
    this.#touched = []
    const open = touched.map((rule) => ({ rule, state: this.#state[rule] }))
    for (const { rule } of open) this.#state[rule] = NONE
    for (const { rule, state } of open) {
      if (state === WHOLE) this.#onWindow(rule, 0, this.#length)
      else if (this.#to[rule]! >= 0) this.#onWindow(rule, this.#from[rule]!, this.#to[rule]!)
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
    const locality = this.#table.locality(rule)
    if (!locality) {
      this.needWhole(rule)
      return WHOLE
    }
    this.#touched.push(rule)
    this.#before[rule] = this.#folded ? locality.foldedBefore : locality.before
    this.#after[rule] = this.#folded ? locality.foldedAfter : locality.after
    this.#inLine[rule] = locality.inLine ? 1 : 0
    this.#to[rule] = -1
    this.#state[rule] = LOCAL
    return LOCAL
  }

  #extend(rule: number, start: number, end: number): void {
    let from = end - this.#before[rule]!
    let to = start + this.#after[rule]!
    if (this.#inLine[rule] === 1) {
      this.#lines.moveTo(end)
      if (from < this.#lines.start) from = this.#lines.start
      if (to > this.#lines.end) to = this.#lines.end
    } else {
      if (from < 0) from = 0
      if (to > this.#length) to = this.#length
    }
    const last = this.#to[rule]!
    if (from < last) {
      if (to > last) this.#to[rule] = to
      return
    }
    if (last >= 0) this.#onWindow(rule, this.#from[rule]!, last)
    this.#from[rule] = from
    this.#to[rule] = to
  }
}
