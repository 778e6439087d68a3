// Owns: running the repository's own pre-commit hook, as git would, in a copy of its files: once with a harmless file staged,
// once with a made-up token. A hook may format, stash or rewrite; nothing of the repository itself may be touched by that.
// Must not know: what the hook is made of. The copy is written to a temporary folder, and removed.
import {
  appendFileSync,
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { UserError } from '../core/fault.ts'
import type { Repo } from '../git/repo.ts'
import { type GitContext, type GitResult, gitError, runGit, succeeded } from '../git/run.ts'

/** What the hook did. */
export interface Rehearsed {
  /** Whether it let the harmless file pass. */
  readonly harmless: boolean
  /** Whether it refused the token. */
  readonly refused: boolean
  /** Whether what it printed names the file with the token: it was refused for that, not for something else. */
  readonly named: boolean
  /** Its last words on the harmless file. */
  readonly words: string
}

/** The staged file. */
export interface Bait {
  readonly name: string
  readonly harmless: string
  readonly token: string
}

const MINUTES = 5
/** A file that is larger is no part of what a hook needs. */
const LARGEST = 1 << 20
/** What tools put beside the tracked files, and a hook needs. */
const BESIDE = ['node_modules', '.pnp.cjs', '.pnp.loader.mjs', '.yarn', '.venv', 'venv']

/** Runs `hook` (an absolute path) in a copy in `folder`. undefined = this git cannot run a hook by itself (before 2.36). Throws UserErrors. */
export async function rehearse(repo: Repo, hook: string, folder: string, bait: Bait): Promise<Rehearsed | undefined> {
  const copy: GitContext = { cwd: join(folder, 'copy'), env: environment(repo.context.env), patterns: true }
  await copyOf(repo, copy)
  const run = hookIn(repo, copy, hook)
  const harmless = await run(bait.name, bait.harmless)
  if (/is not a git command/.test(harmless.stderr)) return undefined
  const token = await run(bait.name, bait.token)
  const said = `${token.stdout.toString()}${token.stderr}`
  return {
    harmless: succeeded(harmless),
    refused: !succeeded(token),
    named: said.includes(bait.name),
    words: lastWords(`${harmless.stdout.toString()}${harmless.stderr}`),
  }
}

/** Where a surrounding hook or shell says that the repository is does not hold for the copy. */
function environment(env: GitContext['env']): GitContext['env'] {
  const kept = Object.entries(env).filter(
    ([name]) => !/^GIT_(DIR|WORK_TREE|INDEX|OBJECT|ALTERNATE|COMMON|PREFIX)/.test(name),
  )
  return { ...Object.fromEntries(kept), GIT_LFS_SKIP_SMUDGE: '1' }
}

const OWN = ['-c', 'user.name=stanch', '-c', 'user.email=doctor@example.invalid', '-c', 'commit.gpgSign=false']
const NO_LFS = ['-c', 'filter.lfs.clean=cat', '-c', 'filter.lfs.process=', '-c', 'filter.lfs.required=false']

/** A repository with one commit: all files as they stand on the disk, so that settings and hooks count before they are committed. */
async function copyOf(repo: Repo, copy: GitContext): Promise<void> {
  const files = await ask(repo.context, ['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  mkdirSync(copy.cwd, { recursive: true })
  await ask(copy, ['init', '-q'])
  await ownSettings(repo, copy)
  for (const file of new Set(files.stdout.toString().split('\0'))) copyFile(join(repo.top, file), join(copy.cwd, file))
  for (const name of BESIDE) linkTo(join(repo.top, name), join(copy.cwd, name))
  const plain = { ...copy, env: { ...copy.env, HUSKY: '0' } }
  await ask(plain, [...NO_LFS, 'add', '-A'])
  await ask(plain, [...OWN, 'commit', '-q', '--no-verify', '--allow-empty', '-m', 'stanch doctor'])
}

/** The repository's own git settings hold in the copy, but for those that say where things are. */
async function ownSettings(repo: Repo, copy: GitContext): Promise<void> {
  const { stdout } = await ask(repo.context, ['rev-parse', '--git-path', 'config'])
  const config = resolve(repo.top, stdout.toString().trim())
  const file = join(copy.cwd, '.git', 'config')
  const own = readFileSync(file, 'utf8')
  writeFileSync(file, `[include]\n\tpath = ${JSON.stringify(config)}\n${own}`)
  appendFileSync(join(copy.cwd, '.git', 'info', 'exclude'), BESIDE.map((name) => `/${name}\n`).join(''))
}

function copyFile(from: string, to: string): void {
  const stat = lstatSync(from, { throwIfNoEntry: false })
  if (!stat || stat.isDirectory() || stat.size > LARGEST) return
  mkdirSync(dirname(to), { recursive: true })
  if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), to)
  else if (stat.isFile()) copyFileSync(from, to, constants.COPYFILE_FICLONE)
}

function linkTo(from: string, to: string): void {
  if (existsSync(from) && !existsSync(to)) symlinkSync(from, to, 'junction')
}

/** Stages a file in the copy and runs the hook on it. */
function hookIn(repo: Repo, copy: GitContext, hook: string): (name: string, text: string) => Promise<GitResult> {
  const folder = hooksFolder(repo, copy, dirname(hook))
  return async (name, text) => {
    writeFileSync(join(copy.cwd, name), text)
    await ask(copy, ['add', '-f', '--', name])
    const until = AbortSignal.timeout(MINUTES * 60_000)
    const env = { ...copy.env, GIT_INDEX_FILE: '.git/index', GIT_EDITOR: ':' }
    const ran = await runGit({ ...copy, env, until }, ['-c', `core.hooksPath=${folder}`, 'hook', 'run', 'pre-commit'])
    if (until.aborted) throw new UserError(`the hook ran for more than ${MINUTES} minutes`, 'run it by hand')
    return ran
  }
}

/** Hooks that stand among the files are those of the copy; a folder that git ignores was not copied with them. */
function hooksFolder({ top, gitDir }: Repo, { cwd }: GitContext, folder: string): string {
  const inside = relative(top, folder)
  if (inside.startsWith('..') || isAbsolute(inside) || !relative(gitDir, folder).startsWith('..')) return folder
  const own = join(cwd, inside)
  rmSync(own, { recursive: true, force: true })
  cpSync(folder, own, { recursive: true })
  return own
}

function lastWords(said: string): string {
  return (
    said
      .split('\n')
      .findLast((line) => line.trim() !== '')
      ?.trim() ?? 'it said nothing'
  )
}

async function ask(context: GitContext, args: readonly string[]): Promise<GitResult> {
  const result = await runGit(context, args)
  if (!succeeded(result))
    throw gitError(
      args.filter((a) => !a.startsWith('-')),
      result,
    )
  return result
}
