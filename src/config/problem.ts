// Owns: a defect of a configuration as a value: what, where, how to mend it; and how it is told in one line.
// Must not know: what configurations hold.
import { UserError } from '../core/fault.ts'
import type { DefinedAt } from '../core/rule.ts'

/** One defect. An error ends the run, a warning is told. */
export interface Problem {
  readonly level: 'error' | 'warning'
  readonly at: DefinedAt
  /** Id of the rule that it is about. */
  readonly rule?: string
  readonly message: string
  readonly hint?: string
}

/** Where problems are put. */
export type Report = (problem: Problem) => void

/** `.gitleaks.toml:12: rule acme-token: reason` */
export function problemText({ at, rule, message }: Problem): string {
  const place = at.line > 0 ? `${at.file}:${at.line}` : at.file
  return `${place}: ${rule === undefined ? '' : `rule ${rule}: `}${message}`
}

/** Throws a UserError for the first error, and says how many more there are. */
export function throwFirst(problems: readonly Problem[]): void {
  const errors = problems.filter((p) => p.level === 'error')
  const first = errors[0]
  if (!first) return
  const more = errors.length > 1 ? `${errors.length - 1} more: stanch config check` : ''
  throw new UserError(problemText(first), [first.hint ?? '', more].filter(Boolean).join('\n  hint: '))
}
