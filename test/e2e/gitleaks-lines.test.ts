// Command lines written for gitleaks work as they stand.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { type JsonFinding, stanch, TestRepo, temporaryFolder } from './harness.ts'

const token = githubToken(11)
const other = githubToken(12)

/** One token in the history, another one staged, a third one only in the working tree. */
function leaky(): TestRepo {
  const repo = new TestRepo()
  repo.commit('first', { 'old.txt': `a = "${token}"\n`, 'work.txt': 'fine\n' })
  repo.stage('staged.txt', `b = "${other}"\n`)
  repo.write('work.txt', `fine\nc = "${githubToken(13)}"\n`)
  return repo
}

/** Files of a json report on stdout. */
function files(run: { readonly stdout: string }): string[] {
  return (JSON.parse(run.stdout) as JsonFinding[]).map((f) => f.File).sort()
}

const LINES: readonly (readonly [string, readonly string[]])[] = [
  ['git', ['old.txt']],
  ['git .', ['old.txt']],
  ['git --log-opts --all -v', ['old.txt']],
  ['git --log-opts=HEAD', ['old.txt']],
  ['git --pre-commit --staged --redact --verbose', ['staged.txt']],
  ['git --staged .', ['staged.txt']],
  ['git --pre-commit', ['work.txt']],
  ['protect --staged', ['staged.txt']],
  ['protect --staged -s . -v --redact=100 --no-banner', ['staged.txt']],
  ['protect --source=. --staged --log-opts=x', ['staged.txt']],
  ['detect', ['old.txt']],
  ['detect --source . --log-level debug --no-color', ['old.txt']],
  ['detect -s=. -l=warn --platform github --max-decode-depth 2 --max-archive-depth 1', ['old.txt']],
  ['detect --no-git', ['old.txt', 'staged.txt', 'work.txt']],
  ['detect --no-git --follow-symlinks=false -v=true -s .', ['old.txt', 'staged.txt', 'work.txt']],
  ['dir', ['old.txt', 'staged.txt', 'work.txt']],
  ['dir . --max-target-megabytes 10', ['old.txt', 'staged.txt', 'work.txt']],
  ['directory staged.txt', ['staged.txt']],
  ['file work.txt old.txt', ['old.txt', 'work.txt']],
]

describe('a command line of gitleaks', () => {
  it.each(LINES)('%s', (line, expected) => {
    const repo = leaky()
    const run = stanch(repo.dir, [...line.split(' '), '-f', 'json', '-r', '-'])
    expect(run.stderr).not.toMatch(/hint/)
    expect([run.code, files(run)]).toEqual([1, expected])
  })

  it('detect --pipe and stdin read standard input', () => {
    for (const args of [['detect', '--pipe'], ['stdin']]) {
      const run = stanch(temporaryFolder(), [...args, '-f=json'], {}, `x\ny = "${token}"\n`)
      expect(run.code).toBe(1)
      expect(JSON.parse(run.stdout)[0]).toMatchObject({ File: '', StartLine: 2, Fingerprint: ':github-pat:2' })
    }
  })

  it('-c, -r, -f, --exit-code and --enable-rule do what they do there', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'my.toml'), "[[rules]]\nid='one'\nregex='one_x'\n[[rules]]\nid='two'\nregex='two_x'\n")
    writeFileSync(join(folder, 'a.txt'), 'one_x two_x\n')
    const run = stanch(folder, 'dir . -c my.toml --enable-rule=two -r out.json -f json --exit-code 42'.split(' '))
    expect(run.code).toBe(42)
    const found = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as JsonFinding[]
    expect(found.map((f) => [f.RuleID, f.File])).toEqual([['two', 'a.txt']])
    expect(stanch(folder, ['dir', '.', '-c', 'my.toml', '--exit-code=0']).code).toBe(0)
  })

  it('GITLEAKS_CONFIG and GITLEAKS_CONFIG_TOML name the rules', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'sub'))
    writeFileSync(join(folder, 'my.toml'), "[[rules]]\nid='one'\nregex='one_x'\n")
    writeFileSync(join(folder, 'sub/a.txt'), 'one_x two_x\n')
    expect(stanch(folder, ['dir', 'sub'], { GITLEAKS_CONFIG: 'my.toml' }).code).toBe(1)
    expect(
      stanch(folder, ['dir', 'sub'], { GITLEAKS_CONFIG_TOML: "[[rules]]\nid='two'\nregex='two_x'\n" }).output,
    ).toContain('[two]')
    expect(stanch(folder, ['dir', 'sub']).code).toBe(0)
  })

  it.each([
    ['dir . --no-such-flag', 'unknown flag --no-such-flag'],
    ['dir . -Z', 'unknown flag -Z'],
    ['dir . --verbos', 'did you mean --verbose?'],
    ['dir . --report-template x.tmpl', 'report templates are Go templates'],
    ['dir . -f template', 'report templates are Go templates'],
    ['dir . --exit-code=256', '--exit-code=256 is out of range'],
    ['dir . --exit-code=-1', '--exit-code=-1 is out of range'],
    ['dir . --max-decode-depth many', '--max-decode-depth takes a whole number'],
    ['dir . --platform sourceforge', 'unknown platform "sourceforge"'],
    ['dir . --verbose=perhaps', '--verbose is true or false'],
    ['dir . --enable-rule nothing-such', 'there is no rule "nothing-such"'],
    ['dir . --config', '--config needs a value'],
    ['dir . -c missing.toml', 'config missing.toml does not exist'],
    ['dir --redact 20', '20 does not exist'],
    ['dir missing', 'missing does not exist'],
    ['dir . missing', 'missing does not exist'],
    ['completion bash', 'unknown command "completion"'],
  ])('%s is told in one line, exit 2', (line, message) => {
    const run = stanch(temporaryFolder(), line.split(' '))
    expect(run.code).toBe(2)
    expect(run.stderr).toContain(message)
    expect(run.stderr).not.toMatch(/\n\s+at /)
  })
})
