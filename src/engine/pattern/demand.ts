// Owns: a run of bytes that every match must hold: so long, of such bytes. Cheap to look for, so a window without it needs
// no pattern at all, and a pattern that is never needed is never compiled.
// Must not know: keywords, windows.
import type { Node } from './ast.ts'
import { asciiWords, type CharSet, sizeOf } from './char-set.ts'

/** Every match holds `length` bytes in a row that are all in the set. */
export interface Demand {
  readonly length: number
  /** 128 bits: which bytes of ASCII are in it. */
  readonly ascii: readonly number[]
  /** Bytes beyond ASCII are in it. */
  readonly beyond: boolean
}

interface Run {
  readonly length: number
  /** 128 bits. */
  readonly ascii: readonly [number, number, number, number]
  readonly beyond: boolean
}

/** What is known of a part: the best run in it, and the part as one run. */
interface Part {
  readonly best: Run
  readonly whole: Run
}

const EMPTY: Run = { length: 0, ascii: [0, 0, 0, 0], beyond: false }
const MOST_ITEMS = 48
/** Shorter runs stand everywhere. */
const USEFUL = 6

/** The demand of a pattern, if it has a useful one. */
export function demandOf(node: Node): Demand | undefined {
  const { best } = partOf(node)
  return best.length < USEFUL || value(best) < USEFUL ? undefined : best
}

function partOf(node: Node): Part {
  if (node.type === 'edge') return { best: EMPTY, whole: EMPTY }
  if (node.type === 'char') return one(runOf(node.set))
  if (node.type === 'choice') return choice(node.items.map(partOf))
  if (node.type === 'sequence') return sequence(node.items.map(partOf))
  const item = partOf(node.item)
  const whole = node.max === 0 ? EMPTY : { ...item.whole, length: item.whole.length * node.min }
  return { best: node.min === 0 ? EMPTY : better(item.best, whole), whole }
}

function runOf(set: CharSet): Run {
  return { length: 1, ascii: asciiWords(set), beyond: set.wide || set.long.length > 0 }
}

function one(run: Run): Part {
  return { best: run, whole: run }
}

function choice(parts: readonly Part[]): Part {
  const either = (runs: readonly Run[]) => ({
    ...runs.reduce(together, EMPTY),
    length: Math.min(...runs.map((r) => r.length)),
  })
  return { best: either(parts.map((p) => p.best)), whole: either(parts.map((p) => p.whole)) }
}

/** Neighbours together make longer runs of larger sets: the best stretch of them is looked for. */
function sequence(parts: readonly Part[]): Part {
  let best = EMPTY
  for (const part of parts) best = better(best, part.best)
  for (let from = 0; from < Math.min(parts.length, MOST_ITEMS); from++) {
    let run = EMPTY
    for (const part of parts.slice(from, from + MOST_ITEMS)) {
      run = together(run, part.whole)
      best = better(best, run)
    }
  }
  return { best, whole: parts.map((p) => p.whole).reduce(together, EMPTY) }
}

function together(a: Run, b: Run): Run {
  return {
    length: a.length + b.length,
    ascii: [a.ascii[0] | b.ascii[0], a.ascii[1] | b.ascii[1], a.ascii[2] | b.ascii[2], a.ascii[3] | b.ascii[3]],
    beyond: a.beyond || b.beyond,
  }
}

function better(a: Run, b: Run): Run {
  return value(b) > value(a) ? b : a
}

/** How much a run says: its length, less for a large set. */
function value({ length, ascii, beyond }: Run): number {
  if (length === 0) return 0
  const size = sizeOf(ascii) + (beyond ? 20 : 0)
  return length * Math.log2(148 / Math.max(1, size))
}
