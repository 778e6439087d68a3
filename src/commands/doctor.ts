// Owns: the verb `doctor`: whether a commit here would be looked at, shown by a made-up token: in an index of its own, and in a
// copy of the files by the hook that git would run.
// Must not know: how scanning works. All that the proofs write lives in a temporary folder.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { diskView } from '../config/settings-find.ts'
import { messageOf, UserError } from '../core/fault.ts'
import type { CommandLine } from '../core/options.ts'
import { needWorkTree, openRepo, type Repo } from '../git/repo.ts'
import { type GitContext, gitError, runGit, succeeded } from '../git/run.ts'
import type { Host } from '../host.ts'
import { scanOnce } from './scan.ts'

const TRAP = 'stanch-doctor.txt'

interface Check {
  /** 'note': neither; it fails nothing. */
  readonly mark: 'ok' | 'FAIL' | 'note'
  readonly text: string
  readonly hint?: string | undefined
}

/** Prints each check; exit 1 when one fails. */
export async function doctor({ options, args }: CommandLine, host: Host): Promise<number> {
  const cwd = resolve(host.cwd, options.source ?? args[0] ?? '.')
  const repo = needWorkTree(await openRepo({ cwd, env: host.env }))
  const file = await hookFile(repo)
  const hook = hookCheck(file, repo)
  const checks = [hook, await proof(repo, host), ...(hook.mark === 'ok' ? await rehearsal(repo, file) : [])]
  for (const { mark, text, hint } of checks) {
    const more = mark !== 'ok' && hint ? `       hint: ${hint}\n` : ''
    await host.stdout.write(`${mark.padEnd(6)} ${text}\n${more}`)
  }
  return checks.some((check) => check.mark === 'FAIL') ? 1 : 0
}

/** The file that git would run, wherever core.hooksPath points. */
async function hookFile({ top, context }: Repo): Promise<string> {
  const asked = ['rev-parse', '--git-path', 'hooks/pre-commit']
  const path = await runGit(context, asked)
  if (!succeeded(path)) throw gitError(asked, path)
  return resolve(top, path.stdout.toString().trim())
}

/** Whether stanch is in the hook or in what it calls. */
function hookCheck(file: string, { top }: Repo): Check {
  const hint = 'stanch init'
  if (!existsSync(file)) return { mark: 'FAIL', text: `there is no hook at ${file}`, hint }
  if ((statSync(file).mode & 0o111) === 0)
    return { mark: 'FAIL', text: `${file} is not executable`, hint: `chmod +x ${file}` }
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
  if (!own && !manager) return { mark: 'FAIL', text: `${file} does not run stanch`, hint }
  return { mark: 'ok', text: `git runs ${file}${own ? '' : ', which calls a hook manager that runs stanch'}` }
}

/** The whole hook, as git runs it, on a copy of the files. */
async function rehearsal(repo: Repo, hook: string): Promise<Check[]> {
  const { rehearse } = await import('./rehearsal.ts')
  const bait = { name: TRAP, harmless: 'nothing to see here\n', token: await madeUpToken() }
  return inTemporary(async (folder) => {
    const ran = await rehearse(repo, hook, folder, bait)
    if (!ran)
      return [{ mark: 'note', text: 'this git cannot run a hook by itself: it was not tried', hint: 'git 2.36' }]
    const { harmless, refused, named, words } = ran
    const passes: Check = harmless
      ? { mark: 'ok', text: 'the hook, run on a copy, lets a harmless file pass' }
      : { mark: named ? 'note' : 'FAIL', text: 'the hook, run on a copy, refuses a harmless file', hint: words }
    const stops: Check =
      refused && named
        ? { mark: 'ok', text: 'the hook, run on a copy, refuses a made-up token and names its file' }
        : { mark: 'FAIL', text: `the hook, run on a copy, ${notStopped(refused)}`, hint: hintFor(refused) }
    return [passes, stops]
  })
}

function notStopped(refused: boolean): string {
  return refused ? 'refuses a made-up token, but stanch is not what refused it' : 'lets a made-up token pass'
}

function hintFor(refused: boolean): string {
  return refused ? 'see what the hook runs before stanch' : 'see that stanch is reached, and that its exit code is kept'
}

/** Gives the checks of a proof in a temporary folder; one that could not be made is a failed one. */
async function inTemporary(prove: (folder: string) => Promise<Check[]>): Promise<Check[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-doctor-'))
  try {
    return await prove(folder)
  } catch (error) {
    const hint = error instanceof UserError ? error.hint : undefined
    return [{ mark: 'FAIL', text: `the proof could not be made: ${messageOf(error)}`, hint }]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A made-up token, staged in an index of its own, has to be blocked. */
async function proof(repo: Repo, host: Host): Promise<Check> {
  const [check] = await inTemporary(async (folder) => [await blocked(await trapIn(folder, repo), repo, host)])
  return check!
}

async function blocked(env: GitContext['env'], repo: Repo, host: Host): Promise<Check> {
  const { stagedSource } = await import('../sources/staged.ts')
  const { archiveLimits } = await import('../sources/archives/limits.ts')
  const staged = stagedSource({ cwd: repo.top, env }, archiveLimits(undefined))
  try {
    const { report } = await scanOnce({ source: staged, root: repo.top, options: {}, host })
    const stopped = report.decisions.some((d) => d.finding.origin.path === TRAP && d.verdict.action === 'block')
    if (stopped) return { mark: 'ok', text: 'a made-up token in the index is blocked' }
    const [fault] = report.faults
    const hint = fault ? `${fault.where}: ${fault.message}` : 'see what allows it: stanch config show'
    return { mark: 'FAIL', text: 'a made-up token in the index is not blocked', hint }
  } finally {
    staged.close()
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
