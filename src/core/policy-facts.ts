// Owns: what policies may look at beside a finding, as plain data. Config loads it once a run.
// Must not know: how it is read, how policies judge.

import type { Directive } from './directive.ts'
import type { Confidence, Severity } from './rule.ts'
import type { Enforcement, InlineSettings, Zone } from './settings.ts'
import type { VaultPolicy } from './vault-settings.ts'

/** One line of an ignore file. */
export interface IgnoreEntry {
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** What is ignored, as written. */
  readonly text: string
  readonly kind: 'exact' | 'pattern' | 'content' | 'paths'
  readonly reason: string
  /** Last day on which it counts, YYYY-MM-DD; '' = for ever. */
  readonly until: string
}

/** An allow comment as it stands in a file that was seen whole. */
export interface WrittenAllow {
  readonly path: string
  readonly directive: Directive
}

/** One known finding. */
export interface BaselineEntry {
  readonly file: string
  readonly line: number
  /** Empty = any rule. */
  readonly ruleId: string
  readonly path: string
  /** What somebody said of it in an audit. */
  readonly decision: 'known' | 'real' | 'false' | 'allow'
  readonly reason: string
  readonly until: string
}

/** Known findings by what identifies them. */
export interface Baseline {
  readonly file: string
  readonly salt: string
  /** Salted hash of rule and secret -> entry. */
  readonly hashes: ReadonlyMap<string, BaselineEntry>
  /** Fingerprints and content ids, for baselines that do not hold hashes: gitleaks' reports. */
  readonly names: ReadonlyMap<string, BaselineEntry>
}

/** Settings of a part of the repository: a package with settings of its own, or the whole. */
export interface ScopedFacts {
  /** Folder, with a slash at its end; '' = the whole repository. */
  readonly folder: string
  readonly inline: InlineSettings
  readonly severity: Readonly<Record<Severity, Enforcement>>
  readonly confidence: Readonly<Record<Confidence, Enforcement>>
  readonly blockFrom: Readonly<Partial<Record<Severity, Confidence>>>
  readonly zones: readonly Zone[]
}

/** Everything. */
export interface PolicyFacts {
  /** Today, YYYY-MM-DD, in UTC. */
  readonly today: string
  readonly ignores: readonly IgnoreEntry[]
  /** An entry of .stanchignore without a reason does not count. */
  readonly ignoreNeedsReason: boolean
  readonly baseline: Baseline | undefined
  /** Most specific folder first; the last one is the whole repository. */
  readonly scopes: readonly ScopedFacts[]
  /** What the vault's answers mean; absent when no vault is asked. */
  readonly vault?: VaultFacts
}

/** The part of the vault's settings that says what an answer means. */
export type VaultFacts = Pick<VaultPolicy, 'unknown' | 'retired' | 'decides'>

/** The part of the repository that a path belongs to. */
export function scopeOf(facts: PolicyFacts, path: string): ScopedFacts {
  return facts.scopes.find((scope) => path.startsWith(scope.folder)) ?? facts.scopes.at(-1)!
}
