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
  if (!argv.some((arg) => arg.startsWith('-'))) return plainLine(argv)
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
  return { ...plainLine(positionals), options: raw as RawOptions }
}

/** A line without flags, as most hooks call: there is nothing to look up. */
function plainLine([command = '', ...args]: readonly string[]): CommandLine {
  return { command, args, options: {} }
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

/**
 * Go's ways of writing flags -> those of Node: `--flag=true|false`, `-c=FILE`, a bare `--redact`, and a value that begins
 * with a dash (`--log-opts --all`).
 */
function normalized(argv: readonly string[], known: ReadonlyMap<string, Known>): string[] {
  const out: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!
    if (arg === '--') return [...out, ...argv.slice(i)]
    const [, dashes = '', written = '', assigned, value = ''] = /^(--?)([^=-][^=]*)(=(.*))?$/s.exec(arg) ?? []
    const name = dashes === '-' ? longOf(written, known) : written
    const flag = name === undefined ? undefined : known.get(name)?.flag
    if (!flag) out.push(arg)
    else if (flag.kind === 'boolean') out.push(...booleanFlag(arg, name!, assigned === undefined ? undefined : value))
    else if (assigned !== undefined) out.push(`--${name}=${value}`)
    else if (flag.bare !== undefined) out.push(`--${name}=${flag.bare}`)
    else if (i + 1 < argv.length) out.push(`--${name}=${argv[++i]}`)
    else throw new UserError(`--${name} needs a value`, `${flag.argument ?? 'VALUE'}: ${flag.help}`)
  }
  return out
}

/** The long name of a single short letter. */
function longOf(letter: string, known: ReadonlyMap<string, Known>): string | undefined {
  return [...known].find(([name, k]) => k.flag.short === letter && longName(k.field) === name)?.[0]
}

function booleanFlag(arg: string, name: string, value: string | undefined): string[] {
  if (value === undefined) return [arg]
  if (/^(true|1|t)$/i.test(value)) return [`--${name}`]
  if (/^(false|0|f)$/i.test(value)) return []
  throw new UserError(`--${name} is true or false, not "${value}"`)
}

function numberOf(name: string, value: string): number {
  if (!/^-?\d+$/.test(value)) throw new UserError(`--${name} takes a whole number, not "${value}"`)
  const number = Number(value)
  const [least, most] = RANGES[name] ?? [0, Number.MAX_SAFE_INTEGER]
  if (number < least || number > most) throw new UserError(`--${name}=${value} is out of range`, `${least} to ${most}`)
  return number
}

/** What a number may be; a shell keeps only the last byte of an exit code, so 256 would pass for clean. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = { 'exit-code': [0, 255] }

function flagError(error: Error, names: readonly string[]): UserError {
  const unknown = /Unknown option '(-[^']+)'/.exec(error.message)?.[1]
  if (!unknown) return new UserError(error.message.split('.')[0]!, 'see: stanch --help')
  const near = nearest(unknown.replace(/^-+/, ''), names)
  return new UserError(`unknown flag ${unknown}`, near ? `did you mean --${near}?` : 'see: stanch --help')
}
