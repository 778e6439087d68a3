// Owns: argv -> command, arguments, raw options. Strict: what is not known is an error with the nearest known name.
// Must not know: what commands do.
import { parseArgs } from 'node:util'
import { UserError } from '../core/fault.ts'
import { nearest } from '../core/nearest.ts'
import type { CommandLine, RawOptions } from '../core/options.ts'
import { type Flag, flags, longName } from './flags.ts'

interface Known {
  readonly field: string
  readonly flag: Flag
}

/** Parses argv (without node and script). Throws a UserError for anything unknown. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const known = new Map<string, Known>()
  for (const [field, flag] of Object.entries(flags) as [string, Flag][]) {
    for (const name of [longName(field), ...(flag.aliases ?? [])]) known.set(name, { field, flag })
  }
  const options = Object.fromEntries(
    [...known].map(([name, { flag, field }]) => [
      name,
      {
        type: flag.kind === 'boolean' ? 'boolean' : 'string',
        multiple: flag.kind === 'strings',
        ...shortOf(flag, name === longName(field)),
      } as const,
    ]),
  )
  const { values, positionals } = parsed(normalized(argv, known), options)
  const raw: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    const { field, flag } = known.get(name)!
    raw[field] = typed(name, flag, value)
  }
  const [command = '', ...args] = positionals
  return { command, args, options: raw as RawOptions }
}

function typed(name: string, flag: Flag, value: unknown): unknown {
  if (flag.kind === 'number') return numberOf(name, String(value))
  if (flag.kind !== 'strings') return value
  return (value as readonly string[]).flatMap((list) => list.split(',')).filter((item) => item !== '')
}

function shortOf(flag: Flag, primary: boolean): { short: string } | Record<string, never> {
  return primary && flag.short ? { short: flag.short } : {}
}

type ParseOptions = Record<string, { type: 'boolean' | 'string'; multiple: boolean; short?: string }>

function parsed(args: string[], options: ParseOptions) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    throw flagError(error as Error, Object.keys(options))
  }
}

/** `--redact` alone means its bare value; `--flag=true|false` is Go's way to give a boolean. */
function normalized(argv: readonly string[], known: ReadonlyMap<string, Known>): string[] {
  const end = argv.indexOf('--')
  return argv.flatMap((arg, i) => {
    if (end !== -1 && i >= end) return [arg]
    const [, name = '', , value] = /^--([^=]+)(=(.*))?$/s.exec(arg) ?? []
    const flag = known.get(name)?.flag
    if (flag?.bare !== undefined && value === undefined) return [`--${name}=${flag.bare}`]
    if (flag?.kind === 'boolean' && value !== undefined) {
      if (/^(true|1|t)$/i.test(value)) return [`--${name}`]
      if (/^(false|0|f)$/i.test(value)) return []
    }
    return [arg]
  })
}

function numberOf(name: string, value: string): number {
  if (!/^-?\d+$/.test(value)) throw new UserError(`--${name} takes a whole number, not "${value}"`)
  return Number(value)
}

function flagError(error: Error, names: readonly string[]): UserError {
  const unknown = /Unknown option '(-[^']+)'/.exec(error.message)?.[1]
  if (!unknown) return new UserError(error.message.split('.')[0]!, 'see: stanch --help')
  const near = nearest(unknown.replace(/^-+/, ''), names)
  return new UserError(`unknown flag ${unknown}`, near ? `did you mean --${near}?` : 'see: stanch --help')
}
