// Rule files that one run compiles and keeps for the next: it saves time, and must never change what a run says.
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { characters, githubToken } from '../tokens.ts'
import { Program } from './program.ts'

const RULES = (prefix: string) => `[extend]
useDefault = true
[[rules]]
id = "acme-token"
description = "Acme token"
regex = '''${prefix}_[0-9a-f]{24}'''
keywords = ["${prefix}_"]
`
const HEX = characters(24, 3, '0123456789abcdef')

/** A program in whose repository a rule file stands; a token of its rule is staged beside one of a built-in rule. */
function programWith(rules: string): Program {
  const program = new Program()
  program.repo.write('.gitleaks.toml', rules)
  program.repo.stage('b.js', `const t = "acme_${HEX}"\nconst u = "${githubToken(7)}"\n`)
  return program
}

function keptFiles(program: Program): string[] {
  return readdirSync(program.cache)
    .filter((name) => name.startsWith('ruleset-'))
    .map((name) => join(program.cache, name))
}

const madeAt = (program: Program) => keptFiles(program).map((file) => statSync(file, { bigint: true }).ctimeNs)

/** What the run says, without its time. */
function said(program: Program, env: Record<string, string> = {}): string {
  const { status, stdout, stderr } = program.run(env)
  return `${status}\n${stdout}${stderr}`.replace(/\d+ ms/g, '')
}

it('the second run takes what the first has kept and says the same, notes included', () => {
  const program = programWith(`${RULES('acme')}surprise = 1\n`)
  const uncached = said(program, { NODE_DISABLE_COMPILE_CACHE: '1' })
  for (const word of ['acme-token', 'github-pat', 'surprise']) expect(uncached).toContain(word)
  expect(said(program)).toBe(uncached)
  const made = madeAt(program)
  expect(made).toHaveLength(2)
  expect(said(program)).toBe(uncached)
  expect(madeAt(program)).toEqual(made)
})

it('a file of allowlists alone is kept as changes to the built-in rules', () => {
  const program = programWith("[extend]\nuseDefault = true\n[allowlist]\npaths = ['''b[.]js''']\n")
  expect(program.run().status).toBe(0)
  const made = madeAt(program)
  expect(made).toHaveLength(1)
  expect(program.run().status).toBe(0)
  expect(madeAt(program)).toEqual(made)
})

it('a change of the rule file, or of one that it builds on, counts at once', () => {
  const program = programWith('[extend]\npath = "more/base.toml"\n')
  program.repo.write('more/base.toml', RULES('acme'))
  expect(said(program)).toContain('acme-token')
  program.repo.write('more/base.toml', RULES('other'))
  expect(said(program)).not.toContain('acme-token')
  program.repo.write('more/base.toml', RULES('acme'))
  expect(said(program)).toContain('acme-token')
  program.repo.write('.gitleaks.toml', '[extend]\nuseDefault = true\n')
  expect(said(program)).not.toContain('acme-token')
})

it('a rule file that became wrong is refused, though its rules were kept', () => {
  const program = programWith(RULES('acme'))
  expect(program.run().status).toBe(1)
  program.repo.write('.gitleaks.toml', `${RULES('acme')}regex = '''('''\n`)
  expect(program.run().status).toBe(2)
})

it('damage anywhere, and it is compiled anew', () => {
  const program = programWith(RULES('acme'))
  const right = said(program)
  for (const file of keptFiles(program)) {
    const whole = readFileSync(file)
    for (const at of [0, 40, whole.length >> 2, whole.length - 1]) {
      const bytes = Buffer.from(whole)
      bytes[at]! ^= 0x10
      writeFileSync(file, bytes)
      expect(said(program)).toBe(right)
      expect(readFileSync(file).equals(bytes)).toBe(false)
    }
    writeFileSync(file, whole.subarray(0, whole.length >> 1))
    expect(said(program)).toBe(right)
  }
})

it('what others can write is not taken', () => {
  const program = programWith(RULES('acme'))
  said(program)
  const before = madeAt(program)
  for (const file of keptFiles(program)) chmodSync(file, 0o666)
  expect(said(program)).toContain('acme-token')
  expect(madeAt(program)).not.toEqual(before)
})

it('another build does not take it', () => {
  const program = programWith(RULES('acme'))
  said(program)
  const before = madeAt(program)
  const rules = join(program.folder, 'dist', 'rules.js')
  writeFileSync(rules, readFileSync(rules, 'utf8').replace(/^\/\/ [0-9a-f]{4}/, '// 0000'))
  expect(said(program)).toContain('acme-token')
  expect(madeAt(program)).not.toEqual(before)
})

it('where nothing can be kept, and in CI, the run is the same', () => {
  const program = programWith(RULES('acme'))
  expect(program.run({ CI: 'true' }).status).toBe(1)
  expect(readdirSync(program.folder)).not.toContain('.cache')
  writeFileSync(program.cache, 'no folder')
  expect(program.run().status).toBe(1)
})
