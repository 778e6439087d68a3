// Owns: the one door to regular expressions: RE2 over bytes, by re2 (native) or, where it is absent, re2js (re2js.ts).
// Must not know: rules.
import { createRequire } from 'node:module'
import { messageOf, UserError } from '../core/fault.ts'

/** A match in bytes. `groups[n]` is group n's span, start -1 when it took no part. Group 0 is the whole match. */
export interface RegexMatch {
  readonly start: number
  readonly end: number
  readonly groups: readonly { readonly start: number; readonly end: number }[]
}

/** A compiled pattern. */
export interface Regex {
  /** The leftmost-first match that starts at or after `from`; text before `from` still counts for \b and ^. */
  exec(bytes: Uint8Array, from: number): RegexMatch | undefined
  test(bytes: Uint8Array): boolean
  /** The match that starts at just that offset, text before which still counts. Only where the engine can. */
  execAt(bytes: Uint8Array, at: number): RegexMatch | undefined
  /** Whether a match may start at just that offset: true where the engine cannot tell. */
  mayStartAt(bytes: Uint8Array, at: number): boolean
}

/** A regex that is compiled when it is first used. */
export function lazyRegex(compile: () => Regex): Regex {
  let made: Regex | undefined
  return {
    exec(bytes, from) {
      made ??= compile()
      return made.exec(bytes, from)
    },
    test(bytes) {
      made ??= compile()
      return made.test(bytes)
    },
    execAt(bytes, at) {
      made ??= compile()
      return made.execAt(bytes, at)
    },
    mayStartAt(bytes, at) {
      made ??= compile()
      return made.mayStartAt(bytes, at)
    },
  }
}

/** One engine: compiles RE2 syntax. `compile` throws with RE2's own words; `atPlaces` = only `execAt` will be asked, most likely. */
export interface RegexEngine {
  readonly name: 're2' | 're2js'
  /** It can look for a match at one place only. */
  readonly sticky: boolean
  compile(pattern: string, atPlaces?: boolean): Regex
}

/** `auto` takes re2 and falls back to re2js; `re2` insists. */
export type EngineChoice = 'auto' | 're2' | 're2js'

/** Loads an engine. Throws a UserError when re2 is asked for and cannot be loaded. */
export async function loadRegexEngine(choice: EngineChoice, tell: (note: string) => void): Promise<RegexEngine> {
  if (choice === 're2js') return (await import('./re2js.ts')).re2jsEngine
  try {
    return re2Engine()
  } catch (error) {
    const hint = 'reinstall with: npm_config_allow_scripts=re2 npm install re2 (it needs a C++20 compiler)'
    if (choice === 're2') throw new UserError(`re2 cannot be loaded: ${messageOf(error).split('\n')[0]}`, hint)
    tell(`re2 is not installed; re2js stands in: same findings, slower. ${hint}`)
    return (await import('./re2js.ts')).re2jsEngine
  }
}

interface NativeMatch {
  readonly index: number
  readonly indices: readonly (readonly [number, number] | undefined)[]
}

interface NativeRegex {
  lastIndex: number
  exec(bytes: Uint8Array): NativeMatch | null
  test(bytes: Uint8Array): boolean
}

function re2Engine(): RegexEngine {
  const RE2 = createRequire(import.meta.filename)('re2') as new (pattern: string, flags: string) => NativeRegex
  return {
    name: 're2',
    sticky: true,
    compile: (pattern, atPlaces) => native((flags) => new RE2(pattern, `du${flags}`), atPlaces),
  }
}

function native(make: (flags: 'g' | 'y') => NativeRegex, atPlaces = false): Regex {
  let regex = atPlaces ? undefined : make('g')
  let sticky = atPlaces ? make('y') : undefined
  return {
    exec: (bytes, from) => matchFrom((regex ??= make('g')), bytes, from),
    test(bytes) {
      regex ??= make('g')
      regex.lastIndex = 0
      return regex.test(bytes)
    },
    execAt: (bytes, at) => matchFrom((sticky ??= make('y')), bytes, at),
    mayStartAt(bytes, at) {
      sticky ??= make('y')
      sticky.lastIndex = at
      return sticky.test(bytes)
    },
  }
}

function matchFrom(regex: NativeRegex, bytes: Uint8Array, from: number): RegexMatch | undefined {
  regex.lastIndex = from
  const m = regex.exec(bytes)
  if (!m) return undefined
  const groups = m.indices.map((pair) => ({ start: whole(pair?.[0] ?? -1), end: whole(pair?.[1] ?? -1) }))
  return { start: groups[0]!.start, end: groups[0]!.end, groups }
}

/**
 * The same number as V8 holds small integers. The addon's offsets are floating-point numbers to it, and one of those in a span makes
 * V8 hold all offsets of all spans like that from then on: a tenth of the time of a history.
 */
function whole(offset: number): number {
  return offset | 0
}
