// Owns: what must stand behind a keyword where a match holds it, as a chain of characters: most hits of a word like "key" are told
// from a secret's name by that, without the pattern: "keys(" is none, `key = "0a1b2c3d4e"` may be one.
// Must not know: texts, rules. A chain may allow too much, never too little.
import type { Node } from './ast.ts'
import { MOST_PLACES, placesOf, type Tail, type TailStep, type TailSteps } from './chain.ts'
import { asciiWords, isNarrow } from './char-set.ts'
import { bitsIn, type Character, type Token } from './variants.ts'

/**
 * A chain begins that near to its keyword at most: with what is followed it stays within the distance in which keywords are looked for beside
 * lines that are new (LEAD in margins.ts), so that a hit whose chain a new line may have changed is seen again.
 */
const MOST_AT = 32
/** Bits that a chain must tell to be worth following. */
const USEFUL = 6

/** What stands behind a keyword, token by token, `at` from its start; undefined = nothing that tells enough. */
export function tailOf(tokens: readonly Token[], at: number): Tail | undefined {
  if (at > MOST_AT) return undefined
  const steps: TailStep[] = []
  tokens.every((token) => ('set' in token ? addCharacter(token, steps) : add(token.gap, steps)))
  const chain = cut(steps)
  return bitsOf(chain) < USEFUL ? undefined : { at, steps: chain }
}

/** What a chain tells, in bits. */
export function bitsOf(steps: TailSteps): number {
  return steps.reduce((sum, { set, least }) => sum + least * bitsIn(set), 0)
}

/** Adds the steps of a part; false = what comes behind it cannot be told. */
function add(node: Node, steps: TailStep[]): boolean {
  if (node.type === 'sequence') return node.items.every((item) => add(item, steps))
  if (node.type === 'repeat' && node.min === 1 && node.max === 1) return add(node.item, steps)
  const step = summary(node)
  if (step === undefined) return false
  if (step.most > 0) push(step, steps)
  return true
}

function addCharacter({ narrow, words }: Character, steps: TailStep[]): boolean {
  if (narrow) push({ set: words, least: 1, most: 1 }, steps)
  return narrow
}

function push(step: TailStep, steps: TailStep[]): void {
  const before = steps.at(-1)
  if (before && before.least === before.most && step.least === step.most && isSame(before.set, step.set))
    steps[steps.length - 1] = { set: step.set, least: before.least + step.least, most: before.most + step.most }
  else steps.push(step)
}

/** A part as one step. */
function summary(node: Node): TailStep | undefined {
  if (node.type === 'edge') return NOTHING
  if (node.type === 'char') return isNarrow(node.set) ? { set: asciiWords(node.set), least: 1, most: 1 } : undefined
  if (node.type === 'repeat') {
    const item = node.max === 0 ? NOTHING : summary(node.item)
    return item && { set: item.set, least: item.least * node.min, most: item.most === 0 ? 0 : item.most * node.max }
  }
  const steps = node.items.map(summary)
  if (!steps.every((step) => step !== undefined)) return undefined
  const set = steps.reduce((words, step) => words.map((word, i) => word | step.set[i]!), NOTHING.set)
  const sum = (a: number, b: number) => a + b
  const least = steps.map((step) => step.least)
  const most = steps.map((step) => step.most)
  return node.type === 'choice'
    ? { set, least: Math.min(...least), most: Math.max(...most) }
    : { set, least: least.reduce(sum, 0), most: most.reduce(sum, 0) }
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.every((word, i) => word === b[i])
}

const NOTHING: TailStep = { set: [0, 0, 0, 0], least: 0, most: 0 }

/** As much of it as there are places for, up to what has to be there. */
function cut(steps: TailSteps): TailSteps {
  const kept: TailStep[] = []
  let room = MOST_PLACES
  for (const step of steps) {
    const places = placesOf(step)
    if (places > room) {
      const least = Math.min(step.least, room)
      kept.push({ ...step, least, most: least })
      break
    }
    kept.push(step)
    room -= places
  }
  const last = kept.findLastIndex(({ least }) => least > 0)
  return kept.slice(0, last + 1).map((step, n) => (n === last ? { ...step, most: step.least } : step))
}
