// Owns: what a named check is told and what it may answer.
// Must not know: any check, any rule.

/** A match of a rule that names the check. */
export interface Candidate {
  readonly secret: string
  readonly match: string
  /** Now, in seconds since 1970, for what can expire. */
  readonly now: number
}

/**
 * proves: a checksum or a parse shows that a machine made this value (confidence becomes `certain`).
 * fits: nothing speaks against it, nothing is proved.
 * weakens: it is what it looks like, but worth less: expired, encrypted, an example (confidence becomes `low`).
 * refutes: it cannot be one (the match is dropped).
 */
export type CheckVerdict = 'proves' | 'fits' | 'weakens' | 'refutes'

/** The answer. `state` is what people read: 'expired', 'encrypted', 'wrong checksum', 'example' ... */
export interface CheckResult {
  readonly verdict: CheckVerdict
  readonly state?: string
}

/** A pure, offline test of one candidate: never throws, linear time. */
export type Check = (candidate: Candidate) => CheckResult

/** Nothing to say. */
export const FITS: CheckResult = { verdict: 'fits' }
/** Made by a machine. */
export const PROVED: CheckResult = { verdict: 'proves' }
