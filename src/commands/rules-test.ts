// Owns: trying one rule on a text: what it finds, or at which gate the text stops; and the examples of rules.
// Must not know: how rules are matched.
import type { Problem } from '../config/problem.ts'
import type { Resolved } from '../config/resolve.ts'
import { expandTemplate } from '../config/template.ts'
import { UserError } from '../core/fault.ts'
import type { RawFinding } from '../core/finding.ts'
import type { CommandLine, RawOptions } from '../core/options.ts'
import { redacted } from '../core/redact.ts'
import type { RuleSpec } from '../core/rule.ts'
import { toText } from '../core/utf8.ts'
import { openEngine } from '../engine/engine.ts'
import { scanFragment } from '../engine/scan.ts'
import type { Host } from '../host.ts'
import { readAll } from './read-all.ts'
import { engineOf } from './rules-of-run.ts'

/** Exit 1 when the rule finds something, 0 when it does not; then it says why. The secret is shown as --redact says. */
export async function tryRule(rule: RuleSpec, argument: string, { options }: CommandLine, host: Host): Promise<number> {
  const text = argument === '-' ? Buffer.from(await readAll(host.stdin)) : Buffer.from(argument)
  const found = await scan(rule, text, options)
  const lines = found.map((f) => {
    const { startLine, startColumn, endColumn } = f.secretRegion
    const via = f.via.length > 0 ? `, decoded from ${f.via.join(', ')}` : ''
    const state = f.state === undefined ? '' : `, ${f.state}`
    return `found  line ${startLine}, columns ${startColumn}-${endColumn}: ${redacted(f.secret, options.redact ?? 100)} (entropy ${f.entropy.toFixed(2)}, confidence ${f.confidence}${via}${state})`
  })
  if (found.length === 0) lines.push(`nothing  ${await whyNot(rule, text, options)}`)
  await host.stdout.write(`${lines.join('\n')}\n`)
  return found.length > 0 ? 1 : 0
}

async function scan(rule: RuleSpec, text: Uint8Array, options: RawOptions): Promise<RawFinding[]> {
  const alone: RuleSpec = { ...rule, required: [], skipReport: false }
  const set = { rules: [alone], allowlists: [], digest: '' }
  const engine = await openEngine({
    rules: { kind: 'set', set },
    engine: engineOf(options),
    maxDecodeDepth: options.maxDecodeDepth ?? 5,
  })
  const origin = { kind: 'file', path: options.stdinPath ?? '' } as const
  return scanFragment(engine, { seq: 0, origin, bytes: toText(text).bytes, firstLine: 1, focus: 'all' })
}

/** Opens one gate after the other, in the order in which the engine asks them, until the rule fires. */
async function whyNot(rule: RuleSpec, text: Uint8Array, options: RawOptions): Promise<string> {
  if (rule.regex === undefined) return 'the rule looks at paths only: give one with --stdin-path'
  const gates: readonly [Partial<RuleSpec>, string][] = [
    [{ allowlists: [] }, 'an allowlist of the rule allows it'],
    [{ checks: [] }, `a check refutes it: ${rule.checks.join(', ')}`],
    [{ entropy: 0 }, `the entropy of the secret is not above ${rule.entropy}`],
    [{ keywords: [] }, `the text holds none of the keywords: ${rule.keywords.slice(0, 8).join(', ')}`],
  ]
  let open: RuleSpec = rule
  for (const [change, why] of gates) {
    open = { ...open, ...change }
    if ((await scan(open, text, options)).length > 0) return why
  }
  const { path, ...anywhere } = open
  if (path !== undefined && (await scan(anywhere, text, options)).length > 0) {
    return `the rule looks only at paths that match ${path}: give one with --stdin-path`
  }
  return 'the regex does not match'
}

/** Examples that do not do what they promise: a match that is not found, a miss that is. */
export async function failedExamples({ effective }: Resolved, options: RawOptions): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const { spec, parts } of effective.rules) {
    for (const part of parts) {
      for (const example of part.matches) {
        const message = await failedMatch(spec, example.text, options)
        if (message) problems.push({ level: 'error', at: example.at, rule: spec.id, message })
      }
      for (const example of part.misses) {
        const { text } = made(example.text, spec.id)
        const found = (await scan(spec, Buffer.from(text), options)).length > 0
        if (found)
          problems.push({
            level: 'error',
            at: example.at,
            rule: spec.id,
            message: `the example of a miss is found: ${example.text}`,
          })
      }
    }
  }
  return problems
}

function made(template: string, seed: string) {
  try {
    return expandTemplate(template, seed)
  } catch (error) {
    throw error instanceof UserError ? new UserError(`rule ${seed}: ${error.message}`, error.hint) : error
  }
}

async function failedMatch(spec: RuleSpec, template: string, options: RawOptions): Promise<string | undefined> {
  const { text, secret } = made(template, spec.id)
  const found = await scan(spec, Buffer.from(text), options)
  if (found.length === 0)
    return `the example is not found, as ${await whyNot(spec, Buffer.from(text), options)}: ${template}`
  if (secret && !found.some((f) => f.secret === secret.value))
    return `the example is found, but not the part in << >>: ${template}`
  return undefined
}
