// Owns: the verb `doctor`: whether a commit here would be looked at, shown by a made-up token in an index of its own.
// Must not know: how scanning works. The index and the objects of the proof live in a temporary folder.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { diskView } from '../config/settings-find.ts'
import { messageOf } from '../core/fault.ts'
import type { CommandLine } from '../core/options.ts'
import { needWorkTree, openRepo, type Repo } from '../git/repo.ts'
import { type GitContext, gitError, runGit, succeeded } from '../git/run.ts'
import type { Host } from '../host.ts'
import { scanOnce } from './scan.ts'

const TRAP = 'stanch-doctor.txt'

interface Check {
  readonly good: boolean
  readonly text: string
  readonly hint?: string
}

/** Prints each check; exit 1 when one fails. */
export async function doctor({ options, args }: CommandLine, host: Host): Promise<number> {
  const cwd = resolve(host.cwd, options.source ?? args[0] ?? '.')
  const repo = needWorkTree(await openRepo({ cwd, env: host.env }))
  const checks = [await hookCheck(repo), await proof(repo, host)]
  for (const { good, text, hint } of checks) {
    await host.stdout.write(`${good ? 'ok    ' : 'FAIL  '} ${text}\n${!good && hint ? `       hint: ${hint}\n` : ''}`)
  }
  return checks.every((check) => check.good) ? 0 : 1
}

/** The file that git would run, wherever core.hooksPath points, and whether stanch is in it or in what it calls. */
async function hookCheck({ top, context }: Repo): Promise<Check> {
  const asked = ['rev-parse', '--git-path', 'hooks/pre-commit']
  const path = await runGit(context, asked)
  if (!succeeded(path)) throw gitError(asked, path)
  const file = resolve(top, path.stdout.toString().trim())
  const hint = 'stanch init'
  if (!existsSync(file)) return { good: false, text: `there is no hook at ${file}`, hint }
  if ((statSync(file).mode & 0o111) === 0)
    return { good: false, text: `${file} is not executable`, hint: `chmod +x ${file}` }
  const called = [
    file,
    join(top, '.husky/pre-commit'),
    join(top, '.pre-commit-config.yaml'),
    join(top, 'lefthook.yml'),
    join(top, '.lefthook.yml'),
  ]
  const text = called.map((name) => diskView.read(name)?.toString() ?? '')
  const own = /\bstanch\b/.test(text[0]!)
  const manager =
    /husky|pre-commit|lefthook|\.\/h\b|\bh"/.test(text[0]!) && text.slice(1).some((t) => /\bstanch\b/.test(t))
  if (!own && !manager) return { good: false, text: `${file} does not run stanch`, hint }
  return { good: true, text: `git runs ${file}${own ? '' : ', which calls a hook manager that runs stanch'}` }
}

/** A file that must never be committed, staged in an index of its own, has to be blocked. */
async function proof(repo: Repo, host: Host): Promise<Check> {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-doctor-'))
  try {
    const env = await trapIn(folder, repo)
    const { stagedSource } = await import('../sources/staged.ts')
    const { archiveLimits } = await import('../sources/archives/limits.ts')
    const context: GitContext = { cwd: repo.top, env }
    const staged = stagedSource(context, archiveLimits(undefined))
    try {
      const { report } = await scanOnce({ source: staged, root: repo.top, options: {}, host })
      const blocked = report.decisions.some((d) => d.finding.origin.path === TRAP && d.verdict.action === 'block')
      if (blocked) return { good: true, text: 'a made-up token in the index is blocked' }
      const [fault] = report.faults
      const hint = fault ? `${fault.where}: ${fault.message}` : 'see what allows it: stanch config show'
      return { good: false, text: 'a made-up token in the index is not blocked', hint }
    } finally {
      staged.close()
    }
  } catch (error) {
    return { good: false, text: `the proof could not be made: ${messageOf(error)}` }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A copy of the index with one more file, and objects of its own: nothing of the repository is touched. */
async function trapIn(folder: string, { gitDir, context, top }: Repo): Promise<GitContext['env']> {
  const index = join(folder, 'index')
  if (existsSync(join(gitDir, 'index'))) copyFileSync(join(gitDir, 'index'), index)
  mkdirSync(join(folder, 'objects'))
  const objects = await runGit(context, ['rev-parse', '--git-path', 'objects'])
  const env = {
    ...context.env,
    GIT_INDEX_FILE: index,
    GIT_OBJECT_DIRECTORY: join(folder, 'objects'),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: resolve(top, objects.stdout.toString().trim()),
  }
  const write = ['hash-object', '-w', '--stdin']
  const blob = await runGit({ ...context, env }, write, await madeUpToken())
  if (!succeeded(blob)) throw gitError(write, blob)
  const entry = `100644,${blob.stdout.toString().trim()},${TRAP}`
  const add = ['update-index', '--add', '--cacheinfo', entry]
  const added = await runGit({ ...context, env }, add)
  if (!succeeded(added)) throw gitError(add, added)
  return env
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A token of a well-known form with a right checksum, made of random characters. */
async function madeUpToken(): Promise<string> {
  const { randomInt } = await import('node:crypto')
  const { crc32 } = await import('../core/crc32.ts')
  const body = Array.from({ length: 30 }, () => DIGITS[randomInt(62)]).join('')
  let sum = ''
  for (let rest = crc32(body); rest > 0; rest = Math.floor(rest / 62)) sum = DIGITS[rest % 62] + sum
  return `token = "${['gh', 'p_'].join('')}${body}${sum.padStart(6, '0')}"\n`
}
