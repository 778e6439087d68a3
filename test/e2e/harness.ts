// A temporary repository with real git, and the built program. Tests read like a bug report.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** The program under test; STANCH_BIN aims the suite at an installed package. */
export const BIN = process.env.STANCH_BIN ?? join(import.meta.dirname, '..', '..', 'bin', 'stanch.js')

/** What a run gave. */
export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Both streams. */
  readonly output: string
}

/** One finding of the json report. */
export interface JsonFinding {
  readonly RuleID: string
  readonly File: string
  readonly StartLine: number
  readonly StartColumn: number
  readonly EndLine: number
  readonly EndColumn: number
  readonly Secret: string
  readonly Match: string
  readonly Commit: string
  readonly Fingerprint: string
  readonly Tags: readonly string[]
}

/** A folder for one test, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const HIDDEN =
  /^(GIT_|STANCH_|GITLEAKS_|PRE_COMMIT|NO_COLOR|FORCE_COLOR|CI$|GITHUB_|GITLAB_|NODE_EXTRA_CA_CERTS|VITEST|VAULT_)/

/** The environment of a test: nothing of the machine's git settings or of a surrounding hook. */
export function cleanEnv(extra: Record<string, string | undefined> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !HIDDEN.test(name))
  const base = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', HOME: '/nonexistent' }
  return { ...Object.fromEntries(kept), ...base, ...extra }
}

/** Runs the program. */
export function stanch(
  cwd: string,
  args: readonly string[],
  env: Record<string, string | undefined> = {},
  input: string | Buffer = '',
): Run {
  const options = { cwd, env: cleanEnv(env), input, encoding: 'utf8', maxBuffer: 1 << 28, timeout: 25_000 } as const
  return runOf(spawnSync(process.execPath, [BIN, ...args], options))
}

function runOf(r: SpawnSyncReturns<string>): Run {
  return { code: r.status, stdout: r.stdout, stderr: r.stderr, output: `${r.stdout}${r.stderr}` }
}

/** A repository. */
export class TestRepo {
  readonly dir: string

  constructor(dir = temporaryFolder()) {
    this.dir = dir
    mkdirSync(dir, { recursive: true })
    this.git('init', '-q', '-b', 'main')
    this.git('config', 'user.name', 'Test')
    this.git('config', 'user.email', 'test@example.com')
    this.git('config', 'commit.gpgsign', 'false')
  }

  /** Runs git; throws when it fails. Gives stdout. */
  git(...args: string[]): string {
    const r = this.tryGit(args)
    if (r.code !== 0) throw new Error(`git ${args.join(' ')} gave ${r.code}\n${r.output}`)
    return r.stdout
  }

  /** Runs git; gives what happened. */
  tryGit(args: readonly string[], env: Record<string, string | undefined> = {}): Run {
    return runOf(spawnSync('git', args as string[], { cwd: this.dir, env: cleanEnv(env), encoding: 'utf8' }))
  }

  /** Runs lines of a shell script at the top. */
  shell(script: string): void {
    const r = runOf(spawnSync('sh', ['-e', '-c', script], { cwd: this.dir, env: cleanEnv(), encoding: 'utf8' }))
    if (r.code !== 0) throw new Error(`${script}\n${r.output}`)
  }

  /** Writes a file of the work tree. */
  write(path: string, content: string | Buffer): void {
    const file = join(this.dir, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }

  /** Writes and stages. */
  stage(path: string, content: string | Buffer): void {
    this.write(path, content)
    this.git('--literal-pathspecs', 'add', '--', path)
  }

  /** Writes, stages and commits all given files; gives the commit's id. */
  commit(message: string, files: Readonly<Record<string, string | Buffer>> = {}): string {
    for (const [path, content] of Object.entries(files)) this.stage(path, content)
    this.git('commit', '-q', '--no-verify', '--allow-empty', '-m', message)
    return this.git('rev-parse', 'HEAD').trim()
  }

  /** Makes an executable pre-commit hook that runs the program. */
  installHook(args = 'protect'): void {
    const hook = join(this.dir, '.git', 'hooks', 'pre-commit')
    mkdirSync(dirname(hook), { recursive: true })
    writeFileSync(hook, `#!/bin/sh\nexec "${process.execPath}" "${BIN}" ${args}\n`)
    chmodSync(hook, 0o755)
  }

  /** Runs `stanch protect`. */
  protect(args: readonly string[] = [], env: Record<string, string | undefined> = {}): Run {
    return stanch(this.dir, ['protect', ...args], env)
  }

  /** Runs a verb with the json report in clear; gives its findings with the exit code. */
  findings(args: readonly string[] = ['protect']): { code: number | null; list: JsonFinding[] } {
    const r = stanch(this.dir, [...args, '--report-format=json', '--redact=0'])
    if (!r.stdout.startsWith('[')) throw new Error(`no report:\n${r.output}`)
    return { code: r.code, list: JSON.parse(r.stdout) as JsonFinding[] }
  }
}
