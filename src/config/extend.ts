// Owns: [extend]: a rule file and all files that it builds on, lowest first: paths, npm packages, the built-in rules.
// Must not know: how rules are merged (rule-layers.ts). Data only: nothing from a package is run.
import { isUtf8 } from 'node:buffer'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { messageOf, UserError } from '../core/fault.ts'
import type { DefinedAt } from '../core/rule.ts'
import { type ConfigFile, readConfig } from './dialect.ts'
import type { Problem } from './problem.ts'
import type { FileView } from './settings-find.ts'

/** A rule file as text. `path` is absolute, '' for a text that is no file; `folder` is where its relative paths start. */
export interface ConfigText {
  readonly name: string
  readonly path: string
  readonly folder: string
  readonly text: string
}

/** A file with all that it builds on. */
export interface Extended {
  /** Lowest first; the file itself is the last. */
  readonly files: readonly ConfigFile[]
  readonly useDefault: boolean
  /** Absolute paths of all files. */
  readonly paths: readonly string[]
  readonly problems: readonly Problem[]
}

/** Follows [extend] to any depth. Throws a UserError for a file that is missing, unreadable, no TOML, or in a circle. */
export function extended(root: ConfigText, cwd: string, view: FileView): Extended {
  const follower = new Follower(cwd, view)
  follower.follow(root, [])
  return follower
}

/** Reads a rule file as text. `undefined` = there is none; unreadable, or not UTF-8, is a UserError. */
export function readRuleFile(path: string, name: string, view: FileView): ConfigText | undefined {
  const bytes = readBytes(path, name, view)
  if (bytes === undefined) return undefined
  if (isUtf8(bytes)) return { name, path, folder: dirname(path), text: bytes.toString('utf8') }
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  const line = 1 + bytes.subarray(0, firstBad(bytes)).filter((b) => b === 10).length
  const what = wide ? 'it is UTF-16' : `it is not valid UTF-8 (line ${line})`
  throw new UserError(`${name}: ${what}`, 'TOML is UTF-8: save the file in that encoding')
}

function readBytes(path: string, name: string, view: FileView): Buffer | undefined {
  try {
    return view.read(path)
  } catch (error) {
    throw new UserError(`${name}: ${messageOf(error)}`, 'a rule file that cannot be read is not taken as absent')
  }
}

/** Offset of the first byte that is part of no well-formed sequence: the longest prefix that is UTF-8 ends there. */
function firstBad(bytes: Buffer): number {
  let low = 0
  let high = bytes.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (isUtf8(bytes.subarray(0, wholeUpTo(bytes, middle)))) low = middle
    else high = middle - 1
  }
  return low
}

function wholeUpTo(bytes: Buffer, end: number): number {
  let at = end
  while (at > 0 && at < bytes.length && (bytes[at]! & 0xc0) === 0x80) at--
  return at
}

class Follower implements Extended {
  readonly files: ConfigFile[] = []
  readonly paths: string[] = []
  readonly problems: Problem[] = []
  useDefault = false
  readonly #cwd: string
  readonly #view: FileView

  constructor(cwd: string, view: FileView) {
    this.#cwd = cwd
    this.#view = view
  }

  follow(text: ConfigText, trail: readonly ConfigText[]): void {
    if (text.path !== '' && trail.some((above) => above.path === text.path)) {
      const circle = [...trail, text].map((t) => t.name).join(' -> ')
      throw new UserError(`${text.name} extends itself: ${circle}`, 'remove one of the [extend] paths')
    }
    if (text.path !== '' && this.paths.includes(text.path)) return // by two ways: laid down once
    const file = readConfig(text.text, text.name)
    const { extend } = file
    if (extend.useDefault) this.useDefault = true
    extend.paths.forEach((path, i) => {
      this.follow(this.#byPath(path, text, extend.at('path', i)), [...trail, text])
    })
    extend.packages.forEach((name, i) => {
      this.follow(this.#byPackage(name, text, extend.at('package', i)), [...trail, text])
    })
    this.files.push(file)
    this.problems.push(...file.problems)
    if (text.path !== '') this.paths.push(text.path)
  }

  /** Beside the file; else in the working directory, where gitleaks looks. */
  #byPath(path: string, from: ConfigText, at: DefinedAt): ConfigText {
    const beside = resolve(from.folder, path)
    const shown = isAbsolute(path) || from.path === '' ? path : join(dirname(from.name), path)
    const found = readRuleFile(beside, shown, this.#view)
    if (found) return found
    const here = resolve(this.#cwd, path)
    const second = here === beside ? undefined : readRuleFile(here, path, this.#view)
    if (!second) throw new UserError(`${placeOf(at)}: extend.path ${path} does not exist`, `looked for ${beside}`)
    const message = `extend.path ${path} was found in the working directory and not beside the file`
    this.problems.push({
      level: 'warning',
      at,
      message,
      hint: 'write it relative to the file, so that it holds everywhere',
    })
    return second
  }

  /** `node_modules/NAME` of the file's folder or of one above: a TOML file in it, or the one its package.json names. */
  #byPackage(specifier: string, from: ConfigText, at: DefinedAt): ConfigText {
    const parts = /^(@[^/@]+\/[^/@]+|[^/@.][^/@]*)(?:\/(.+\.toml))?$/.exec(specifier)
    if (!parts || /(^|\/)\.\.(\/|$)/.test(specifier)) {
      throw new UserError(
        `${placeOf(at)}: extend.package "${specifier}" is not a package or a TOML file in one`,
        'like @org/secrets or @org/secrets/strict.toml',
      )
    }
    const [, name = '', file] = parts
    for (let folder = from.folder; ; folder = dirname(folder)) {
      const base = join(folder, 'node_modules', name)
      const found = this.#inPackage(base, name, file, at)
      if (found) return found
      if (dirname(folder) === folder) break
    }
    throw new UserError(`${placeOf(at)}: package ${name} is not installed`, `npm install --save-dev ${name}`)
  }

  #inPackage(base: string, name: string, file: string | undefined, at: DefinedAt): ConfigText | undefined {
    const manifest = this.#view.read(join(base, 'package.json'))
    if (!manifest) return undefined
    const named = file ?? ruleFileOf(manifest)
    const names = named === undefined ? PACKAGE_FILES : [named]
    for (const candidate of names) {
      const found = readRuleFile(join(base, candidate), `${name}/${candidate}`, this.#view)
      if (found) return found
    }
    throw new UserError(
      `${placeOf(at)}: package ${name} has no rule file (${names.join(', ')})`,
      'name one: NAME/file.toml',
    )
  }
}

const PACKAGE_FILES = ['.stanch.toml', 'rules.toml', '.gitleaks.toml', 'gitleaks.toml']

/** package.json: `"stanch": { "rules": "strict.toml" }` */
function ruleFileOf(manifest: Buffer): string | undefined {
  try {
    const { stanch } = JSON.parse(manifest.toString('utf8')) as { stanch?: { rules?: unknown } }
    const rules = stanch?.rules
    return typeof rules === 'string' && /^[^/\\].*\.toml$/.test(rules) && !rules.includes('..') ? rules : undefined
  } catch {
    return undefined // a damaged package.json names no file: the usual names are looked for
  }
}

function placeOf(at: DefinedAt): string {
  return `${at.file}:${at.line}`
}
