// Owns: the verdict on a proposed value: how likely it is a secret, in one of three words, or that it is none.
// Must not know: how values are proposed (rules/generic.toml) and what becomes of the verdict.
import type { Confidence } from '../../core/rule.ts'
import { candidateOf, type Proposed } from './candidate.ts'
import { type Features, featuresOf, withPath } from './features.ts'
import { fileKindOf } from './file-kind.ts'
import { readHeader } from './header.ts'
import { type NameReading, readName } from './name.ts'
import { rejects, rejectsAt } from './reject.ts'
import { hasLettersAndDigits } from './value.ts'
import { BIAS, LEVELS, WEIGHTS } from './weights.ts'

/** What the content says of a value; asked with each path at which the content stands. undefined = no secret there. */
export type Appraisal = (path: string) => Confidence | undefined

/** Judges what a rule proposed. undefined = no secret, whatever the path. */
export type Judge = (proposed: Proposed, bytes: Uint8Array) => Appraisal | undefined

/** By the name that a rule's `checks` uses. */
export const JUDGES: Readonly<Record<string, Judge>> = {
  'assigned-secret': judgeAssigned,
  'placed-secret': (proposed, bytes) => judgePlaced(proposed, bytes, PLACED),
  'placed-key': (proposed, bytes) => judgePlaced(proposed, bytes, PLACED_KEY),
  'pair-secret': (proposed, bytes) =>
    hasLettersAndDigits(proposed.secret) ? judgePlaced(proposed, bytes, PLACED) : undefined,
  'url-key': judgeUrlKey,
  'header-secret': judgeHeader,
}

/** Asks the judge that a rule names among its checks. undefined = it names none. */
export function appraise(
  checks: readonly string[],
  proposed: Proposed,
  bytes: Uint8Array,
): Appraisal | 'dropped' | undefined {
  const judge = JUDGES[checks.find((name) => Object.hasOwn(JUDGES, name)) ?? '']
  return judge && (judge(proposed, bytes) ?? 'dropped')
}

/** A value beside a name: `password = "..."`, `"token": "..."`, `DB_PASS=...`. */
function judgeAssigned(proposed: Proposed, bytes: Uint8Array): Appraisal | undefined {
  const candidate = candidateOf(proposed, bytes)
  const name = readName(candidate.name)
  if (rejects(candidate, name) !== undefined) return undefined
  const features = featuresOf(candidate, name)
  return (path) => {
    const kind = fileKindOf(path)
    return rejectsAt(candidate, kind) === undefined ? levelOf(withPath(features, path, kind)) : undefined
  }
}

/** A password by its name; the place alone says so. */
export const PLACED: NameReading = { kind: 'password', exact: true, about: false, words: 1 }

/** A key by its place. */
export const PLACED_KEY: NameReading = { kind: 'secret', exact: true, about: false, words: 1 }

/** A password or key in a URL, a command line, a call or a directive, where the place alone says that it is one. */
function judgePlaced(proposed: Proposed, bytes: Uint8Array, name: NameReading): Appraisal | undefined {
  const candidate = { ...candidateOf(proposed, bytes), name: '', quote: '"' as const }
  if (rejects(candidate, name) !== undefined) return undefined
  const features = { ...featuresOf(candidate, name), placed: 1 }
  return (path) => (fileKindOf(path) === 'ignored' ? undefined : levelOf(withPath(features, path)))
}

/** A token before the host of a URL. The public keys of error collectors stand there, too: a number is all of their path. */
function judgeUrlKey(proposed: Proposed, bytes: Uint8Array): Appraisal | undefined {
  const { after } = candidateOf(proposed, bytes)
  return /^@[\w.-]{0,60}(?:sentry|ingest)/i.test(after) ? undefined : judgePlaced(proposed, bytes, PLACED_KEY)
}

/** A value after `Basic`, `Bearer` or `Token`: a basic one is judged by the password in it. */
function judgeHeader(proposed: Proposed, bytes: Uint8Array): Appraisal | undefined {
  const candidate = candidateOf(proposed, bytes)
  const read = readHeader(candidate)
  if (!read || rejects(read.candidate, read.name) !== undefined) return undefined
  const features = { ...featuresOf(read.candidate, read.name), header: 1 }
  return (path) => (fileKindOf(path) === 'ignored' ? undefined : levelOf(withPath(features, path)))
}

function levelOf(features: Features): Confidence | undefined {
  const score = scoreOf(features)
  if (score >= LEVELS.high) return 'high'
  if (score >= LEVELS.medium) return 'medium'
  return score >= LEVELS.low ? 'low' : undefined
}

/** Log odds. A feature without a weight counts nothing. */
export function scoreOf(features: Features): number {
  let score = BIAS
  for (const name of Object.keys(features)) score += (WEIGHTS[name] ?? 0) * (features[name] as number)
  return score
}
