// Owns: spans that a filter of known values perhaps knows, as hits. Allowlists of rules do not speak about them.
// Must not know: whether the value is known: whoever gave the filter asks the exact table, and drops what is not.

import { knownSpans } from '../core/known-values.ts'
import type { ValueFilter } from '../core/value-filter.ts'
import { KNOWN_VALUE } from '../core/vault.ts'
import type { Viewed } from './encoded-ranges.ts'
import type { CompiledRule } from './engine.ts'
import type { ContentHit } from './hit.ts'

const RULE: CompiledRule = {
  spec: {
    id: KNOWN_VALUE,
    description: 'A value that lives in the vault',
    severity: 'critical',
    secretGroup: 0,
    entropy: 0,
    keywords: [],
    tags: ['vault'],
    skipReport: false,
    allowlists: [],
    required: [],
    specificity: 0,
    confidence: 'certain',
    checks: [],
    definedAt: { file: '(vault)', line: 0 },
  },
  regex: undefined,
  path: undefined,
  core: undefined,
  first: undefined,
  wanted: undefined,
  literal: undefined,
  head: undefined,
  allowlists: [],
}

/** Hits of rule `known-value`: candidates only, about one in 2,000 of which is no known value. */
export function knownHits(filter: ValueFilter, fragment: Viewed): ContentHit[] {
  const spans = knownSpans(filter, fragment.bytes, fragment.focus)
  const { owns } = fragment
  const own = owns ? spans.filter((s) => s.start >= owns.start && s.start < owns.end) : spans
  return own.map((span) => {
    const secret = Buffer.from(fragment.bytes.subarray(span.start, span.end)).toString('utf8')
    return {
      rule: RULE,
      span,
      secretSpan: span,
      match: secret,
      secret,
      entropy: 0,
      confidence: 'certain',
      via: [],
      pending: [],
    }
  })
}
