// Starts a rule: appends a template to rules/<provider>.toml, or makes that file.
//   npm run new:rule -- "Acme Cloud" acme_live_
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [provider, prefix = 'PREFIX_'] = process.argv.slice(2)

if (!provider || provider.startsWith('-') || !/^[0-9A-Za-z_.+-]{2,}$/.test(prefix)) {
  console.error(
    'usage: npm run new:rule -- "Provider" prefix_     (a prefix has two characters or more: letters, digits, _ . + -)',
  )
  process.exitCode = 2
} else {
  write(provider, prefix)
}

function write(name, head) {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  const file = join(dirname(fileURLToPath(import.meta.url)), '..', 'rules', `${slug}.toml`)
  const before = existsSync(file) ? `${readFileSync(file, 'utf8').trimEnd()}\n` : `provider = "${name}"\n`
  const taken = before.match(/^id = /gm)?.length ?? 0
  writeFileSync(file, `${before}\n${template(taken ? `${slug}-token-${taken + 1}` : `${slug}-token`, name, head)}`)
  console.log(
    `rules/${slug}.toml: fill in what is marked with TODO, then run  npx vitest run test/rules.test.ts  and  npm run docs:rules`,
  )
}

function template(id, name, head) {
  const pattern = head.replace(/[.+]/g, '\\$&')
  return `[[rules]]
id = "${id}"
description = "${name} TODO what it is"
severity = "high"
regex = '''{{start}}(${pattern}[0-9A-Za-z]{32}){{end}}'''
keywords = ["${head.toLowerCase()}"]
entropy = 3.0
rotate = "https://TODO the page where it is revoked"

  [[rules.matches]]
  text = '<<${head}{alnum:32}>>'
  [[rules.matches]]
  text = '${id.toUpperCase().replaceAll('-', '_')}="<<${head}{alnum:32}>>"'
  wrap = true
  [[rules.misses]]
  text = '${head}{alnum:31}'
  why = "one character short"
`
}
