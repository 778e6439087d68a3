// Owns: allowlists, split into what the content decides (regexes, stop words) and what the place decides (path, commit).
// Must not know: which rule or file an allowlist came from.
import type { AllowlistSpec } from '../core/rule.ts'
import type { Place } from './place.ts'
import type { Regex } from './regex.ts'

/** An allowlist ready to ask. */
export interface CompiledAllowlist {
  readonly spec: AllowlistSpec
  readonly paths: readonly Regex[]
  readonly regexes: readonly Regex[]
  /** The line last asked about and the answer: all matches on one line, however long, share it. */
  lastLine: { readonly line: Uint8Array; readonly hit: boolean } | undefined
}

/** The texts of a match that an allowlist may look at; each is made when it is asked for. */
export interface MatchTexts {
  readonly secret: Uint8Array
  readonly match: Uint8Array
  /** The same object for all matches on one line. */
  readonly line: Uint8Array
  /** The secret in lower case. */
  readonly word: string
}

/** What an allowlist says of a match before the place is known. */
export type ContentAnswer = 'allows' | 'asks the place' | 'no'

/** Compiles an allowlist. */
export function compileAllowlist(spec: AllowlistSpec, compile: (pattern: string) => Regex): CompiledAllowlist {
  return { spec, paths: spec.paths.map(compile), regexes: spec.regexes.map(compile), lastLine: undefined }
}

/** First checkpoint, without any match: OR lists decide on path or commit, AND lists only when they ask no more. */
export function allowsPlace(list: CompiledAllowlist, place: Place): boolean {
  const { spec } = list
  if (spec.condition === 'OR') return hitsCommit(spec, place) || hitsPath(list, place)
  return spec.regexes.length === 0 && spec.stopwords.length === 0 && placeHalf(list, place)
}

/** Second checkpoint: OR lists decide on regex or stop word. An AND list needs every kind that it has. */
export function contentHalf(list: CompiledAllowlist, texts: MatchTexts): ContentAnswer {
  const { spec } = list
  const regexes = list.regexes.length > 0
  const words = spec.stopwords.length > 0
  if (spec.condition === 'OR') {
    return (regexes && hitsRegex(list, texts)) || (words && hitsStopword(spec, texts)) ? 'allows' : 'no'
  }
  if (!regexes && !words) return 'no' // a list of places only: the first checkpoint asks it
  if ((regexes && !hitsRegex(list, texts)) || (words && !hitsStopword(spec, texts))) return 'no'
  return spec.commits.length > 0 || spec.paths.length > 0 ? 'asks the place' : 'allows'
}

/** The other half of an AND list: every kind of place condition that it has holds. */
export function placeHalf(list: CompiledAllowlist, place: Place): boolean {
  const { spec } = list
  if (spec.commits.length === 0 && spec.paths.length === 0) return false
  if (spec.commits.length > 0 && !hitsCommit(spec, place)) return false
  return spec.paths.length === 0 || hitsPath(list, place)
}

function hitsCommit(spec: AllowlistSpec, place: Place): boolean {
  return place.commit !== '' && spec.commits.some((c) => c.trim().toLowerCase() === place.commit)
}

function hitsPath(list: CompiledAllowlist, place: Place): boolean {
  return place.path !== '' && list.paths.some((regex) => regex.test(place.pathBytes))
}

function hitsRegex(list: CompiledAllowlist, texts: MatchTexts): boolean {
  const target = texts[list.spec.regexTarget]
  if (list.lastLine?.line === target) return list.lastLine.hit
  const hit = target.length > 0 && list.regexes.some((regex) => regex.test(target))
  if (list.spec.regexTarget === 'line') list.lastLine = { line: target, hit }
  return hit
}

function hitsStopword(spec: AllowlistSpec, texts: MatchTexts): boolean {
  return texts.word !== '' && spec.stopwords.some((word) => texts.word.includes(word))
}
