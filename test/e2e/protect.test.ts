// The main job: a staged secret blocks a real commit.
import { describe, expect, it } from 'vitest'
import { githubToken } from '../tokens.ts'
import { TestRepo } from './harness.ts'

describe('stanch protect', () => {
  it('refuses the first commit of a repository when it holds a token, and says where', () => {
    const repo = new TestRepo()
    const token = githubToken()
    repo.stage('config/app.js', `const a = 1\nconst token = "${token}"\n`)
    const run = repo.protect()
    expect(run.code).toBe(1)
    expect(run.output).toContain('config/app.js:2:16')
    expect(run.output).not.toContain(token)
  })

  it('lets a clean commit through and says how much was looked at', () => {
    const repo = new TestRepo()
    repo.stage('a.txt', 'nothing here\n')
    const run = repo.protect()
    expect(run.code).toBe(0)
    expect(run.output).toMatch(/1 file/)
  })

  it('with nothing staged scans nothing, says so and exits 0', () => {
    const repo = new TestRepo()
    repo.commit('first', { 'a.txt': 'x\n' })
    const run = repo.protect()
    expect(run.code).toBe(0)
    expect(run.output).toContain('nothing to scan')
  })

  it('reports json with gitleaks fields first', () => {
    const repo = new TestRepo()
    const token = githubToken(2)
    repo.stage('x.txt', `T=${token}\n`)
    const { code, list } = repo.findings()
    expect(code).toBe(1)
    expect(list[0]).toMatchObject({ RuleID: 'github-pat', File: 'x.txt', StartLine: 1, Secret: token })
    expect(list[0]?.Fingerprint).toBe('x.txt:github-pat:1')
  })

  it('blocks a real commit through a real hook', () => {
    const repo = new TestRepo()
    repo.installHook()
    repo.stage('x.txt', `T=${githubToken(3)}\n`)
    expect(repo.tryGit(['commit', '-m', 'leak']).code).toBe(1)
    repo.stage('x.txt', 'T=$TOKEN\n')
    expect(repo.tryGit(['commit', '-m', 'fine']).code).toBe(0)
  })
})

describe('files that are left out by default', () => {
  it('a lock file with a token is no finding, and the report counts it as skipped, with the reason', () => {
    const repo = new TestRepo()
    repo.stage('package-lock.json', `{ "resolved": "https://x/?t=${githubToken(4)}" }\n`)
    repo.stage('a.js', 'const a = 1\n')
    const run = repo.protect(['-v'])
    expect(run.code).toBe(0)
    expect(run.output).toContain('1 skipped')
    expect(run.output).toContain('package-lock.json: lock file of a package manager')
  })

  it('the same text in a file that people write is blocked', () => {
    const repo = new TestRepo()
    repo.stage('src/package-lock.json.ts', `const u = "https://x/?t=${githubToken(4)}"\n`)
    expect(repo.protect().code).toBe(1)
  })
})
