// Owns: reading a value that stands after `Basic`, `Bearer` or `Token`.
// Must not know: weights.
import { rarity } from '../rarity.ts'
import type { Candidate } from './candidate.ts'
import type { NameReading } from './name.ts'

/** What a header holds: the value to judge, and the name that stands for its kind. */
export interface HeaderReading {
  readonly candidate: Candidate
  readonly name: NameReading
}

/** Reads a header value: user and password of a basic one. undefined when it is none. RFC 7617, RFC 6750. */
export function readHeader(candidate: Candidate): HeaderReading | undefined {
  const scheme = /(basic|bearer|token)[ \t]{1,2}$/i.exec(candidate.before)?.[1]?.toLowerCase()
  const name: NameReading = { kind: scheme === 'basic' ? 'password' : 'token', exact: true, about: false, words: 1 }
  const read = { ...candidate, name: '', operator: ':', quote: '"' as const }
  if (scheme !== 'basic') return isProse(candidate) ? undefined : { candidate: read, name }
  const decoded = Buffer.from(candidate.value, 'base64').toString('utf8')
  const password = /^[ -9;-~]{0,80}:([ -~]{3,100})$/.exec(decoded)?.[1]
  if (password !== undefined) return { candidate: { ...read, value: password }, name }
  // A pair with a line break or another control character in it, as tests of clients have them.
  if (/^[\0-\x7f]{1,200}$/.test(decoded) && decoded.includes(':')) return undefined
  return isRandom(candidate) ? { candidate: read, name: { ...name, kind: 'token' } } : undefined
}

// Base64 of no pair: a key that some services take as it is, or a pair whose letters were altered.
function isRandom({ value, before }: Candidate): boolean {
  return /authorization/i.test(before) && value.length >= 16 && value.length % 4 === 0 && rarity(value) > 0
}

// "token authentication", "bearer token_type": words go on after the scheme in a sentence.
function isProse({ value, before }: Candidate): boolean {
  if (/authorization/i.test(before)) return /^[a-z]{1,20}$/i.test(value)
  return !/\d/.test(value) || !/[a-z]/i.test(value) || value.length < 16
}
