// Owns: all rules over one view: keyword hits -> windows -> hits, and then the rules that composite rules need.
// Must not know: places (it is told which rules hold), decoders, fragments.
import type { Span } from '../core/span.ts'
import { findKeywords } from './automaton.ts'
import { supporters } from './composite.ts'
import type { CompiledRule, Engine } from './engine.ts'
import { folded, lettersOf } from './fold.ts'
import type { ContentHit } from './hit.ts'
import { type Run, runAtKeywords, runInWindow } from './match.ts'
import type { Keywords, View } from './view.ts'

/** What is found is put in here. */
export interface Found {
  readonly hits: ContentHit[]
  /** Hits that only support composite rules. */
  readonly supports: ContentHit[]
  /** Rules that look at the path only, and whose keywords (if any) are there. */
  readonly pathRules: CompiledRule[]
  /** Numbers of the rules that ran over the whole content for a keyword somewhere in it: they run over decoded parts too. */
  readonly gated: Set<number>
  /** The focus, when it is made of whole lines. */
  readonly lines: readonly Span[] | undefined
  /** The keywords of the content itself where they are known; undefined = they have to be looked for. */
  readonly keywords: Keywords | undefined
  /** Numbers of the rules that had something to look at: their keywords are there. Kept when given. */
  readonly started: Set<number> | undefined
  /** Rules that are left out of the content itself; they run over what is decoded in it. */
  readonly leave: ((rule: number) => boolean) | undefined
}

/** Runs every rule that holds over the view. The regex engine must be loaded. */
export function scanView(engine: Engine, view: View, holds: (rule: CompiledRule) => boolean, found: Found): void {
  const { table, windows } = engine
  const known = view.depth === 0 ? found.keywords : view.keywords
  if (known?.count === 0 && table.always.length === 0 && (view.depth === 0 || found.gated.size === 0)) return
  const scan = new ViewScan(engine, view, holds, found)
  try {
    const fold = known ? undefined : folded(view.bytes)
    const letters = fold ? 'folded' : lettersOf(view.bytes)
    const lines = view.depth === 0 ? found.lines : undefined
    const onKeywords = engine.regexEngine.sticky ? scan.keywords : undefined
    windows.begin(view.bytes, letters, { onWindow: scan.window, onKeywords }, lines)
    for (const rule of table.always) windows.needWhole(rule)
    if (view.depth > 0) for (const rule of found.gated) windows.needWhole(rule)
    if (!fold && known) known.tell(windows)
    else if (!fold) findKeywords(table.automaton, view.bytes, windows)
    else {
      findKeywords(table.automaton, fold.bytes, {
        hit: (keyword, start, end) => windows.hit(keyword, fold.original(start), fold.original(end)),
      })
    }
    windows.end()
  } catch (error) {
    windows.reset()
    throw error
  }
  scan.end()
}

/** Runs some rules over the whole view, whatever their keywords. */
export function runRules(engine: Engine, view: View, rules: readonly number[], found: Found): void {
  const scan = new ViewScan(engine, view, () => true, found)
  for (const rule of rules) scan.window(rule, 0, view.bytes.length)
  scan.end()
}

class ViewScan {
  readonly #engine: Engine
  readonly #view: View
  readonly #holds: (rule: CompiledRule) => boolean
  readonly #found: Found
  readonly #runs = new Map<number, Run | undefined>()
  readonly #needed = new Set<CompiledRule>()

  constructor(engine: Engine, view: View, holds: (rule: CompiledRule) => boolean, found: Found) {
    this.#engine = engine
    this.#view = view
    this.#holds = holds
    this.#found = found
  }

  /** Rule number `n` is to be run over [from, to). */
  readonly window = (n: number, from: number, to: number): void => {
    const run = this.#runOf(n)
    if (run) this.#ran(run, runInWindow(run, this.#view, from, to, this.#found.hits))
  }

  /** It is to be tried at keywords, the offsets of which are given. */
  readonly keywords = (n: number, starts: readonly number[]): void => {
    const run = this.#runOf(n)
    const first = run?.rule.first
    if (first) this.#ran(run, runAtKeywords(run, first, this.#view, starts, this.#found.hits))
  }

  #runOf(n: number): Run | undefined {
    if (!this.#runs.has(n)) this.#runs.set(n, this.#start(n))
    return this.#runs.get(n)
  }

  #ran({ rule }: Run, hits: number): void {
    if (hits === 0 || rule.spec.required.length === 0) return
    for (const other of supporters(this.#engine, rule)) this.#needed.add(other)
  }

  /** Runs the rules that composite rules with hits need and that have not run: whatever their keywords. */
  end(): void {
    const ran = new Set([...this.#runs.values()].map((run) => run?.rule))
    for (const rule of this.#needed) {
      if (ran.has(rule) || !this.#holds(rule)) continue
      const run: Run = { rule, lists: this.#lists(rule), focus: 'all' }
      runInWindow(run, this.#view, 0, this.#view.bytes.length, this.#found.supports)
    }
  }

  /** undefined = the rule does not run here. */
  #start(n: number): Run | undefined {
    this.#found.started?.add(n)
    const { table } = this.#engine
    if (!table.isReported(n)) return undefined
    if (this.#view.depth === 0 && !table.promises(n).locality) this.#found.gated.add(n)
    if (this.#view.depth === 0 && this.#found.leave?.(n)) return undefined
    const rule = this.#engine.rule(n)
    if (rule.spec.skipReport || !this.#holds(rule)) return undefined
    if (!rule.regex) {
      if (this.#view.depth === 0) this.#found.pathRules.push(rule)
      return undefined
    }
    const anywhere = rule.spec.required.length > 0 || table.isSupport(n)
    return { rule, lists: this.#lists(rule), focus: anywhere ? 'all' : this.#view.focus }
  }

  #lists(rule: CompiledRule) {
    const global = this.#engine.allowlists
    return rule.allowlists.length === 0 ? global : [...global, ...rule.allowlists]
  }
}
