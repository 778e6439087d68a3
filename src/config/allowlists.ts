// Owns: allowlist tables of both generations -> allowlists as plain data, with the place of each entry.
// Must not know: rules, and how patterns are matched.
import type { AllowlistSpec, DefinedAt } from '../core/rule.ts'
import { KEYS } from './keys.ts'
import type { Table } from './table.ts'

/** One allowlist as it stands in a file. */
export interface AllowlistPart {
  readonly spec: AllowlistSpec
  /** Ids of the rules that a global list is for; empty = all. */
  readonly targetRules: readonly string[]
  /** Where an entry of one of its lists stands. */
  readonly placeOf: (list: 'paths' | 'regexes' | 'stopwords' | 'targetrules', index: number) => DefinedAt
}

/** Reads `[allowlist]` (deprecated) and `[[allowlists]]` of a table. */
export function allowlistsOf(owner: Table, kind: 'allowlist' | 'globalAllowlist'): AllowlistPart[] {
  if (owner.has('allowlist') && owner.has('allowlists')) {
    owner.error(
      'allowlist',
      '[allowlist] is deprecated and cannot be combined with [[allowlists]]',
      'make it one more [[allowlists]]',
    )
  }
  const old = owner.tables('allowlist')
  if (old.length > 0 && typeof old[0]!.path.at(-1) === 'number') {
    owner.error(
      'allowlist',
      '[[allowlist]] is a list, but the deprecated name takes a single table',
      'write [[allowlists]]',
    )
  }
  return [...old, ...owner.tables('allowlists')].map((table) => allowlistOf(table, kind))
}

function allowlistOf(table: Table, kind: 'allowlist' | 'globalAllowlist'): AllowlistPart {
  table.onlyKnown(KEYS[kind])
  const spec: AllowlistSpec = {
    description: table.string('description') ?? '',
    condition: conditionOf(table),
    commits: unique((table.strings('commits') ?? []).map((c) => c.trim().toLowerCase())),
    paths: table.strings('paths') ?? [],
    regexTarget: targetOf(table),
    regexes: table.strings('regexes') ?? [],
    stopwords: unique((table.strings('stopwords') ?? []).map((s) => s.toLowerCase())),
    definedAt: table.at(),
  }
  if (spec.commits.length + spec.paths.length + spec.regexes.length + spec.stopwords.length === 0) {
    table.error(
      '',
      'the allowlist is empty: it must check commits, paths, regexes or stopwords',
      'fill it or remove it',
    )
  }
  return {
    spec,
    targetRules: (kind === 'globalAllowlist' && table.strings('targetrules')) || [],
    placeOf: (list, index) => table.at(list, index),
  }
}

function conditionOf(table: Table): AllowlistSpec['condition'] {
  const text = table.string('condition') ?? ''
  if (/^(and|&&)$/i.test(text)) return 'AND'
  if (!/^(or|\|\||)$/i.test(text)) table.error('condition', `unknown condition "${text}"`, 'AND or OR')
  return 'OR'
}

function targetOf(table: Table): AllowlistSpec['regexTarget'] {
  const text = table.string('regextarget') || 'secret'
  if (text === 'secret' || text === 'match' || text === 'line') return text
  table.error('regextarget', `unknown regexTarget "${text}"`, 'secret, match or line (lower case)')
  return 'secret'
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)]
}
