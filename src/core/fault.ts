// Owns: what can go wrong, as values: a Fault travels with the findings, a UserError ends the run.
// Must not know: how either is printed.

/** Something that could not be looked at. Any fault makes the exit code 2. */
export interface Fault {
  readonly stage: 'source' | 'engine' | 'policy' | 'vault' | 'report'
  /** File, commit or step. */
  readonly where: string
  readonly message: string
  readonly hint?: string
}

/** Something left out on purpose. Counted and shown, never silent. */
export interface Skip {
  readonly where: string
  /** One of a few reasons in plain words: submodule, path rule, too large, binary ... */
  readonly why: string
}

/** A mistake that the user can mend: one line and a hint, no stack, exit 2. */
export class UserError extends Error {
  readonly hint: string

  constructor(message: string, hint = '') {
    super(message)
    this.name = 'UserError'
    this.hint = hint
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
