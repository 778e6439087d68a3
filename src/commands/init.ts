// Owns: the verb `init`: what it takes to have the hook in this repository, as a plan that is shown before it is done. It
// writes the files of the plan: it appends, never overwrites, and does nothing twice.
// Must not know: how hooks are run.
import { appendFileSync, chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { diskView } from '../config/settings-find.ts'
import { isValuesFile } from '../config/values-files.ts'
import { UserError } from '../core/fault.ts'
import type { CommandLine } from '../core/options.ts'
import { ignoredPaths } from '../git/ignored.ts'
import { needWorkTree, openRepo, type Repo } from '../git/repo.ts'
import { gitError, runGit, succeeded } from '../git/run.ts'
import type { Host } from '../host.ts'

/** One step: text to append to a file (which may not be there yet). */
export interface Step {
  readonly file: string
  readonly text: string
  readonly executable: boolean
  readonly why: string
}

/** Shows the plan; does it with --yes or after a question. Throws a UserError when there is nobody to ask. */
export async function init({ options, args }: CommandLine, host: Host): Promise<number> {
  const cwd = resolve(host.cwd, options.source ?? args[0] ?? '.')
  const repo = needWorkTree(await openRepo({ cwd, env: host.env }))
  const steps = [await hookStep(repo), await ignoreStep(repo)].filter((step) => step !== undefined)
  if (steps.length === 0) return say(host, 'nothing to do: the hook is there, and git ignores what it should\n')
  await say(host, steps.map((step) => planOf(step, repo)).join('\n'))
  if (!options.yes && !(await agreed(host))) return say(host, 'nothing was written\n')
  for (const step of steps) write(step)
  return say(host, 'done; prove it with: stanch doctor\n')
}

async function say(host: Host, text: string): Promise<number> {
  await host.stdout.write(text)
  return 0
}

async function agreed(host: Host): Promise<boolean> {
  if (!host.stdin.isTTY || !host.stdout.isTTY) {
    throw new UserError('nothing was written: there is no terminal to ask in', 'do it with: stanch init --yes')
  }
  const { confirm } = await import('@clack/prompts')
  return (await confirm({ message: 'Write this?' })) === true
}

function planOf({ file, text, why }: Step, { top }: Repo): string {
  const lines = text.split('\n').filter((line) => line !== '')
  return `${why}\n  ${relative(top, file)}\n${lines.map((line) => `  + ${line}\n`).join('')}`
}

function write({ file, text, executable }: Step): void {
  mkdirSync(dirname(file), { recursive: true })
  const before = diskView.read(file)?.toString()
  if (before === undefined) writeFileSync(file, text)
  else appendFileSync(file, before.endsWith('\n') || before === '' ? text : `\n${text}`)
  if (executable) chmodSync(file, statSync(file).mode | 0o111)
}

const COMMAND = 'npx --no-install stanch protect'

/** The hook's step for what is there: husky, pre-commit, lefthook, or git alone. undefined = it is there already. */
async function hookStep(repo: Repo): Promise<Step | undefined> {
  const at = (name: string) => join(repo.top, name)
  const has = (name: string) => diskView.read(at(name)) !== undefined
  if (diskView.names(at('.husky')).length > 0)
    return step(at('.husky/pre-commit'), () => `${COMMAND}\n`, true, 'husky runs the hook')
  if (has('.pre-commit-config.yaml'))
    return step(
      at('.pre-commit-config.yaml'),
      () => preCommit(at('.pre-commit-config.yaml')),
      false,
      'pre-commit runs the hook',
    )
  const lefthook = ['lefthook.yml', '.lefthook.yml'].find(has)
  if (lefthook) return step(at(lefthook), () => lefthookText(at(lefthook)), false, 'lefthook runs the hook')
  const asked = ['rev-parse', '--git-path', 'hooks/pre-commit']
  const path = await runGit(repo.context, asked)
  if (!succeeded(path)) throw gitError(asked, path)
  const file = resolve(repo.top, path.stdout.toString().trim())
  const shebang = shebangFor(file)
  return step(file, () => `${shebang}${COMMAND} || exit $?\n`, true, 'git runs the hook')
}

/** Of a hook that is there already nothing is needed, if lines of a shell can be appended to it. */
function shebangFor(file: string): string {
  const before = diskView.read(file)?.toString()
  if (before === undefined) return '#!/bin/sh\n'
  const shell = /^#!.*\b(ba|da|k|z)?sh\b/.test(before)
  const ends = before.split('\n').findLast((line) => /^[^\s#]/.test(line)) ?? ''
  const there = /\bstanch\b/.test(before)
  if (there || (shell && !/^(exec|exit)\b/.test(ends))) return ''
  const why = shell ? `it ends with: ${ends.slice(0, 60)}` : 'it is no shell script'
  throw new UserError(`nothing can be appended to ${file}: ${why}`, `have it run, and heed the exit code: ${COMMAND}`)
}

function step(file: string, text: () => string, executable: boolean, why: string): Step | undefined {
  const there = /\bstanch\b/.test(diskView.read(file)?.toString() ?? '')
  return there ? undefined : { file, text: text(), executable, why }
}

/** Only where `repos:` is what the file ends with can a repository be appended. */
function preCommit(file: string): string {
  const text = readFileSync(file, 'utf8')
  const keys = [...text.matchAll(/^([a-z_]+):/gm)].map((m) => m[1])
  const indent = /^( *)- repo:/m.exec(text)?.[1] ?? '  '
  const lines = ['- repo: local', '  hooks:', '    - id: stanch', '      name: stanch', `      entry: ${COMMAND}`]
  const rest = ['      language: system', '      pass_filenames: false', '      always_run: true']
  const block = [...lines, ...rest].map((line) => `${indent}${line}\n`).join('')
  if (keys.at(-1) === 'repos') return block
  throw new UserError('.pre-commit-config.yaml does not end with its list of repos', `add to it by hand:\n${block}`)
}

function lefthookText(file: string): string {
  const block = `pre-commit:\n  commands:\n    stanch:\n      run: ${COMMAND}\n`
  if (!/^pre-commit:/m.test(readFileSync(file, 'utf8'))) return block
  throw new UserError('lefthook has pre-commit commands already', `add to them by hand:\n${block}`)
}

/** Lines of .gitignore for dotenv files at the top that git neither tracks nor ignores. */
async function ignoreStep({ top, context }: Repo): Promise<Step | undefined> {
  const found = diskView.names(top).filter((name) => /^\.env|^\.dev\.vars$/.test(name) && isValuesFile(name))
  const tracked = (await runGit(context, ['ls-files', '-z'])).stdout.toString().split('\0')
  const ignored = await ignoredPaths(context, found)
  const open = found.filter((name) => !ignored.includes(name) && !tracked.includes(name))
  if (open.length === 0) return undefined
  const text = open.map((name) => `/${name}\n`).join('')
  return { file: join(top, '.gitignore'), text, executable: false, why: 'git ignores what holds live values' }
}
