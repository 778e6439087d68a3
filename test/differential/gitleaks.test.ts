// The same rule file and tree through gitleaks and stanch: everything that gitleaks finds is found, or the difference is one
// that is mended on purpose. Runs where gitleaks is on PATH or in the folder that STANCH_PEERS names.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtinRules } from '../../src/config/builtin.ts'
import { gitleaksToml } from '../../src/config/gitleaks-toml.ts'
import { cleanEnv, type JsonFinding, stanch, temporaryFolder } from '../e2e/harness.ts'
import { matchOf, RULES, ruleFiles } from '../rule-files.ts'
import { characters } from '../tokens.ts'

const env = cleanEnv({ PATH: [process.env.STANCH_PEERS, process.env.PATH].filter(Boolean).join(':') })
const absent = spawnSync('gitleaks', ['version'], { env }).error !== undefined
if (absent) console.log('peer absent: gitleaks is not on PATH nor in STANCH_PEERS, so stanch is not compared with it')

const set = builtinRules(RULES)
// `required` and `skipReport` are unknown to gitleaks 8.26, and rules of paths have another line there.
const rules = set.rules.filter((r) => r.regex !== undefined && r.required.length === 0 && !r.skipReport)

type Key = Pick<JsonFinding, 'File' | 'RuleID' | 'StartLine' | 'Secret'>

function keyOf({ File, RuleID, StartLine, Secret }: Key): string {
  return JSON.stringify([File, RuleID, StartLine, Secret])
}

const optionsOf = (config: string) => ['-c', config, '--max-decode-depth=0', '-f', 'json', '--ignore-gitleaks-allow']

function theirsIn(folder: string, config: string): JsonFinding[] {
  const report = join(config, '..', 'theirs.json')
  const run = spawnSync('gitleaks', ['dir', '.', ...optionsOf(config), '-r', report, '--no-banner', '--exit-code=0'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  if (run.status !== 0) throw new Error(`gitleaks gave ${run.status}: ${run.stderr}`)
  return JSON.parse(readFileSync(report, 'utf8')) as JsonFinding[]
}

function findings(folder: string, config: string): { theirs: JsonFinding[]; ours: JsonFinding[] } {
  const theirs = theirsIn(folder, config)
  const mine = stanch(folder, ['dir', '.', ...optionsOf(config), '--redact=0'])
  if (!mine.stdout.startsWith('[')) throw new Error(mine.output)
  return { theirs, ours: JSON.parse(mine.stdout) as JsonFinding[] }
}

/** Why a finding of gitleaks is not among ours, in the cases that are on purpose. */
function explanation(theirs: JsonFinding, ours: readonly JsonFinding[]): string | undefined {
  const there = ours.filter((o) => o.File === theirs.File)
  const line = there.filter((o) => o.StartLine <= theirs.EndLine && o.EndLine >= theirs.StartLine)
  const same = line.filter((o) => o.RuleID === theirs.RuleID)
  if (same.some((o) => theirs.Match.includes(o.Secret) && theirs.Secret === theirs.Match)) {
    return 'gitleaks loses the group when the pattern needs what stands around the match'
  }
  if (same.some((o) => o.Secret === theirs.Secret)) return 'the line of a match that begins with a newline'
  const specific = line.some(
    (o) => !o.RuleID.includes('generic') && o.Secret.length > 0 && overlaps(o.Secret, theirs.Secret),
  )
  return theirs.RuleID.includes('generic') && specific ? 'a specific rule speaks for the value' : undefined
}

function overlaps(a: string, b: string): boolean {
  return a.includes(b) || b.includes(a)
}

function compare(folder: string, config: string) {
  const { theirs, ours } = findings(folder, config)
  const mine = new Set(ours.map(keyOf))
  const missing = theirs.filter((t) => !mine.has(keyOf(t)))
  const unexplained = missing.filter((t) => explanation(t, ours) === undefined)
  return { theirs, ours, unexplained: unexplained.map((t) => `${t.File}:${t.StartLine} ${t.RuleID}`) }
}

describe.skipIf(absent)('[needs peer] gitleaks, with the same rules on the same tree', () => {
  it('finds nothing in the examples of all rules that stanch does not find', () => {
    const folder = temporaryFolder()
    const config = join(temporaryFolder(), 'rules.toml')
    writeFileSync(config, gitleaksToml({ ...set, rules }))
    for (const { rules: entries } of ruleFiles()) {
      for (const entry of entries) {
        const texts = (entry.matches ?? []).map((_, n) => matchOf(entry, n).text)
        writeFileSync(join(folder, `${entry.id}.txt`), `first line\n${texts.join('\n\nbetween\n')}\nlast line\n`)
      }
    }
    const { theirs, unexplained } = compare(folder, config)
    expect(unexplained).toEqual([])
    expect(theirs.length).toBeGreaterThan(rules.length)
  })

  it('finds nothing in made-up source files that stanch does not find', () => {
    const folder = temporaryFolder()
    const config = join(temporaryFolder(), 'rules.toml')
    writeFileSync(config, gitleaksToml({ ...set, rules }))
    mkdirSync(join(folder, 'src'))
    const words = rules.flatMap((r) => r.keywords)
    for (let file = 0; file < 40; file++) {
      const lines = Array.from({ length: 60 }, (_, n) => {
        const seed = file * 100 + n
        const word = words[(seed * 7919) % words.length]!
        const value = characters(8 + (seed % 60), seed + 1)
        return [`${word} = "${value}"`, `  "${word}_x": '${value}',`, `${word}${value}`, `// ${word} ${value}`][
          seed % 4
        ]
      })
      writeFileSync(join(folder, 'src', `f${file}.js`), `${lines.join('\n')}\n`)
    }
    expect(compare(folder, config).unexplained).toEqual([])
  })

  it('takes what `stanch rules export` prints, and finds nearly every example with it', () => {
    const folder = temporaryFolder()
    const config = join(temporaryFolder(), 'exported.toml')
    writeFileSync(config, stanch(folder, ['rules', 'export']).stdout)
    const exported = new Set([...readFileSync(config, 'utf8').matchAll(/^id = "(.*)"$/gm)].map((m) => m[1]!))
    const entries = ruleFiles().flatMap((file) => file.rules.filter((entry) => exported.has(entry.id)))
    for (const entry of entries) {
      const { path = '' } = entry.matches![0]!
      mkdirSync(join(folder, entry.id, dirname(path)), { recursive: true })
      writeFileSync(join(folder, entry.id, path || 'a.txt'), `first line\n${matchOf(entry, 0).text}\nlast line\n`)
    }
    const found = new Set(theirsIn(folder, config).map((finding) => finding.File.split('/')[0]))
    expect(entries.length).toBeGreaterThan(1000)
    expect(found.size / entries.length).toBeGreaterThan(0.97)
  })
})
