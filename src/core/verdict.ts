// Owns: what a policy may say of a finding.
// Must not know: any policy.
import type { Finding } from './finding.ts'

/** What happens to a finding. */
export type Action = 'block' | 'warn' | 'allow'

/** What a policy said, and why. */
export interface Verdict {
  readonly action: Action
  readonly policy: string
  readonly reason: string
  /** Where the suppression stands that said so: `.stanchignore:12`. What nobody names any more is stale. */
  readonly by?: string
}

/** A finding with the verdict that stands. */
export interface Decision {
  readonly finding: Finding
  readonly verdict: Verdict
}
