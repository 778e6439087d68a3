// The fast way through a history (packs, every blob once, carried marks) finds what the slow way finds: every commit's
// files compared with its parents', one by one. Over generated histories with branches and merges, packed and loose.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stanch, TestRepo } from '../e2e/harness.ts'
import { githubToken } from '../tokens.ts'

const LINE = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^[a-f =]{0,24}$/) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 6 }).map((seed) => `T = "${githubToken(seed)}"`) },
  { weight: 1, arbitrary: fc.constant('password = "') },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }).map((n) => `  ${'Zq7xK2wv9Rt4'.repeat(n).slice(n)}"`) },
  { weight: 1, arbitrary: fc.constantFrom('-----BEGIN RSA PRIVATE KEY-----', '-----END RSA PRIVATE KEY-----') },
  { weight: 1, arbitrary: fc.constant(`${'MIIEpAIBAAKCAQEA7bq'.repeat(3)}x`) },
  // A token in two literals on two lines, and one in base64: found only when the lines stand together, or decoded.
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }).map((seed) => `  "${githubToken(seed).slice(0, 17)}" +`) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }).map((seed) => `  "${githubToken(seed).slice(17)}"`) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }).map((seed) => `x: ${base64(`a = ${githubToken(seed)};`)}`) },
)

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

const STEP = fc.record({
  file: fc.constantFrom('a.txt', 'src/b.js', 'c.env'),
  at: fc.nat(40),
  remove: fc.nat(4),
  insert: fc.array(LINE, { maxLength: 4 }),
  kind: fc.constantFrom('edit', 'edit', 'edit', 'edit', 'branch', 'merge', 'move', 'pack'),
})

type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never

/** Makes the history. */
function play(repo: TestRepo, steps: readonly Step[]): void {
  const files = new Map<string, string[]>()
  const filler = Array.from({ length: 50 }, (_, i) => `line ${i} stays`)
  repo.commit('first', { 'a.txt': filler.join('\n'), README: 'x' })
  files.set('a.txt', [...filler])
  const branches: string[] = []
  steps.forEach(({ file, at, remove, insert, kind }, i) => {
    if (kind === 'branch') {
      branches.push(`b${i}`)
      repo.git('branch', `b${i}`)
      return
    }
    if (kind === 'pack') {
      repo.git('repack', '-q', '-d', '--window=10')
      return
    }
    const branch = kind === 'merge' ? branches.pop() : undefined
    if (branch) {
      repo.git('checkout', '-q', branch)
      repo.commit(`side ${i}`, { [`side${i}.txt`]: `${insert.join('\n')}\n` })
      repo.git('checkout', '-q', 'main')
      repo.tryGit(['merge', '-q', '--no-ff', '--no-edit', '-X', 'ours', branch])
      return
    }
    const lines = files.get(file) ?? [...filler]
    lines.splice(at % (lines.length + 1), remove, ...insert)
    files.set(file, lines)
    repo.commit(`edit ${i}`, { [file]: lines.join('\n') })
    if (kind === 'move') {
      repo.git('mv', file, `moved${i}.txt`)
      repo.commit(`move ${i}`)
      files.delete(file)
    }
  })
}

function fingerprints(repo: TestRepo, args: readonly string[]): { code: number | null; list: string[] } {
  const run = stanch(repo.dir, ['git', ...args, '--report-format=json', '--redact=0', '--report-path=-'])
  if (!run.stdout.startsWith('[')) throw new Error(`no report:\n${run.output}`)
  const all = JSON.parse(run.stdout) as { RuleID: string; Fingerprint: string; Secret: string; StartColumn: number }[]
  const values = all.filter((f) => !f.RuleID.startsWith('isolation/')) // of files as they are at the end of a range
  return { code: run.code, list: values.map((f) => `${f.Fingerprint} ${f.StartColumn} ${f.Secret}`).sort() }
}

describe('a whole history', () => {
  it('finds exactly what its commits give when they are read one by one', () => {
    let found = 0
    fc.assert(
      fc.property(fc.array(STEP, { minLength: 6, maxLength: 16 }), fc.boolean(), (steps, packed) => {
        const repo = new TestRepo()
        play(repo, steps)
        if (packed) repo.git('gc', '-q', '--aggressive')
        const slow = fingerprints(repo, ['--log-opts=--all'])
        expect(fingerprints(repo, [])).toEqual(slow)
        found += slow.list.length
      }),
      { numRuns: 12, seed: 11 },
    )
    expect(found).toBeGreaterThan(15)
  }, 180_000)
})
