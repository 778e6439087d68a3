// Owns: the one door to regular expressions: RE2 over bytes, by re2 (native) or re2js (pure JavaScript) where it is absent.
// Must not know: rules.
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
}

/** One engine: compiles RE2 syntax. `compile` throws with RE2's own words. */
export interface RegexEngine {
  readonly name: 're2' | 're2js'
  compile(pattern: string): Regex
}

/** `auto` takes re2 and falls back to re2js; `re2` insists. */
export type EngineChoice = 'auto' | 're2' | 're2js'

/** Loads an engine. Throws a UserError when re2 is asked for and cannot be loaded. */
export function loadRegexEngine(choice: EngineChoice, tell: (note: string) => void = () => undefined): RegexEngine {
  if (choice === 're2js') return re2jsEngine()
  try {
    return re2Engine()
  } catch (error) {
    const hint = 'reinstall with: npm_config_allow_scripts=re2 npm install re2 (it needs a C++20 compiler)'
    if (choice === 're2') throw new UserError(`re2 cannot be loaded: ${messageOf(error).split('\n')[0]}`, hint)
    tell(`re2 is not installed; re2js stands in: same findings, slower. ${hint}`)
    return re2jsEngine()
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
  const RE2 = require('re2') as new (pattern: string, flags: string) => NativeRegex
  return {
    name: 're2',
    compile: (pattern) => native(new RE2(pattern, 'gdu')),
  }
}

function native(regex: NativeRegex): Regex {
  return {
    exec(bytes, from) {
      regex.lastIndex = from
      const m = regex.exec(bytes)
      if (!m) return undefined
      const groups = m.indices.map((pair) => ({ start: pair?.[0] ?? -1, end: pair?.[1] ?? -1 }))
      return { start: groups[0]!.start, end: groups[0]!.end, groups }
    },
    test(bytes) {
      regex.lastIndex = 0
      return regex.test(bytes)
    },
  }
}

interface PureMatcher {
  find(from?: number): boolean
  start(group?: number): number
  end(group?: number): number
  groupCount(): number
}

function re2jsEngine(): RegexEngine {
  const { RE2JS } = require('re2js') as { RE2JS: { compile(p: string): { matcher(b: Uint8Array): PureMatcher } } }
  return {
    name: 're2js',
    compile(pattern) {
      const regex = RE2JS.compile(pattern)
      return {
        exec: (bytes, from) => pureMatch(regex.matcher(bytes), from),
        test: (bytes) => regex.matcher(bytes).find(0),
      }
    },
  }
}

function pureMatch(matcher: PureMatcher, from: number): RegexMatch | undefined {
  if (!matcher.find(from)) return undefined
  const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, g) => ({
    start: matcher.start(g),
    end: matcher.end(g),
  }))
  return { start: groups[0]!.start, end: groups[0]!.end, groups }
}
