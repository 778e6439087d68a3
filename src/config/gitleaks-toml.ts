// Owns: a set of rules as a file that gitleaks loads: `rules export`.
// Must not know: which rules are worth handing on.
import type { AllowlistSpec, RuleSet, RuleSpec } from '../core/rule.ts'

/**
 * The set in TOML with the keys that gitleaks knows; fragments are expanded already. The severity becomes a tag, since
 * gitleaks has none. `head` stands above as comments.
 */
export function gitleaksToml(set: Pick<RuleSet, 'rules' | 'allowlists'>, head: readonly string[] = []): string {
  const parts = [
    ...(head.length > 0 ? [head.map((line) => `# ${line}`).join('\n')] : []),
    'title = "rules of stanch"',
    ...set.allowlists.map((a) => list('[[allowlists]]', a)),
    ...set.rules.map(ruleText),
  ]
  return `${parts.join('\n\n')}\n`
}

function ruleText(rule: RuleSpec): string {
  const tags = [...new Set([...rule.tags, rule.severity])]
  return [
    '[[rules]]',
    entry('id', rule.id),
    entry('description', rule.description),
    ...(rule.regex === undefined ? [] : [entry('regex', rule.regex)]),
    ...(rule.path === undefined ? [] : [entry('path', rule.path)]),
    ...(rule.secretGroup === 0 ? [] : [entry('secretGroup', rule.secretGroup)]),
    ...(rule.entropy === 0 ? [] : [entry('entropy', rule.entropy)]),
    ...(rule.keywords.length === 0 ? [] : [entry('keywords', rule.keywords)]),
    entry('tags', tags),
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

/** The escapes of JSON strings are those of TOML, but for DEL, which TOML wants escaped. */
function entry(key: string, value: string | number | readonly string[]): string {
  return `${key} = ${JSON.stringify(value).replaceAll('\u007f', '\\u007f')}`
}
