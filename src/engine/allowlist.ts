// Owns: allowlists at their two checkpoints: the fragment (path, commit) and the match (regexes, stop words).
// Must not know: which rule or file an allowlist came from.
import type { AllowlistSpec } from '../core/rule.ts'
import type { Regex } from './regex.ts'

/** An allowlist ready to ask. */
export interface CompiledAllowlist {
  readonly spec: AllowlistSpec
  readonly paths: readonly Regex[]
  readonly regexes: readonly Regex[]
}

/** Where a match stands. */
export interface Place {
  readonly path: string
  readonly commit: string
}

/** The texts of a match that an allowlist may look at. */
export interface MatchTexts {
  readonly secret: string
  readonly match: string
  readonly line: string
}

/** Compiles an allowlist. */
export function compileAllowlist(spec: AllowlistSpec, compile: (pattern: string) => Regex): CompiledAllowlist {
  return { spec, paths: spec.paths.map(compile), regexes: spec.regexes.map(compile) }
}

/** First checkpoint, before any pattern runs: OR lists decide on path or commit, AND lists only when they ask no more. */
export function allowsPlace(list: CompiledAllowlist, place: Place): boolean {
  const { spec } = list
  if (spec.condition === 'OR') return hitsCommit(spec, place) || hitsPath(list, place)
  if (spec.regexes.length > 0 || spec.stopwords.length > 0) return false
  return everyKind(list, place, undefined)
}

/** Second checkpoint: OR lists decide on regex or stop word, AND lists on everything. */
export function allowsMatch(list: CompiledAllowlist, place: Place, texts: MatchTexts): boolean {
  if (list.spec.condition === 'OR') return hitsRegex(list, texts) || hitsStopword(list.spec, texts)
  return everyKind(list, place, texts)
}

function everyKind(list: CompiledAllowlist, place: Place, texts: MatchTexts | undefined): boolean {
  const { spec } = list
  const kinds: boolean[] = []
  if (spec.commits.length > 0) kinds.push(hitsCommit(spec, place))
  if (spec.paths.length > 0) kinds.push(hitsPath(list, place))
  if (spec.regexes.length > 0) kinds.push(texts !== undefined && hitsRegex(list, texts))
  if (spec.stopwords.length > 0) kinds.push(texts !== undefined && hitsStopword(spec, texts))
  return kinds.length > 0 && kinds.every(Boolean)
}

function hitsCommit(spec: AllowlistSpec, place: Place): boolean {
  return place.commit !== '' && spec.commits.includes(place.commit.toLowerCase())
}

function hitsPath(list: CompiledAllowlist, place: Place): boolean {
  if (place.path === '' || list.paths.length === 0) return false
  const path = Buffer.from(place.path)
  return list.paths.some((regex) => regex.test(path))
}

function hitsRegex(list: CompiledAllowlist, texts: MatchTexts): boolean {
  if (list.regexes.length === 0) return false
  const target = Buffer.from(texts[list.spec.regexTarget])
  return target.length > 0 && list.regexes.some((regex) => regex.test(target))
}

function hitsStopword(spec: AllowlistSpec, texts: MatchTexts): boolean {
  if (spec.stopwords.length === 0) return false
  const secret = texts.secret.toLowerCase()
  return spec.stopwords.some((word) => secret.includes(word))
}
