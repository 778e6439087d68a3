// A set of rules as a file that gitleaks takes, too: what both are run with when they are compared.
import type { AllowlistSpec, RuleSet, RuleSpec } from '../src/core/rule.ts'

/** The set in TOML, with the keys that gitleaks knows. */
export function gitleaksToml(set: RuleSet): string {
  const parts = [
    'title = "compared"',
    ...set.allowlists.map((a) => list('[[allowlists]]', a)),
    ...set.rules.map(ruleText),
  ]
  return `${parts.join('\n\n')}\n`
}

function ruleText(rule: RuleSpec): string {
  return [
    '[[rules]]',
    entry('id', rule.id),
    entry('description', rule.description),
    ...(rule.regex === undefined ? [] : [entry('regex', rule.regex)]),
    ...(rule.path === undefined ? [] : [entry('path', rule.path)]),
    ...(rule.secretGroup === 0 ? [] : [entry('secretGroup', rule.secretGroup)]),
    ...(rule.entropy === 0 ? [] : [entry('entropy', rule.entropy)]),
    ...(rule.keywords.length === 0 ? [] : [entry('keywords', rule.keywords)]),
    ...rule.allowlists.map((a) => list('[[rules.allowlists]]', a)),
  ].join('\n')
}

function list(head: string, a: AllowlistSpec): string {
  const lists = (['commits', 'paths', 'regexes', 'stopwords'] as const).filter((key) => a[key].length > 0)
  return [
    head,
    entry('condition', a.condition),
    entry('regexTarget', a.regexTarget),
    ...lists.map((key) => entry(key, a[key])),
  ].join('\n')
}

/** The escapes of JSON strings are those of TOML. */
function entry(key: string, value: string | number | readonly string[]): string {
  return `${key} = ${JSON.stringify(value)}`
}
