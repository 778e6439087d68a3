// Writes docs/rules.md from rules/*.toml: every rule with its severity, its format in words and where to revoke.
//   node scripts/rules-doc.mjs            writes it
//   node scripts/rules-doc.mjs --check    fails when it is stale
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import toml from 'toml'
import { inWords } from './rule-words.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const target = join(root, 'docs/rules.md')

function ruleFiles() {
  const folder = join(root, 'rules')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.toml') && !/(^|[/\\])_|syntaxes\.toml$|isolation\.toml$/.test(f))
    .map((f) => ({ file: f.replaceAll('\\', '/'), ...toml.parse(readFileSync(join(folder, f), 'utf8')) }))
    .filter((f) => f.rules?.length > 0)
}

/** The providers in order of name; a provider with several files has one section. */
function sections() {
  const byProvider = new Map()
  for (const { provider, rules } of ruleFiles()) {
    byProvider.set(provider, [...(byProvider.get(provider) ?? []), ...rules])
  }
  return [...byProvider].sort(([a], [b]) => a.localeCompare(b, 'en'))
}

function section([provider, rules]) {
  const rows = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1)).map(row)
  return `## ${provider}\n\n| rule | what | severity | format | revoke |\n|---|---|---|---|---|\n${rows.join('\n')}\n`
}

function row(rule) {
  const { format, near } = inWords(rule.regex ?? '')
  const beside = near ? `; beside: ${near}` : ''
  const checked = rule.checks?.length ? `; checked: ${rule.checks.join(', ')}` : ''
  const cells = [
    `\`${rule.id}\``,
    rule.description,
    rule.severity,
    shortened(format) + beside + checked,
    link(rule.rotate),
  ]
  return `| ${cells.map((c) => String(c).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}

function shortened(text) {
  return text.length <= 220 ? text : `${text.slice(0, 200).replace(/`[^`]*$|\s\S*$/, '')} ...`
}

function link(rotate = '') {
  return rotate.startsWith('https://') ? `<${rotate}>` : rotate
}

const all = sections()
const count = all.reduce((sum, [, rules]) => sum + rules.length, 0)
const text = `# Rules

<!-- Made by scripts/rules-doc.mjs from rules/: do not edit. -->

${count} rules for ${all.length} providers. "Beside" names words that must stand on the same line or the line before. How a rule file is
written: [rules/README.md](../rules/README.md).

${all.map(section).join('\n')}`

if (process.argv.includes('--check')) {
  const stale = !existsSync(target) || readFileSync(target, 'utf8') !== text
  if (stale) console.error('docs/rules.md is stale: run  npm run docs:rules  and commit it')
  process.exitCode = stale ? 1 : 0
} else {
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text)
}
