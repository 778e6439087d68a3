// Owns: the weights of the features and the thresholds of the levels. Made by scripts/fit-generic.mjs; do not edit.
// Must not know: how they are used.

/** Score of a candidate without features, in log odds. */
export const BIAS = 0

/** Least scores of the levels. */
export const LEVELS = { low: 0, medium: 1, high: 3 } as const

/** Weight of each feature. */
export const WEIGHTS: Readonly<Record<string, number>> = {}
