// Owns: the one door to git: how it is started, with which environment, and what counts as success.
// Must not know: what any output means.
import { type ChildProcessByStdio, type ChildProcessWithoutNullStreams as GitProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { UserError } from '../core/fault.ts'

/** A running git. */
export type { GitProcess }

/** Where git runs and what it inherits. */
export interface GitContext {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Paths after "--" are patterns that the user typed; else they are taken as they stand. */
  readonly patterns?: boolean
  /** Ends every git that runs when it is aborted: whoever waits for one would wait for ever. */
  readonly until?: AbortSignal
}

/** What a finished git call gave. */
export interface GitResult {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: Buffer
  readonly stderr: string
}

/**
 * Settings that a scanned repository or a user could bend our reading with are overridden on the command line.
 * core.fsmonitor would start a program; an empty value turns it off for this call only.
 */
const LITERAL = '--literal-pathspecs'
const FIXED = [
  ...['-c', 'core.fsmonitor=', '-c', 'core.quotePath=false', '-c', 'advice.graftFileDeprecated=false'],
  ...[LITERAL, '--no-replace-objects'],
]

/** Starts git. The caller owns the streams; see `finished` for the success rule. */
export function startGit(context: GitContext, args: readonly string[]): GitProcess {
  const child = spawn('git', commandLine(context, args), { cwd: context.cwd, env: environment(context.env) })
  const { until } = context
  if (until) {
    const end = () => void child.kill()
    until.addEventListener('abort', end, { once: true })
    child.once('close', () => until.removeEventListener('abort', end))
  }
  return child
}

/** The same for a git that reads nothing: each pipe costs a hook's start half a millisecond. */
function startSilentGit(
  context: GitContext,
  args: readonly string[],
): GitProcess | ChildProcessByStdio<null, Readable, Readable> {
  const { cwd, env } = context
  return spawn('git', commandLine(context, args), { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] })
}

function commandLine({ patterns }: GitContext, args: readonly string[]): string[] {
  return [...(patterns ? FIXED.filter((a) => a !== LITERAL) : FIXED), ...args]
}

/** Runs git to its end and collects its output. Rejects with a UserError only when git cannot be started. */
export function runGit(context: GitContext, args: readonly string[], input?: string | Buffer): Promise<GitResult> {
  return new Promise((done, fail) => {
    const child = input === undefined ? startSilentGit(context, args) : startGit(context, args)
    const out: Buffer[] = []
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    child.on('error', (error) => fail(notStarted(error)))
    child.on('close', (code, signal) => done({ code, signal, stdout: Buffer.concat(out), stderr }))
    child.stdin?.on('error', () => undefined) // git may end without reading: its exit code tells
    child.stdin?.end(input)
  })
}

/** Success is exit code 0 and no signal: a killed git leaves partial output. */
export function succeeded(result: { code: number | null; signal: string | null }): boolean {
  return result.code === 0 && result.signal === null
}

/** The error for a git call that failed: git's own first line, with a hint for the cases that users meet. */
export function gitError(args: readonly string[], result: Omit<GitResult, 'stdout'>): UserError {
  const line = firstLine(result.stderr)
  if (result.signal) return new UserError(`git ${args[0]} was killed by ${result.signal}`, 'run the scan again')
  if (/dubious ownership/.test(result.stderr)) {
    return new UserError('git refuses this repository: it belongs to another user', ownershipHint(result.stderr))
  }
  if (/not a git repository/.test(result.stderr)) {
    return new UserError('not a git repository', 'run stanch inside one, or scan files with: stanch dir PATH')
  }
  return new UserError(`git ${args[0]} failed (exit ${result.code}): ${line}`, 'nothing is claimed clean')
}

/** The error for a git that could not be started. */
export function notStarted(error: Error): UserError {
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
  return new UserError(
    missing ? 'git was not found' : `git could not be started: ${error.message}`,
    missing ? 'install git and make sure that it is on PATH' : '',
  )
}

/** What git says went wrong: hints and warnings may come before it. */
function firstLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const told = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines[0]
  return told?.replace(/^(fatal|error): /, '') ?? 'no message'
}

function ownershipHint(stderr: string): string {
  const command = /git config --global --add safe\.directory \S+/.exec(stderr)?.[0]
  return command ? `if you trust it: ${command}` : 'see safe.directory in git help config'
}

/** git's environment: everything of ours passes (GIT_INDEX_FILE and its like must), and answers stay parseable. */
function environment(env: GitContext['env']): NodeJS.ProcessEnv {
  return {
    ...env,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: '', // the same for git before 2.45: a missing object is missing, nothing goes over the network
    GIT_GRAFT_FILE: '/dev/null', // grafts cannot hide history
    GIT_EXTERNAL_DIFF: undefined,
    GIT_DIFF_OPTS: undefined,
    GIT_TRACE: undefined,
  }
}
