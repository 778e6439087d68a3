// The engine on one text, with rules written in the test.
import type { RawFinding } from '../src/core/finding.ts'
import type { RuleSpec } from '../src/core/rule.ts'
import { Engine } from '../src/engine/engine.ts'
import { scanFragment } from '../src/engine/scan.ts'
import { tableOf } from '../src/engine/table-of-set.ts'

/** A whole rule from its interesting parts. Keywords default to none: the rule always runs. */
export function ruleOf(parts: Partial<RuleSpec> & { readonly id: string }): RuleSpec {
  return {
    description: parts.id,
    severity: 'high',
    secretGroup: 0,
    entropy: 0,
    keywords: [],
    tags: [],
    skipReport: false,
    allowlists: [],
    required: [],
    specificity: 100,
    confidence: 'high',
    checks: [],
    definedAt: { file: 'test.toml', line: 1 },
    ...parts,
  }
}

/** An engine over these rules. */
export function engineOf(rules: readonly RuleSpec[], maxDecodeDepth = 5): Engine {
  const set = { rules, allowlists: [], digest: 'test' }
  return new Engine({ rules: { kind: 'set', set }, engine: 'auto', maxDecodeDepth }, tableOf(set))
}

/** Findings of a text that stands in the file `f`, or in that of the given path. */
export function scanText(engine: Engine, text: string | Uint8Array, path = 'f'): Promise<RawFinding[]> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  return scanFragment(engine, { seq: 0, origin: { kind: 'file', path }, bytes, firstLine: 1, focus: 'all' })
}
