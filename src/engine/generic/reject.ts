// Owns: the reasons why a proposed value needs no score.
// Must not know: weights.
import type { Candidate } from './candidate.ts'
import type { FileKind } from './file-kind.ts'
import type { NameReading } from './name.ts'
import { plainlyNot } from './value.ts'

/** The reason why a candidate is no secret whatever its path, or undefined. */
export function rejects(c: Candidate, name: NameReading): string | undefined {
  if (name.kind === 'none') return 'no name of a credential'
  if (/checksum\/$/.test(c.before.slice(0, Math.max(0, c.before.lastIndexOf(c.name))))) return 'a checksum'
  if (name.about) return 'a name of something about a credential'
  const plain = plainlyNot(c.value)
  if (plain !== undefined) return plain
  if (sameAsName(c.value, c.name)) return 'the name again'
  if (name.kind === 'password' && DIGEST.test(c.value)) return 'a digest of a password'
  if ((name.kind === 'apikey' || name.kind === 'key' || name.kind === 'salt') && c.value.length < 10)
    return 'too short for a key'
  if (name.kind === 'salt' && /\b(?:realm|qop|opaque|csp|script-src)\b/i.test(c.before + c.after))
    return 'a nonce of a protocol'
  return c.quote === '' ? bareRejects(c) : quotedRejects(c)
}

// MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512 in hexadecimal; the first, second and fourth of them in base64.
const DIGEST =
  /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$|^(?:[0-9a-z+/]{22}==|[0-9a-z+/]{27}=|[0-9a-z+/]{43}=)$/i

// "value".toCharArray(): a call that makes the same value of another type.
const SAME_VALUE =
  /^.\.(?:to(?:CharArray|ByteArray|String|_s|_sym)|get(?:Bytes)|encode|freeze|trim|strip|c_str|into|to_string|to_owned|as_ref|as_bytes|as_str|equals(?:IgnoreCase)?)\b/

function quotedRejects(c: Candidate): string | undefined {
  if (/^["'`\\]{1,2}[ \t]*(?:[+%.?]|&&)/.test(c.after) && !/^.\.?\s*$/.test(c.after) && !SAME_VALUE.test(c.after))
    return 'part of an expression'
  if (c.quote === '`' && /^\s|\s$/.test(c.value)) return 'a command'
  if (c.operator === '' && /^.[ \t]*[:=]/.test(c.after)) return 'the name of the next field'
  return undefined
}

function bareRejects(c: Candidate): string | undefined {
  if (/^\$/.test(c.name) && /[ \t]=[ \t]{0,8}$/.test(c.before)) return 'a variable in a sentence'
  if (/^[([]/.test(c.after)) return 'a call'
  if (c.operator === '' && !c.name.startsWith('-') && !isDirective(c)) return 'prose'
  if (/^[A-Za-z_$][\w$]{0,60}(?:\.[A-Za-z_$][\w$]{0,60}){1,6}$/.test(c.value) && !/\d/.test(c.value))
    return 'a reference'
  return undefined
}

// password value; or ENV NAME value, alone on its line: a directive, when the value is no word.
function isDirective(c: Candidate): boolean {
  return (
    /^\s*(?:(?:ENV|ARG|set|enable)\s+|username\s+\S+\s+)?[\w.-]+[ \t]+$/.test(c.before) &&
    /^;?\s*$/.test(c.after) &&
    isMixed(c.value)
  )
}

// Not a word, a name or a sentence's end.
function isMixed(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value) && value.length >= 6 && !/[.,:;)]$/.test(value)
}

/** The reason why a candidate is no secret in a file of that kind, or undefined. */
export function rejectsAt(c: Candidate, kind: FileKind): string | undefined {
  if (kind === 'ignored') return 'a lock file or a translation'
  if (c.quote !== '' || c.embedded || c.operator === '>' || /^(?:--?\w|x-\w)/i.test(c.name)) return undefined
  if (
    kind !== 'config' &&
    kind !== 'text' &&
    /^\s*(?:[+*/%?]|-(?!-?[A-Za-z])|&&|\|\||==|=>|or\b|and\b|if\b|else\b|as\b|in\b)/.test(c.after)
  )
    return 'part of an expression'
  if (kind === 'config' || kind === 'shell') return undefined
  if (kind === 'text' && /^[:=|*]|^is\b/.test(c.operator) && isMixed(c.value)) return undefined
  return ENV_LIKE.test(c.before) ? undefined : 'an identifier'
}

// DB_PASSWORD=value, also inside a string or a text.
const ENV_LIKE = /(?:^|[\s"'`;&?-])[A-Z][A-Z0-9_]{3,60}=$/

function sameAsName(value: string, name: string): boolean {
  const [a, b] = [folded(value), folded(name)] as const
  return b !== '' && (a === b || b.endsWith(a) || (a.startsWith(b) && a.length <= b.length + 2))
}

function folded(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}
