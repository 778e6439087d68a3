// Owns: the ordered list of policies: the first verdict wins.
// Must not know: how facts are loaded.
import type { Finding } from '../core/finding.ts'
import type { Verdict } from '../core/verdict.ts'
import { ignoreFile } from './ignore-file.ts'
import { inlineAllow } from './inline-allow.ts'
import { type VaultFacts, vaultAnswer } from './vault-answer.ts'

/** What policies may look at beside the finding. Loaded once a run, by config. */
export interface PolicyFacts {
  /** Fingerprints named in ignore files, with where they stand. */
  readonly ignored: ReadonlyMap<string, { readonly file: string; readonly line: number }>
  /** False when inline allow comments are not honoured (--ignore-gitleaks-allow). */
  readonly inlineAllows: boolean
  /** What the vault's answers mean; absent when no vault is asked. */
  readonly vault?: VaultFacts
}

/** A pure judge. null = no opinion. */
export interface Policy {
  readonly id: string
  judge(finding: Finding, facts: PolicyFacts): Verdict | null
}

/** Position = priority. */
export const policies: readonly Policy[] = [inlineAllow, ignoreFile, vaultAnswer]
