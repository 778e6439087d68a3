// Owns: --cache DIR: what a set of rules has seen of a history, so that the next run reads what is new.
// Must not know: how commits are read, or what was found beyond where it stands.
//
// One JSON file for each set of rules (and way of looking): the tips that were scanned, and the commits and paths at which
// something was found. Commits are named by their content, so a rebase makes new ones and nothing goes stale. Tips that
// are gone are not relied on; places that no ref reaches any more are dropped.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { messageOf, UserError } from '../core/fault.ts'

/** A commit and a path at which something was found. */
export type Place = readonly [commit: string, path: string]

/** What is remembered. */
export interface Remembered {
  readonly tips: readonly string[]
  readonly places: readonly Place[]
}

const FORMAT = 'stanch-history-1'
/** A cache that would grow beyond this is not written: reading it would cost more than it saves. */
const MOST_PLACES = 50_000
const KEPT_FILES = 8

/** The name of a way of looking: anything that could change what is found must be in it. */
export function cacheKey(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)
}

/** Reads a cache. What is damaged or of another make is told and not used. Throws when the folder cannot be written. */
export function readCache(dir: string, key: string, tell: (note: string) => void): Remembered | undefined {
  writable(dir)
  let text: string
  try {
    text = readFileSync(fileOf(dir, key), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      tell(`the cache cannot be read (${messageOf(error)}): all is scanned`)
    return undefined
  }
  const cache = parsed(text)
  if (!cache) tell(`the cache in ${dir} is damaged or of another version: all is scanned`)
  return cache
}

/** Writes a cache whole or not at all, and removes the oldest ones of other rules. */
export function writeCache(dir: string, key: string, remembered: Remembered): void {
  if (remembered.places.length > MOST_PLACES) return
  const body = JSON.stringify(remembered)
  const file = fileOf(dir, key)
  try {
    writeFileSync(`${file}.tmp`, JSON.stringify({ format: FORMAT, sum: sumOf(body), body }))
    renameSync(`${file}.tmp`, file)
    prune(dir)
  } catch (error) {
    throw new UserError(`the cache cannot be written to ${dir}: ${messageOf(error)}`, 'check --cache')
  }
}

function parsed(text: string): Remembered | undefined {
  try {
    const { format, sum, body } = JSON.parse(text) as { format: string; sum: string; body: string }
    return format === FORMAT && sum === sumOf(body) ? (JSON.parse(body) as Remembered) : undefined
  } catch {
    return undefined
  }
}

function sumOf(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}

function fileOf(dir: string, key: string): string {
  return join(dir, `history-${key}.json`)
}

function writable(dir: string): void {
  try {
    makeFolder(dir)
    writeFileSync(join(dir, '.probe'), '')
    rmSync(join(dir, '.probe'))
  } catch (error) {
    throw new UserError(`--cache: ${dir} cannot be written: ${messageOf(error)}`, 'give a folder that can be')
  }
}

/** One folder at a time: Node's recursive form goes round for ever where the system answers ENOENT (/proc). */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return
  makeFolder(dirname(resolve(dir)))
  mkdirSync(dir)
}

function prune(dir: string): void {
  const files = readdirSync(dir)
    .filter((name) => /^history-[0-9a-f]{24}\.json$/.test(name))
    .map((name) => ({ name, at: statSync(join(dir, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at)
  for (const { name } of files.slice(KEPT_FILES)) rmSync(join(dir, name))
}
