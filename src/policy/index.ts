// Owns: the ordered list of policies: the first verdict wins.
// Must not know: how facts are loaded.
import type { Finding } from '../core/finding.ts'
import type { PolicyFacts } from '../core/policy-facts.ts'
import type { Verdict } from '../core/verdict.ts'
import { baseline } from './baseline.ts'
import { confidence } from './confidence.ts'
import { ignoreFile } from './ignore-file.ts'
import { inlineAllow } from './inline-allow.ts'
import { isolation } from './isolation.ts'
import { severity } from './severity.ts'
import { vaultAnswer } from './vault-answer.ts'
import { zones } from './zones.ts'

export type { PolicyFacts }

/** A pure judge. null = no opinion. */
export interface Policy {
  readonly id: string
  judge(finding: Finding, facts: PolicyFacts): Verdict | null
  /** Why a suppression that speaks of this finding does not count; '' = there is none. */
  remark?(finding: Finding, facts: PolicyFacts): string
}

/** Position = priority. */
export const policies: readonly Policy[] = [
  inlineAllow,
  ignoreFile,
  baseline,
  isolation,
  vaultAnswer,
  zones,
  severity,
  confidence,
]
