// Owns: the form of what has to stand behind a keyword: a chain of characters, and how much of one is followed.
// Must not know: how it is found (tail.ts), how it is followed (../tail-check.ts).

/** So many characters of a set of ASCII (128 bits as 4 words), at least and at most; `most` may be Infinity. */
export interface TailStep {
  readonly set: readonly number[]
  readonly least: number
  readonly most: number
}

/** Steps that stand behind each other; the last has to be there. */
export type TailSteps = readonly TailStep[]

/** Steps, the first of which begins at `at` from the start of a keyword. */
export interface Tail {
  readonly at: number
  readonly steps: TailSteps
}

/** A chain has at most so many places: bits of two words, one of which is where it starts. */
export const MOST_PLACES = 63
/** Of more that may be absent any number may stand there. */
const MOST_OPTIONAL = 20
/** How far behind its start a chain is followed; what comes then is taken to fit. */
export const MOST_READ = 64
/** Of more ways in which a keyword may go on none is asked. */
export const MOST_TAILS = 4

/** Of its last place there may be any number. */
export function isEndless({ least, most }: TailStep): boolean {
  return most - least > MOST_OPTIONAL
}

/** How many places of a chain a step takes. */
export function placesOf(step: TailStep): number {
  return isEndless(step) ? Math.max(1, step.least) : step.most
}
