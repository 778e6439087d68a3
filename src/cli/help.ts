// Owns: the help text, derived from the flag table and the list of commands.
// Must not know: what commands do.
import { type Flag, flags, longName } from './flags.ts'

/** Help for people; `commands` maps each verb to one line. */
export function helpText(commands: Readonly<Record<string, string>>): string {
  const verbs = Object.entries(commands).map(([verb, line]) => `  ${verb.padEnd(16)} ${line}`)
  const rows = (Object.entries(flags) as [string, Flag][])
    .filter(([, flag]) => !flag.hidden)
    .map(([field, flag]) => {
      const name = `${flag.short ? `-${flag.short}, ` : '    '}--${longName(field)}${flag.argument ? ` ${flag.argument}` : ''}`
      return `  ${name.padEnd(34)} ${flag.help}`
    })
  return [
    'stanch: stops secrets before they leave your machine',
    '',
    'usage: stanch COMMAND [arguments] [flags]',
    '',
    ...verbs,
    '',
    'flags',
    ...rows,
    '',
    'exit code: 0 all was looked at, nothing is blocked; 1 all was looked at, something is blocked; 2 not all was looked at',
    '',
  ].join('\n')
}
