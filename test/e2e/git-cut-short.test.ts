// Runs that are cut short: a git that is killed, Ctrl-C, a reader that goes away, a full disk. Never exit 0 or 1, and what was
// found is told.
import { spawn } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { BIN, cleanEnv, type JsonFinding, stanch, TestRepo, temporaryFolder } from './harness.ts'

const json = ['-f', 'json', '--redact=0']
const GIT = '/usr/bin/env git'

/** A folder with a git that runs the lines of a shell script first; "$@" are git's arguments. */
function gitThat(script: string): Record<string, string> {
  const bin = temporaryFolder()
  const own = `PATH="\${PATH#*:}"\n${script}\nexec ${GIT} "$@"\n`
  writeFileSync(join(bin, 'git'), `#!/bin/sh\n${own}`)
  chmodSync(join(bin, 'git'), 0o755)
  return { PATH: `${bin}:${process.env.PATH}` }
}

function leaky(): TestRepo {
  const repo = new TestRepo()
  for (let i = 0; i < 4; i++) repo.commit(`c${i}`, { [`f${i}.txt`]: `T = ${githubToken(i + 1)}\n` })
  return repo
}

describe('stanch git, when git is killed', () => {
  it('in the middle of the list of changes: exit 2, and what was listed is scanned', () => {
    const repo = leaky()
    // The size of two commits' lists; then it dies as by a kill.
    const script = `case "$*" in *diff-tree*--no-renames*) ${GIT} "$@" | head -c 300; kill -9 $$;; esac`
    const run = stanch(repo.dir, ['git', ...json], gitThat(script))
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(/git diff-tree was killed by SIGKILL/)
    expect((JSON.parse(run.stdout) as JsonFinding[]).length).toBeGreaterThan(0)
  })

  it('in the middle of a range: exit 2, and what was listed is scanned', () => {
    const repo = leaky()
    const script = `case "$*" in *diff-tree*-M*) ${GIT} "$@" | head -c 300; kill -9 $$;; esac`
    const run = stanch(repo.dir, ['git', 'HEAD', ...json], gitThat(script))
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(/git diff-tree was killed by SIGKILL/)
    expect((JSON.parse(run.stdout) as JsonFinding[]).length).toBeGreaterThan(0)
  })

  it('before it said anything: exit 2 in a clear line', () => {
    const script = 'case "$*" in *diff-tree*|*rev-list*--topo-order*) kill -9 $$;; esac'
    const run = stanch(leaky().dir, ['git', ...json], gitThat(script))
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(/was killed by SIGKILL/)
  })

  it('while it lists the files at the end of the history: exit 2, and what was found before is told', () => {
    const run = stanch(leaky().dir, ['git', ...json], gitThat('case "$*" in *ls-tree*) kill -9 $$;; esac'))
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(/git ls-tree was killed by SIGKILL/)
    expect(JSON.parse(run.stdout) as JsonFinding[]).toHaveLength(4)
  })

  it('while a warm cache is asked which of its places still stand: exit 2, they are not passed over', () => {
    const repo = leaky()
    const line = ['git', `--cache=${join(temporaryFolder(), 'cache')}`, ...json]
    expect(stanch(repo.dir, line).code).toBe(1)
    const run = stanch(repo.dir, line, gitThat('case "$*" in *rev-list*--parents*) kill -9 $$;; esac'))
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(/git rev-list was killed by SIGKILL/)
  })

  it('while it reads contents: exit 2', () => {
    const script = 'case "$*" in *cat-file*--batch*) kill -9 $$;; esac'
    const run = stanch(leaky().dir, ['git', ...json], gitThat(script))
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(/absent or damaged|killed/)
  })
})

describe('stanch git, interrupted', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s: ends at once, exit 2, with what was found',
    async (signal) => {
      const repo = leaky()
      // The list of changes comes, and then never ends.
      const script = `case "$*" in *diff-tree*--no-renames*) ${GIT} "$@"; echo there >&2; exec sleep 60;; esac`
      const env = cleanEnv(gitThat(`${script}`))
      const child = spawn(process.execPath, [BIN, 'git', ...json], { cwd: repo.dir, env })
      let out = ''
      let told = ''
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString()
      })
      child.stderr.on('data', (chunk: Buffer) => {
        told += chunk.toString()
      })
      setTimeout(() => child.kill(signal), 2500)
      const code = await new Promise((done) => child.on('close', done))
      expect(code).toBe(2)
      expect(told).toContain('interrupted')
      expect(out.startsWith('[')).toBe(true)
    },
    20_000,
  )
})

describe('the report of stanch git', () => {
  it('to a reader that goes away is exit 2', async () => {
    const repo = new TestRepo()
    const lines = Array.from({ length: 3000 }, (_, i) => `k${i} = "${githubToken(i)}"\n`)
    repo.commit('many', { 'f.txt': lines.join('') })
    const child = spawn(process.execPath, [BIN, 'git', ...json], { cwd: repo.dir, env: cleanEnv() })
    child.stdout.once('data', () => child.stdout.destroy())
    child.stderr.resume()
    expect(await new Promise((done) => child.on('close', done))).toBe(2)
  })

  it('to a full disk is exit 2, and what was found is told', () => {
    const run = stanch(leaky().dir, ['git', '-f', 'json', '-r', '/dev/full'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('f0.txt:1:5')
  })
})

describe('bad input of stanch git is one clear line and exit 2', () => {
  const first = (text: string) => text.trim().split('\n')

  it.each([
    ['a range of unknown ends', ['nowhere..HEAD'], /nowhere/],
    ['an unknown ref', ['HEAD..no-such-branch'], /no-such-branch/],
    ['an unknown commit', ['--since-commit=0123456789012345678901234567890123456789'], /0123456789/],
    ['--log-opts with an unknown ref', ['--log-opts=no-such-ref'], /no-such-ref/],
    ['a share of nothing', ['--shard=0/0'], /--shard/],
    ['a cache that cannot be written', ['--cache=/proc/nowhere'], /\/proc\/nowhere/],
  ])('%s', (_name, args, words) => {
    const run = stanch(leaky().dir, ['git', ...args])
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(words)
    expect(first(run.stderr).length).toBeLessThanOrEqual(3)
    expect(run.stderr).not.toMatch(/ at .*\.js:/)
  })

  it('a folder that is no repository, and an empty one', () => {
    const folder = temporaryFolder()
    expect(stanch(folder, ['git'])).toMatchObject({ code: 2, stderr: expect.stringContaining('not a git repository') })
    expect(stanch(new TestRepo().dir, ['git'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no commits'),
    })
  })
})
