// Engines and fragments for tests.
import type { Fragment, Origin } from '../src/core/fragment.ts'
import type { AllowlistSpec, RuleSet, RuleSpec } from '../src/core/rule.ts'
import { Engine } from '../src/engine/engine.ts'
import { scanFragment } from '../src/engine/scan.ts'
import { tableOf } from '../src/engine/table-of-set.ts'

/** A rule with everything that is not given left at its default. */
export function rule(given: Partial<RuleSpec> & { readonly id: string }): RuleSpec {
  return {
    description: given.id,
    severity: 'high',
    secretGroup: 0,
    entropy: 0,
    keywords: [],
    tags: [],
    skipReport: false,
    allowlists: [],
    required: [],
    specificity: given.id.includes('generic') ? 0 : 100,
    confidence: 'high',
    checks: [],
    definedAt: { file: 'test', line: 1 },
    ...given,
  }
}

/** An allowlist with everything that is not given left empty. */
export function allowlist(given: Partial<AllowlistSpec>): AllowlistSpec {
  return {
    description: '',
    condition: 'OR',
    commits: [],
    paths: [],
    regexTarget: 'secret',
    regexes: [],
    stopwords: [],
    ...given,
  }
}

/** A set of rules. */
export function ruleSet(rules: readonly RuleSpec[], allowlists: readonly AllowlistSpec[] = []): RuleSet {
  return { rules, allowlists, digest: 'test' }
}

/** An engine for a set. `whole` = every rule runs over the whole text: what windows must agree with. */
export function engineFor(set: RuleSet, { whole = false, maxDecodeDepth = 5 } = {}): Engine {
  const engine = new Engine({ rules: { kind: 'set', set }, engine: 're2', maxDecodeDepth }, tableOf(set))
  if (whole)
    Object.assign(engine.table, { promises: () => ({ locality: undefined, demand: undefined, core: undefined }) })
  return engine
}

/** A whole file. */
export function fragment(text: string | Uint8Array, given: Partial<Fragment> = {}): Fragment {
  const origin: Origin = { kind: 'file', path: 'f' }
  return { seq: 0, origin, bytes: Buffer.from(text as string), firstLine: 1, focus: 'all', ...given }
}

/** Scans a text with some rules. */
export function scan(rules: readonly RuleSpec[], text: string, given: Partial<Fragment> = {}) {
  return scanFragment(engineFor(ruleSet(rules)), fragment(text, given))
}

/** An engine over these rules, with the pattern engine that is there. */
export function engineOf(rules: readonly RuleSpec[], maxDecodeDepth = 5): Engine {
  const set = ruleSet(rules)
  return new Engine({ rules: { kind: 'set', set }, engine: 'auto', maxDecodeDepth }, tableOf(set))
}

/** Findings of a text that stands in the file `f`, or in that of the given path. */
export function scanText(engine: Engine, text: string | Uint8Array, path = 'f') {
  return scanFragment(engine, fragment(text, { origin: { kind: 'file', path } }))
}
