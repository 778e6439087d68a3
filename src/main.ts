// Owns: main(argv, host): parse -> command -> exit code, and the only catch-all.
// Must not know: what commands do.
import { parseCommandLine } from './cli/parse.ts'
import { commands } from './commands/index.ts'
import { UserError } from './core/fault.ts'
import type { Host } from './host.ts'

export { nodeHost } from './host.ts'

/** Runs a command line; gives the exit code. Never throws: what goes wrong is told on stderr and gives 2. */
export async function main(argv: readonly string[], host: Host): Promise<number> {
  try {
    return await run(argv, host)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    await host.stderr.write(`stanch: ${error.message}\n${error.hint ? `  hint: ${error.hint}\n` : ''}`)
    return 2
  }
}

/** Calls what a clean run may not have called, so that its compiled code is kept, too. */
export async function warm(): Promise<void> {
  await (await import('./commands/warm.ts')).warm()
}

async function run(argv: readonly string[], host: Host): Promise<number> {
  const line = parseCommandLine(argv)
  if (line.options.version || line.command === 'version') return print(host, `${host.version}\n`)
  if (line.options.help || line.command === 'help' || line.command === '') return print(host, await help())
  const entry = Object.hasOwn(commands, line.command) ? commands[line.command] : undefined
  if (!entry) throw await unknown(line.command)
  return (await entry.load())(line, host)
}

async function unknown(command: string): Promise<UserError> {
  const { nearest } = await import('./core/nearest.ts')
  const near = nearest(command, Object.keys(commands))
  return new UserError(`unknown command "${command}"`, near ? `did you mean: stanch ${near}` : 'see: stanch --help')
}

async function print(host: Host, text: string): Promise<number> {
  await host.stdout.write(text)
  return 0
}

async function help(): Promise<string> {
  const { helpText } = await import('./cli/help.ts')
  return helpText(
    Object.fromEntries(
      Object.entries(commands)
        .filter(([, entry]) => !entry.hidden)
        .map(([verb, entry]) => [verb, entry.help]),
    ),
  )
}
