// The package as users get it: a git repository with the committed bundle, and the tarball of npm pack.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { TestRepo, temporaryFolder } from './harness.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** A git repository that holds what this one holds, bundle included, in one commit. */
export function packageRepo(folder: string): TestRepo {
  const repo = new TestRepo(folder)
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean)
  for (const file of tracked.filter((f) => !f.startsWith('dist/'))) copy(file, repo)
  cpSync(join(ROOT, 'dist'), join(repo.dir, 'dist'), { recursive: true })
  repo.git('add', '-A', '-f')
  repo.git('commit', '-q', '-m', 'package')
  return repo
}

function copy(file: string, repo: TestRepo): void {
  mkdirSync(dirname(join(repo.dir, file)), { recursive: true })
  cpSync(join(ROOT, file), join(repo.dir, file), { recursive: true, errorOnExist: false })
}

/** The tarball of `npm pack`: its absolute path. */
export function packedTarball(): string {
  const folder = temporaryFolder()
  const out = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return join(folder, out.trim().split('\n').at(-1)!)
}
