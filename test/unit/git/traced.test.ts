// Where the repository is, learnt from the trace of a git that runs anyway: it must be what rev-parse says, or an error.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRepo } from '../../../src/git/repo.ts'
import { runTraced } from '../../../src/git/traced.ts'
import { cleanEnv, TestRepo, temporaryFolder } from '../../e2e/harness.ts'

const ARGS = ['diff-index', '--cached', '--raw', 'HEAD', '--']

async function bothWays(cwd: string, given: Record<string, string> = {}) {
  const context = { cwd, env: cleanEnv(given) }
  const traced = runTraced(context, ARGS)
  const told = await traced.repo.catch((error: Error) => error.message)
  const asked = await openRepo(context).catch((error: Error) => error.message)
  expect(told).toEqual(asked)
  return { told, result: await traced.result }
}

function repoWithCommit(): TestRepo {
  const repo = new TestRepo()
  repo.commit('first', { 'a.txt': 'a\n' })
  mkdirSync(join(repo.dir, 'sub dir'))
  return repo
}

describe('the trace of git says the same as rev-parse', () => {
  it('at the top, in a folder below, in the git folder, and before the first commit', async () => {
    const { dir } = repoWithCommit()
    expect((await bothWays(dir)).told).toMatchObject({ top: dir, gitDir: join(dir, '.git'), bare: false })
    expect((await bothWays(join(dir, 'sub dir'))).told).toMatchObject({ top: dir })
    expect((await bothWays(join(dir, '.git'))).told).toMatchObject({ gitDir: join(dir, '.git') })
    const { result } = await bothWays(new TestRepo().dir)
    expect(result.code).not.toBe(0)
    expect(result.stderr).not.toContain('setup:')
    expect(result.stderr).toContain('HEAD')
  })

  it('in a linked work tree and with a git folder elsewhere', async () => {
    const repo = repoWithCommit()
    const linked = join(temporaryFolder(), 'linked')
    repo.git('worktree', 'add', '-q', linked, 'HEAD')
    expect((await bothWays(linked)).told).toMatchObject({ top: linked })
    await bothWays(join(repo.dir, 'sub dir'), { GIT_DIR: '../.git' })
    await bothWays(temporaryFolder(), { GIT_DIR: join(repo.dir, '.git'), GIT_WORK_TREE: repo.dir })
    expect((await bothWays(repo.dir, { GIT_DIR: '.git', GIT_INDEX_FILE: '.git/index' })).told).toMatchObject({
      top: repo.dir,
    })
  })

  it('for paths that a trace has to escape, and when the user traces, too', async () => {
    const names = ['back\\slash', 'new\nline', 'caf\u00e9', 'x\nsetup: worktree: /etc']
    for (const name of process.platform === 'win32' ? [] : names) {
      const dir = join(temporaryFolder(), name)
      const inner = new TestRepo()
      mkdirSync(dir, { recursive: true })
      inner.git('clone', '-q', inner.dir, join(dir, 'copy'))
      await bothWays(join(dir, 'copy'))
    }
    const { dir } = repoWithCommit()
    const file = join(temporaryFolder(), 'trace')
    expect((await bothWays(dir, { GIT_TRACE_SETUP: file, GIT_TRACE_PERFORMANCE: '1' })).told).toMatchObject({
      top: dir,
    })
    await bothWays(dir, { GIT_TRACE_BARE: '1' })
  })

  it('where there is no repository, and where it has no work tree', async () => {
    expect((await bothWays(temporaryFolder())).told).toContain('not a git repository')
    const bare = temporaryFolder()
    new TestRepo().git('init', '-q', '--bare', bare)
    expect((await bothWays(bare)).told).toMatchObject({ bare: true })
    const broken = temporaryFolder()
    writeFileSync(join(broken, '.git'), 'gitdir: /nonexistent\nsetup: worktree: /etc\n')
    expect(typeof (await bothWays(broken)).told).toBe('string')
  })
})
