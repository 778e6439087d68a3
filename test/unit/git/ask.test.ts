// The door to simple-git: what it drops, swallows or blocks on its own.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { askGit } from '../../../src/git/ask.ts'
import { cleanEnv, TestRepo, temporaryFolder } from '../../e2e/harness.ts'

describe('askGit', () => {
  it('gives what git says', async () => {
    const repo = new TestRepo()
    const id = repo.commit('first', { a: 'x' })
    expect(await askGit({ cwd: repo.dir, env: cleanEnv() }, ['rev-parse', 'HEAD'])).toBe(id)
  })

  it('passes GIT_DIR on: simple-git alone drops it and asks the wrong repository', async () => {
    const repo = new TestRepo()
    const id = repo.commit('first', { a: 'x' })
    const env = cleanEnv({ GIT_DIR: join(repo.dir, '.git'), GIT_EDITOR: 'vi', PAGER: 'less' })
    expect(await askGit({ cwd: temporaryFolder(), env }, ['rev-parse', 'HEAD'])).toBe(id)
  })

  it('a git that is killed is an error, not an answer', async () => {
    const repo = new TestRepo()
    const bin = temporaryFolder()
    writeFileSync(join(bin, 'git'), '#!/bin/sh\necho partial\nkill -9 $$\n', { mode: 0o755 })
    const env = cleanEnv({ PATH: `${bin}:${process.env.PATH}` })
    await expect(askGit({ cwd: repo.dir, env }, ['rev-list', '--all'])).rejects.toThrow(/killed|failed/)
  })

  it("a git that fails gives git's own words", async () => {
    const repo = new TestRepo()
    await expect(askGit({ cwd: repo.dir, env: cleanEnv() }, ['rev-parse', '--verify', 'nope'])).rejects.toThrow(
      /git rev-parse failed/,
    )
  })
})
