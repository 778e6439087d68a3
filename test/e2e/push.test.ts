// pre-push, pre-receive and commit-msg through real pushes and commits. Peers look at the first ref only.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { characters, githubToken } from '../tokens.ts'
import { BIN, type Run, stanch, TestRepo, temporaryFolder } from './harness.ts'

const LEAK = { 'leak.txt': `token = "${githubToken(31)}"\n` }
const ZERO = '0'.repeat(40)

/** A repository with a bare remote, one commit pushed, and the hook. */
function pushing(): TestRepo {
  const repo = new TestRepo()
  repo.commit('first', { 'a.txt': 'a\n' })
  const remote = join(temporaryFolder(), 'remote.git')
  repo.git('init', '-q', '--bare', remote)
  repo.git('remote', 'add', 'origin', remote)
  repo.git('push', '-q', 'origin', 'main')
  hook(repo.dir, join('.git', 'hooks'), 'pre-push', 'pre-push "$@"')
  return repo
}

function hook(dir: string, folder: string, name: string, args: string): void {
  mkdirSync(join(dir, folder), { recursive: true })
  writeFileSync(join(dir, folder, name), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" ${args}\n`, { mode: 0o755 })
}

const push = (repo: TestRepo, ...args: string[]): Run => repo.tryGit(['push', 'origin', ...args])

describe('pre-push', () => {
  it('refuses a commit with a secret, also when a later commit removes it', () => {
    const repo = pushing()
    repo.commit('leak', LEAK)
    repo.commit('gone', { 'leak.txt': 'x\n' })
    const refused = push(repo, 'main')
    expect(refused.code).toBe(1)
    expect(refused.output).toContain('leak.txt:1')
  })

  it('lets clean commits through', () => {
    const repo = pushing()
    repo.commit('fine', { 'b.txt': 'b\n' })
    expect(push(repo, 'main').code).toBe(0)
  })

  it('reads every line: the secret is in the second of two new branches', () => {
    const repo = pushing()
    repo.git('checkout', '-qb', 'one')
    repo.commit('fine', { 'b.txt': 'b\n' })
    repo.git('checkout', '-qb', 'two', 'main')
    repo.commit('leak', LEAK)
    expect(push(repo, 'one', 'two').code).toBe(1)
    expect(push(repo, 'one').code).toBe(0)
  })

  it('a deletion beside a leak does not hide it; a deletion alone passes', () => {
    const repo = pushing()
    push(repo, 'main:old')
    repo.git('checkout', '-qb', 'two')
    repo.commit('leak', LEAK)
    expect(push(repo, ':old', 'two').code).toBe(1)
    expect(push(repo, ':old').code).toBe(0)
  })

  it('an annotated tag brings its commits', () => {
    const repo = pushing()
    repo.git('checkout', '-q', '--detach')
    repo.commit('leak', LEAK)
    repo.git('tag', '-a', 'v1', '-m', 'v1')
    expect(push(repo, 'v1').code).toBe(1)
  })

  it('a forced push over a commit that was never fetched', () => {
    const repo = pushing()
    repo.git('commit', '-q', '--amend', '-m', 'other', '--no-verify')
    expect(push(repo, '+main').code).toBe(0)
    const line = `refs/heads/main ${repo.git('rev-parse', 'HEAD').trim()} refs/heads/main ${'e'.repeat(40)}\n`
    expect(stanch(repo.dir, ['pre-push', 'origin', 'url'], {}, line).code).toBe(0)
  })

  it('what the remote has already is not scanned again', () => {
    const repo = pushing()
    repo.commit('leak', LEAK)
    repo.git('push', '-q', '--no-verify', 'origin', 'main')
    repo.commit('fine', { 'b.txt': 'b\n' })
    expect(push(repo, 'main').code).toBe(0)
  })

  it('standard input that is no hook input is exit 2', () => {
    const repo = pushing()
    expect(stanch(repo.dir, ['pre-push', 'origin', 'url'], {}, 'nonsense\n').code).toBe(2)
    expect(stanch(repo.dir, ['pre-push', 'origin', 'url'], {}, '').code).toBe(0)
  })
})

describe('isolation in a push', () => {
  const value = `${characters(20, 5)}7x`

  it('refuses a file that must not be committed, of any pushed branch, wherever HEAD is', () => {
    const repo = pushing()
    repo.git('checkout', '-qb', 'two')
    repo.commit('env', { '.env': 'PORT=3000\n' })
    repo.git('checkout', '-q', 'main')
    const refused = push(repo, 'two')
    expect(refused.code).toBe(1)
    expect(refused.output).toContain('isolation/dotenv')
    repo.git('checkout', '-q', 'two')
    repo.git('rm', '-q', '.env')
    repo.commit('gone')
    expect(push(repo, 'two').code).toBe(0)
  })

  it('refuses plain text where a zone demands encryption', () => {
    const repo = pushing()
    repo.write('stanch.toml', '[[isolation.zones]]\nname = "s"\npaths = ["s/**"]\nencrypted = true\n')
    repo.commit('plain', { 's/a.yaml': 'a: hello\n' })
    expect(push(repo, 'main').output).toContain('isolation/zone-s')
    expect(repo.tryGit(['-c', 'core.hooksPath=/dev/null', 'push', '-q', 'origin', 'main']).code).toBe(0)
    repo.commit('other', { 'b.txt': 'b\n' })
    expect(push(repo, 'main').code).toBe(0)
  })

  it('refuses the value of a git-ignored file, also when a later commit removes it; not what the remote holds already', () => {
    const repo = pushing()
    repo.write('.git/info/exclude', '.env\n')
    repo.write('.env', `PAY_KEY=${value}\n`)
    repo.commit('leak', { 'src/pay.ts': `pay('${value}')\n` })
    repo.commit('gone', { 'src/pay.ts': 'pay()\n' })
    const refused = push(repo, 'main')
    expect(refused.code).toBe(1)
    expect(refused.output).toContain('the value of PAY_KEY from .env')
    expect(refused.output).not.toContain(value)
    repo.git('reset', '-q', '--hard', 'HEAD~1')
    repo.git('push', '-q', '--no-verify', 'origin', 'main')
    repo.commit('again', { 'src/two.ts': `pay('${value}')\n` })
    expect(push(repo, 'main').code).toBe(0)
  })

  it('what the pre-commit program calls for a range or a push sees the same', () => {
    const repo = pushing()
    const base = repo.git('rev-parse', 'HEAD').trim()
    repo.write('.git/info/exclude', '.env.local\n')
    repo.write('.env.local', `PAY_KEY=${value}\n`)
    const head = repo.commit('both', { '.env': 'A=1\n', 'pay.ts': `pay('${value}')\n` })
    const rules = (env: Record<string, string>) => {
      const run = repo.protect(['-f', 'json'], { PRE_COMMIT: '1', ...env })
      return (JSON.parse(run.stdout) as { RuleID: string }[]).map((f) => f.RuleID).sort()
    }
    const both = ['isolation/dotenv', 'isolation/value']
    expect(rules({ PRE_COMMIT_FROM_REF: base, PRE_COMMIT_TO_REF: head })).toEqual(both)
    expect(rules({ PRE_COMMIT_REMOTE_NAME: 'origin', PRE_COMMIT_TO_REF: head })).toEqual(both)
  })

  it('a commit message may not hold such a value either', () => {
    const repo = new TestRepo()
    repo.write('.git/info/exclude', '.env\n')
    repo.write('.env', `PAY_KEY=${value}\n`)
    repo.write('.git/MSG', `use ${value}\n`)
    expect(stanch(repo.dir, ['commit-msg', '.git/MSG']).output).toContain('the value of PAY_KEY from .env')
    repo.write('.git/MSG', 'use it\n')
    expect(stanch(repo.dir, ['commit-msg', '.git/MSG']).code).toBe(0)
  })

  it('a server refuses such files, too, by the policies of the branch that it has', () => {
    const repo = pushing()
    repo.commit('policy', { 'stanch.toml': '[isolation]\nallow = ["/ok.pem"]\n' })
    expect(push(repo, 'main').code).toBe(0)
    const remote = repo.git('remote', 'get-url', 'origin').trim()
    hook(remote, 'hooks', 'pre-receive', 'pre-receive --policy-from=main')
    const plain = ['push', '--no-verify', 'origin', 'main']
    repo.commit('weaken', { 'stanch.toml': '[isolation]\nenabled = false\n', '.env': 'A=1\n', 'ok.pem': 'x\n' })
    const refused = repo.tryGit(plain)
    expect(refused.output).toContain('isolation/dotenv')
    expect(refused.output).toContain('stanch.toml differs from main')
    repo.git('reset', '-q', '--hard', 'HEAD~1')
    repo.commit('fine', { 'ok.pem': 'x\n' })
    expect(repo.tryGit(plain).code).toBe(0)
  })
})

describe('pre-receive', () => {
  it('sees objects that are still in quarantine, in a bare repository', () => {
    const repo = pushing()
    const remote = repo.git('remote', 'get-url', 'origin').trim()
    hook(remote, 'hooks', 'pre-receive', 'pre-receive')
    repo.commit('leak', LEAK)
    const refused = repo.tryGit(['push', '--no-verify', 'origin', 'main'])
    expect(refused.code).not.toBe(0)
    expect(refused.output).toContain('leak.txt:1')
    expect(refused.output).toContain('pre-receive hook declined')
    repo.git('reset', '-q', '--hard', 'HEAD~1')
    repo.commit('fine', { 'b.txt': 'b\n' })
    expect(repo.tryGit(['push', '--no-verify', 'origin', 'main', ':refs/heads/none', 'main:new']).code).toBe(0)
  })
})

describe('commit-msg', () => {
  it('refuses a message with a secret', () => {
    const repo = new TestRepo()
    hook(repo.dir, join('.git', 'hooks'), 'commit-msg', 'commit-msg "$1"')
    repo.stage('a.txt', 'a\n')
    expect(repo.tryGit(['commit', '-m', `use ${githubToken(33)}`]).code).toBe(1)
    expect(repo.tryGit(['commit', '-m', 'use the token']).code).toBe(0)
  })

  it('comments, and the diff that `commit -v` shows below the scissors, are not the message', () => {
    const repo = new TestRepo()
    const token = githubToken(34)
    repo.write('MSG', `subject\n# ${token}\n# ------------------------ >8 ------------------------\n+${token}\n`)
    expect(stanch(repo.dir, ['commit-msg', 'MSG']).code).toBe(0)
    repo.git('config', 'core.commentChar', ';')
    const run = stanch(repo.dir, ['commit-msg', 'MSG'])
    expect(run.code).toBe(1)
    expect(run.output).toContain('MSG:2')
  })
})

describe('--ci: the range of a push or a pull request', () => {
  /** main with a leak in its history, then a feature branch with a clean commit on top. */
  function feature(): { repo: TestRepo; old: string; base: string; head: string } {
    const repo = pushing()
    const old = repo.commit('old leak', { 'old.txt': `t = "${githubToken(41)}"\n` })
    const base = repo.commit('base', { 'old.txt': 'x\n' })
    repo.git('push', '-q', '--no-verify', 'origin', 'main')
    repo.git('checkout', '-qb', 'feature')
    return { repo, old, base, head: repo.commit('fine', { 'b.txt': 'b\n' }) }
  }

  const ci = (repo: TestRepo, env: Record<string, string>) => stanch(repo.dir, ['git', '--ci'], env)

  function event(content: unknown): Record<string, string> {
    const file = join(temporaryFolder(), 'event.json')
    writeFileSync(file, JSON.stringify(content))
    return { GITHUB_ACTIONS: 'true', GITHUB_EVENT_PATH: file }
  }

  it.each([
    [
      'GitHub, a pull request',
      (b: string, h: string) => event({ pull_request: { base: { sha: b }, head: { sha: h } } }),
    ],
    ['GitHub, a push', (b: string, h: string) => event({ before: b, after: h })],
    [
      'GitHub, a first push of a branch',
      (_: string, h: string) => event({ before: ZERO, after: h, repository: { default_branch: 'main' } }),
    ],
    ['GitHub, a merge queue', (b: string, h: string) => event({ merge_group: { base_sha: b, head_sha: h } })],
    [
      'GitLab, a merge request',
      (b: string, h: string) => ({ GITLAB_CI: 'true', CI_MERGE_REQUEST_DIFF_BASE_SHA: b, CI_COMMIT_SHA: h }),
    ],
    [
      'GitLab, a new branch',
      (_: string, h: string) => ({
        GITLAB_CI: 'true',
        CI_COMMIT_BEFORE_SHA: ZERO,
        CI_COMMIT_SHA: h,
        CI_DEFAULT_BRANCH: 'main',
      }),
    ],
    [
      'Bitbucket',
      (b: string, h: string) => ({
        BITBUCKET_BUILD_NUMBER: '1',
        BITBUCKET_PR_DESTINATION_COMMIT: b,
        BITBUCKET_COMMIT: h,
      }),
    ],
    [
      'Azure',
      (_: string, h: string) => ({
        TF_BUILD: 'True',
        SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main',
        SYSTEM_PULLREQUEST_SOURCECOMMITID: h,
      }),
    ],
    ['Jenkins, a change', (_: string, h: string) => ({ JENKINS_URL: 'x', CHANGE_TARGET: 'main', GIT_COMMIT: h })],
    [
      'Jenkins, a branch',
      (b: string, h: string) => ({ JENKINS_URL: 'x', GIT_PREVIOUS_SUCCESSFUL_COMMIT: b, GIT_COMMIT: h }),
    ],
  ])('%s: the old leak of the target is out of range, a new one is in', (_name, env) => {
    const { repo, base, head } = feature()
    expect(ci(repo, env(base, head)).code).toBe(0)
    const leak = repo.commit('leak', LEAK)
    const run = ci(repo, env(base, leak))
    expect(run.code).toBe(1)
    expect(run.output).not.toContain('old.txt')
  })

  it.each([
    ['CircleCI tells no base', (h: string) => ({ CIRCLECI: 'true', CIRCLE_SHA1: h })],
    ['a forced push whose old head is gone', (h: string) => event({ before: 'd'.repeat(40), after: h })],
  ])('%s: everything is scanned, never less', (_name, env) => {
    const { repo, head } = feature()
    const run = ci(repo, env(head))
    expect(run.code).toBe(1)
    expect(run.output).toContain('old.txt')
  })

  it('a shallow checkout is not clean', () => {
    const { repo } = feature()
    const shallow = join(temporaryFolder(), 'shallow')
    repo.git('clone', '-q', '--depth=1', '--branch=feature', `file://${repo.dir}`, shallow)
    const run = stanch(shallow, ['git', '--ci'], event({ before: 'd'.repeat(40) }))
    expect(run.code).toBe(2)
    expect(run.output).toMatch(/fetch-depth: 0|unshallow/)
  })

  it('is refused where no CI service is known', () => {
    expect(ci(feature().repo, {}).code).toBe(2)
  })
})
