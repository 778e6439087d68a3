// Every policy: one finding that it has an opinion on and one that it has none on; and nothing can hide a fault.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBaseline } from '../../src/config/baseline.ts'
import { parseIgnoreFile } from '../../src/config/ignore-files.ts'
import { baselineHash } from '../../src/core/baseline-hash.ts'
import type { Fault } from '../../src/core/fault.ts'
import { type Finding, type RawFinding, toFindings } from '../../src/core/finding.ts'
import type { PolicyFacts } from '../../src/core/policy-facts.ts'
import { exitCodeOf, type Report } from '../../src/core/report.ts'
import { DEFAULT_SETTINGS, type Zone } from '../../src/core/settings.ts'
import { decide } from '../../src/policy/decide.ts'
import { policies } from '../../src/policy/index.ts'
import { staleSuppressions } from '../../src/policy/stale.ts'

const REGION = { startLine: 3, startColumn: 1, endLine: 3, endColumn: 9 }

function finding(extra: Partial<RawFinding> = {}, path = 'src/a.js'): Finding {
  const raw: RawFinding = {
    ...{ seq: 0, ruleId: 'demo-rule', description: 'Demo', severity: 'high', confidence: 'high', specificity: 100 },
    ...{ tags: [], span: { start: 0, end: 9 }, secretSpan: { start: 0, end: 9 }, region: REGION, secretRegion: REGION },
    ...{ match: 'not-a-key', secret: 'not-a-key', entropy: 3, via: [], directives: [] },
    frame: { firstLine: 3, lines: ['not-a-key'] },
    ...extra,
  }
  return toFindings([raw], { kind: 'file', path }, 100)[0]!
}

const ZONE: Zone = {
  ...{ name: 'z', paths: ['pay/**'], severity: { high: 'warn' }, disableRules: [], onlyRules: [], encrypted: false },
  ...{ inlineAllows: true, vault: false, reason: '' },
}
const SALT = '0'.repeat(32)
const facts: PolicyFacts = {
  today: '2026-06-01',
  ignores: parseIgnoreFile('src/ignored.js:demo-rule:3\n', '.stanchignore'),
  ignoreNeedsReason: false,
  baseline: parseBaseline(
    `# stanch baseline 1 salt=${SALT}\n${baselineHash(SALT, 'demo-rule', '', 'known-key')} demo-rule src/x.js known\n`,
    '.stanch-baseline',
  ),
  scopes: [
    {
      folder: '',
      inline: DEFAULT_SETTINGS.inline,
      severity: { ...DEFAULT_SETTINGS.severity, low: 'warn' },
      confidence: DEFAULT_SETTINGS.confidence,
      blockFrom: DEFAULT_SETTINGS.blockFrom,
      zones: [ZONE],
    },
  ],
  vault: { unknown: 'allow', retired: 'warn', decides: [] },
}

/** Policy id -> a finding that it judges, with what it says, and one that it does not. */
const CASES: Record<string, { judged: Finding; action: string; silent: Finding }> = {
  'inline-allow': {
    judged: finding({ directives: [{ tool: 'stanch', scope: 'line', text: 'demo-rule', line: 3 }] }),
    action: 'allow',
    silent: finding({ directives: [{ tool: 'stanch', scope: 'line', text: 'other-rule', line: 3 }] }),
  },
  'ignore-file': { judged: finding({}, 'src/ignored.js'), action: 'allow', silent: finding() },
  baseline: { judged: finding({ secret: 'known-key' }), action: 'allow', silent: finding() },
  isolation: { judged: finding({ ruleId: 'isolation/dotenv', secret: '' }), action: 'block', silent: finding() },
  vault: {
    judged: { ...finding(), vault: { state: 'live', backend: 'local' } },
    action: 'block',
    silent: { ...finding(), vault: { state: 'unknown', backend: 'local' } },
  },
  zones: { judged: finding({}, 'pay/a.js'), action: 'warn', silent: finding() },
  severity: { judged: finding({ severity: 'low' }), action: 'warn', silent: finding() },
  confidence: { judged: finding({ confidence: 'low' }), action: 'warn', silent: finding() },
}

test('every policy has its two cases here', () => {
  expect(Object.keys(CASES).sort()).toEqual(policies.map((p) => p.id).sort())
})

describe.each(policies)('policy $id', (policy) => {
  test('has an opinion', () => {
    expect(policy.judge(CASES[policy.id]!.judged, facts)).toMatchObject({
      policy: policy.id,
      action: CASES[policy.id]!.action,
    })
  })
  test('has none', () => {
    expect(policy.judge(CASES[policy.id]!.silent, facts)).toBeNull()
  })
})

test('what no policy judges is blocked', () => {
  expect(decide([finding()], facts)[0]!.verdict).toMatchObject({ action: 'block', policy: 'default' })
})

