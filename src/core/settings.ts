// Owns: the settings of a run as one typed value, and what holds when nobody says anything.
// Must not know: files, layers, flags (config/ merges those into this).
import type { Confidence, Severity } from './rule.ts'

/** What a severity leads to. `vault`: what the vault says of the value decides. */
export type Enforcement = 'block' | 'warn' | 'allow' | 'vault'

/** Allow comments in scanned text. */
export interface InlineSettings {
  readonly allow: boolean
  /** Whose comments are honoured. */
  readonly tools: readonly ('stanch' | 'gitleaks' | 'betterleaks')[]
  readonly requireReason: boolean
  /** Globs of paths in which no allow comment counts. */
  readonly forbid: readonly string[]
}

/** Files that must not be committed: one entry, built in or of the repository. */
export interface IsolationEntry {
  readonly id: string
  readonly paths: readonly string[]
  /** Globs that the entry leaves alone. */
  readonly except: readonly string[]
  /** Texts of which the content must hold one; empty = any content. */
  readonly content: readonly string[]
  /** First bytes (latin1) by which the entry holds whatever the name is. */
  readonly magic?: readonly string[]
  readonly unless?: 'encrypted' | 'no-values' | 'no-credentials'
  readonly severity: Severity
  readonly reason: string
  readonly instead: string
}

/** A part of the repository with rules of its own. */
export interface Zone {
  readonly name: string
  readonly paths: readonly string[]
  readonly severity: Readonly<Partial<Record<Severity, Enforcement>>>
  /** Rules whose findings do not count in the zone; `*` stands for any characters. */
  readonly disableRules: readonly string[]
  /** When not empty: only findings of these count. */
  readonly onlyRules: readonly string[]
  /** Every file in it must be encrypted. */
  readonly encrypted: boolean
  readonly inlineAllows: boolean
  /** Nothing in it may be committed without asking the vault. */
  readonly vault: boolean
  readonly reason: string
}

/** Values that live in git-ignored files and must not appear in what is committed. */
export interface IsolatedValuesSettings {
  readonly enabled: boolean
  /** Files beside the known dotenv names. */
  readonly files: readonly string[]
  /** Environment variables whose values count, too. */
  readonly env: readonly string[]
  /** Names (globs) whose values do not count. */
  readonly ignore: readonly string[]
  readonly minLength: number
}

/** Everything that can be set. */
export interface Settings {
  readonly inline: InlineSettings
  readonly ignore: { readonly requireReason: boolean; readonly files: readonly string[] }
  readonly baseline: { readonly file: string }
  readonly severity: Readonly<Record<Severity, Enforcement>>
  /** What findings lead to by how sure the engine is of them. */
  readonly confidence: Readonly<Record<Confidence, Enforcement>>
  /** For a severity that is named here: the least confidence that blocks; what is below it warns. */
  readonly blockFrom: Readonly<Partial<Record<Severity, Confidence>>>
  readonly report: { readonly failOnStale: boolean }
  readonly isolation: {
    readonly enabled: boolean
    /** Ids of built-in entries that do not hold here. */
    readonly disable: readonly string[]
    /** Globs of paths that no entry holds for. */
    readonly allow: readonly string[]
    readonly files: readonly IsolationEntry[]
    readonly zones: readonly Zone[]
    readonly values: IsolatedValuesSettings
  }
  /** As written; vault/ reads it. */
  readonly vault: Readonly<Record<string, unknown>>
}

/** What holds when no layer says otherwise. */
export const DEFAULT_SETTINGS: Settings = {
  inline: { allow: true, tools: ['stanch', 'gitleaks', 'betterleaks'], requireReason: false, forbid: [] },
  ignore: { requireReason: false, files: [] },
  baseline: { file: '' },
  severity: { critical: 'block', high: 'block', medium: 'block', low: 'block' },
  confidence: { certain: 'block', high: 'block', medium: 'block', low: 'warn' },
  blockFrom: {},
  report: { failOnStale: false },
  isolation: {
    enabled: true,
    disable: [],
    allow: [],
    files: [],
    zones: [],
    values: { enabled: true, files: [], env: [], ignore: [], minLength: 8 },
  },
  vault: {},
}
