// Owns: reading names and values out of files: dotenv, JSON, YAML, TOML, properties.
// Must not know: which files are read (values-files.ts), which values count.
import { messageOf } from '../core/fault.ts'
import { jsonErrorLine } from '../core/json-line.ts'

/** A named value. */
export interface NamedValue {
  readonly name: string
  readonly value: string
}

/** What one file holds. */
export interface ReadValues {
  readonly values: readonly NamedValue[]
  /** 1-based lines that are no assignments. */
  readonly oddLines: readonly number[]
}

/** A file that is not in its format. It has no words of the parser: those quote the text. */
export class Unreadable extends Error {
  /** 1-based. */
  readonly line: number

  constructor(line: number, format: string) {
    super(`it is no ${format}`)
    this.line = line
  }
}

/** Names and values of a file. Throws `Unreadable` for broken JSON, YAML and TOML; dotenv has no errors, only odd lines. */
export async function readValues(name: string, text: string): Promise<ReadValues> {
  const parse = [...PARSERS].find(([ending]) => ending.test(name))?.[1]
  return parse ? { values: leavesOf(await parse(text)), oddLines: [] } : readDotenv(name, text)
}

const PARSERS: readonly (readonly [RegExp, (text: string) => unknown])[] = [
  [/\.json$/i, readJson],
  [/\.ya?ml$/i, readYaml],
  [/\.toml$/i, readToml],
]

function readJson(text: string): unknown {
  const plain = withoutComments(text)
  try {
    return JSON.parse(plain)
  } catch {
    throw new Unreadable(jsonErrorLine(plain), 'JSON')
  }
}

async function readYaml(text: string): Promise<unknown> {
  const { parseAllDocuments } = (await import('yaml')).default
  const documents = parseAllDocuments(text, { logLevel: 'silent' })
  const list = Array.isArray(documents) ? documents : []
  const broken = list.flatMap((d) => d.errors)[0]
  if (broken) throw new Unreadable(broken.linePos?.[0].line ?? 1, 'YAML')
  return list.map((d) => d.toJS({ maxAliasCount: 100 }) as unknown)
}

async function readToml(text: string): Promise<unknown> {
  try {
    return (await import('./toml.ts')).parseToml(text, '')
  } catch (error) {
    throw new Unreadable(Number(/^:(\d+)/.exec(messageOf(error))?.[1] ?? 1), 'TOML')
  }
}

/** dotenv; of .envrc and .properties the lines that look like it. */
async function readDotenv(name: string, text: string): Promise<ReadValues> {
  const { parse } = (await import('dotenv')).default
  const lower = name.toLowerCase()
  const foreign = lower.endsWith('.properties') || lower.endsWith('.npmrc')
  const plain = foreign ? text.replace(/^(\S+?)\s*[=:]\s*/gm, quotedName) : text
  const values = Object.entries(parse(plain, { fast: true })).map(([key, value]) => ({ name: key, value }))
  const strict = lower !== '.envrc' && (lower.startsWith('.env') || /\.env(\.local)?$/.test(lower))
  return { values, oddLines: strict && values.length !== linesWithText(text) ? oddLines(text) : [] }
}

/** dotenv takes names of word characters, dots and dashes only: `//registry/:_authToken` becomes `_authToken`. */
function quotedName(_: string, name: string): string {
  return `${/[\w.-]+$/.exec(name)?.[0] ?? 'value'}=`
}

/** Each value takes a line of its own: with as many values as lines none is odd, and no pattern has to be compiled. */
function linesWithText(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#')).length
}

/** Lines that are no assignment, no comment and no part of a quoted value. */
function oddLines(text: string): number[] {
  const blanked = text.replace(
    /=\s*(["'`])(?:\\[\s\S]|(?!\1)[^\\])*\1/g,
    (quoted) => `=${quoted.replace(/[^\n]/g, '').replaceAll('\n', '\n#')}`,
  )
  return blanked
    .split('\n')
    .flatMap((line, i) => (/^\s*($|#|(export\s+)?[\w.-]+\s*([=:]|$))/.test(line) ? [] : [i + 1]))
}

function withoutComments(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/^[ \t]*\/\/.*$/gm, '')
}

function leavesOf(value: unknown, name = ''): NamedValue[] {
  if (typeof value === 'string') return [{ name, value }]
  if (value === null || typeof value !== 'object') return []
  const list = Array.isArray(value)
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, list || name === '' ? (list ? name : key) : `${name}.${key}`),
  )
}