test('a threshold for a severity: critical ones block from low on, low ones only from high on, the rest as ever', () => {
  const scope = { ...facts.scopes[0]!, severity: DEFAULT_SETTINGS.severity }
  const own: PolicyFacts = { ...facts, scopes: [{ ...scope, blockFrom: { critical: 'low', low: 'high' } }] }
  const actions = (severity: Finding['severity']) =>
    (['low', 'medium', 'high', 'certain'] as const).map(
      (confidence) => decide([finding({ severity, confidence })], own)[0]!.verdict.action,
    )
  expect(actions('critical')).toEqual(['block', 'block', 'block', 'block'])
  expect(actions('high')).toEqual(['warn', 'block', 'block', 'block'])
  expect(actions('low')).toEqual(['warn', 'warn', 'block', 'block'])
  expect(decide([finding({ severity: 'low', confidence: 'medium' })], own)[0]!.verdict.reason).toBe(
    'the settings say: low blocks from confidence high on, and this is medium',
  )
})

test('a live value in the vault is not let off by a severity that warns', () => {
  const live = { ...finding({ severity: 'low' }), vault: { state: 'live', backend: 'local' } } as const
  expect(decide([live], facts)[0]!.verdict.action).toBe('block')
})

test('whatever is suppressed, and however, a fault makes the exit code 2', () => {
  const some = Object.values(CASES).flatMap((c) => [c.judged, c.silent])
  const fault = fc.record<Fault>({
    stage: fc.constantFrom('source', 'engine', 'policy', 'vault', 'report'),
    where: fc.string(),
    message: fc.string(),
  })
  const ignores = fc.array(fc.constantFrom('*', '**', '*:*:*', '/', 'src/', 'a.js:demo-rule:*'))
  fc.assert(
    fc.property(
      fc.subarray(some),
      fc.array(fault, { minLength: 1 }),
      ignores,
      fc.constantFrom('allow', 'warn', 'block'),
      (findings, faults, lines, action) => {
        const all = { critical: action, high: action, medium: action, low: action } as const
        const lax: PolicyFacts = {
          ...facts,
          ignores: parseIgnoreFile(lines.join('\n'), '.stanchignore'),
          scopes: [
            {
              ...facts.scopes[0]!,
              severity: all,
              zones: [{ ...ZONE, paths: ['**'], severity: all, disableRules: ['*'] }],
            },
          ],
        }
        const decisions = decide(findings, lax)
        const report: Report = {
          ...{ tool: { name: 'stanch', version: '' }, scope: '', ruleset: '', decisions, faults, skips: [] },
          ...{ stale: staleSuppressions(findings, lax), notes: [], endedAt: 0 },
          stats: { fragments: 0, bytes: 0, commits: 0, rules: 0, milliseconds: 0, threads: 1 },
        }
        expect(exitCodeOf(report)).toBe(2)
        expect(decisions).toHaveLength(findings.length)
      },
    ),
  )
})

test('a backslash in .stanchignore separates names, and takes the meaning of signs away', () => {
  const paths = (line: string) => parseIgnoreFile(line, '.stanchignore').map((e) => [e.text, e.reason])
  expect(paths('src\\a\\b.js')).toEqual([['src/a/b.js', '']])
  expect(paths('\\#notes\\[1\\].md # why')).toEqual([['\\#notes\\[1\\].md', 'why']])
  const ignores = parseIgnoreFile('\\#notes\\[1\\].md', '.stanchignore')
  const at = (path: string) => decide([finding({}, path)], { ...facts, ignores })[0]!.verdict
  expect([at('#notes[1].md').action, at('#notes1.md').action]).toEqual(['allow', 'block'])
})

describe('baselines that cannot be read are named with file and line', () => {
  const HEAD = `# stanch baseline 1 salt=${SALT}\n`
  test.each([
    ['{"plugins_used": [], "results": {}, "version": "1"}', 'b:1: is a baseline of another tool (detect-secrets)'],
    ['{"$schema": "x", "runs": []}', 'b:1: is a baseline of another tool (SARIF)'],
    ['hello', 'b:1: is not a baseline'],
    ['[\n {"RuleID": "a", "File": "f"},\n {"Rule": 1}\n]', 'b:1: entry 2 has no RuleID or File'],
    ['[\n {,}\n]', 'b:2: the baseline is no JSON report'],
    ['[\n\n {"Secret": hunter2hunter2}]', /^b:3: the baseline is no JSON report$/],
    [`${HEAD}<<<<<<< HEAD\n`, 'b:2: is no entry of a baseline'],
    [`${HEAD}${'a'.repeat(32)} r p known until=soon\n`, 'b:2: until=soon is no date'],
  ])('%j', (text, message) => {
    expect(() => parseBaseline(text, 'b')).toThrow(message)
  })
})
