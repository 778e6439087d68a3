// Owns: what a rule is, as plain data: what the TOML says and what a worker receives.
// Must not know: how a rule is compiled or matched.

/** How bad a leak of this kind is. */
export type Severity = 'critical' | 'high' | 'medium' | 'low'

/** How sure the engine is that a finding is a secret: `certain` means a checksum or a parse proved it. */
export type Confidence = 'certain' | 'high' | 'medium' | 'low'

/** Where a definition stands, for error messages. `line` is 1-based; 0 when unknown. */
export interface DefinedAt {
  readonly file: string
  readonly line: number
}

/** One allowlist, global or of a rule, in gitleaks' meaning: OR lists allow on any hit, AND lists need every kind. */
export interface AllowlistSpec {
  readonly description: string
  readonly condition: 'OR' | 'AND'
  readonly commits: readonly string[]
  /** RE2 patterns against the path with forward slashes. */
  readonly paths: readonly string[]
  readonly regexTarget: 'secret' | 'match' | 'line'
  readonly regexes: readonly string[]
  /** Lower-cased substrings, tested against the lower-cased secret. */
  readonly stopwords: readonly string[]
  readonly definedAt?: DefinedAt
  /** It leaves out files that are no text: --binary does without it. */
  readonly binary?: boolean
}

/** Another rule that must fire near this one for this one to count (composite rules). */
export interface RequiredSpec {
  readonly id: string
  readonly withinLines?: number
  readonly withinColumns?: number
}

/** One rule. Keywords are lower-cased; an empty list means that the rule always runs. */
export interface RuleSpec {
  readonly id: string
  readonly description: string
  readonly severity: Severity
  /** RE2 syntax; absent for a rule that looks at paths only. */
  readonly regex?: string
  /** RE2 pattern that the path must match. */
  readonly path?: string
  /** 0 = the first non-empty group, or the whole match. */
  readonly secretGroup: number
  /** Shannon entropy that the secret must exceed; 0 = not asked. */
  readonly entropy: number
  readonly keywords: readonly string[]
  readonly tags: readonly string[]
  readonly skipReport: boolean
  readonly allowlists: readonly AllowlistSpec[]
  readonly required: readonly RequiredSpec[]
  /** On one span the finding with the higher specificity wins; 100 unless said, 0 for generic rules. */
  readonly specificity: number
  /** Confidence of a plain match of this rule, before checks speak. */
  readonly confidence: Confidence
  /** Names of offline checks (engine/checks). */
  readonly checks: readonly string[]
  /** Page or words that tell where a leaked token is revoked. */
  readonly rotate?: string
  readonly definedAt: DefinedAt
}

/** A set of rules with its global allowlists. `digest` names its content: equal digests find equal things. */
export interface RuleSet {
  readonly rules: readonly RuleSpec[]
  readonly allowlists: readonly AllowlistSpec[]
  readonly digest: string
}

/** Where the engine takes its rules from: the compiled built-in file (opened lazily), or a set in memory. */
export type RuleSource =
  | {
      readonly kind: 'compiled'
      readonly file: string
      readonly disabled: readonly string[]
      readonly only: readonly string[]
      /** Rules that stand in for those of the same id; their keywords, pattern and required rules are unchanged. */
      readonly patched?: readonly RuleSpec[]
      /** All global allowlists, when they are not the file's own. */
      readonly allowlists?: readonly AllowlistSpec[]
      readonly digest?: string
    }
  | { readonly kind: 'set'; readonly set: RuleSet }
