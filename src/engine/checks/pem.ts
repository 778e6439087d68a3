// Owns: the check of private keys in text: PEM (RFC 7468), OpenSSH, PGP and PuTTY files: real, encrypted, cut off or a placeholder.
// Must not know: rules.
import { rarity } from '../rarity.ts'
import { type Check, type CheckResult, FITS, PROVED } from './check.ts'

const BEGIN = /-----BEGIN ([A-Z0-9 ]{1,60})-----/
const ENCRYPTED: CheckResult = { verdict: 'weakens', state: 'encrypted' }
const PLACEHOLDER: CheckResult = { verdict: 'refutes', state: 'placeholder' }
const UNREADABLE: CheckResult = { verdict: 'fits', state: 'unreadable' }
const LEAST_BYTES = 24
// A key of 256 bits in DER; below it a body that is no DER is somebody's placeholder.
const LEAST_UNREADABLE = 90

/**
 * Proves a private key whose body decodes and begins as its kind must; weakens one that a passphrase protects; refutes public keys,
 * certificates, placeholders and stumps of less than half of the announced length. A match that ends before the END line fits, and so
 * does a body of random text that cannot be read: a key whose letters were altered.
 */
export const pem: Check = ({ secret, match }) => {
  const text = BEGIN.test(secret) || !BEGIN.test(match) ? secret : match
  if (/^PuTTY-User-Key-File-/m.test(text)) return putty(text)
  const begin = BEGIN.exec(text)
  if (!begin) return FITS
  const label = begin[1] as string
  if (!label.includes('PRIVATE KEY')) return { verdict: 'refutes', state: 'public' }
  const inside = text.slice(begin.index + begin[0].length)
  const end = inside.indexOf('-----END')
  const body = bytesOf(end < 0 ? inside : inside.slice(0, end))
  if (/Proc-Type: ?4,ENCRYPTED/.test(inside)) return body.length < LEAST_BYTES ? PLACEHOLDER : ENCRYPTED
  if (body.length < LEAST_BYTES) return end < 0 ? FITS : PLACEHOLDER
  return kindOf(label, body, end >= 0)
}

// The body may stand in string literals: \n as two characters, quotes and what joins them, comment signs, indentation.
function bytesOf(inside: string): Buffer {
  // In a patch each line has a + before it, which would count as base64; no key begins with one.
  const words = (/^\s*\n\+/.test(inside) ? inside.replace(/^\+/gm, '') : inside)
    .replace(/\\+[rn]/g, '\n')
    .replace(/^[^A-Za-z\n]*[A-Za-z-]+: .*$/gm, '')
    .replace(/["'`][ \t]*[+.,;)\\\]]*[ \t]*$|^[ \t]*[+.]?[ \t]*["'`]/gm, '')
    .split(/[\s"'`]+/)
  const text = words.filter((word) => /^[A-Za-z0-9+/]+={0,2}$/.test(word) && !/^[/+]{1,2}$/.test(word)).join('')
  return /^(.)\1*$/.test(text) ? Buffer.alloc(0) : Buffer.from(text, 'base64')
}

function kindOf(label: string, body: Buffer, whole: boolean): CheckResult {
  if (label.startsWith('OPENSSH')) return openssh(body)
  if (label.startsWith('PGP')) return (body[0]! & 0x80) !== 0 ? PROVED : unreadable(body)
  const length = derLength(body)
  if (length === undefined)
    return label.startsWith('ENCRYPTED') && body.length >= LEAST_UNREADABLE ? ENCRYPTED : unreadable(body)
  if (whole && body.length < length / 2) return { verdict: 'refutes', state: 'cut off' }
  if (label.startsWith('ENCRYPTED')) return ENCRYPTED
  if (body.length >= length) return PROVED
  return whole ? { verdict: 'fits', state: 'cut off' } : FITS
}

function unreadable(body: Buffer): CheckResult {
  return body.length >= LEAST_UNREADABLE && rarity(body.toString('base64')) > 0.15 ? UNREADABLE : PLACEHOLDER
}

/** Length that a DER SEQUENCE announces, header included; undefined when it is none. X.690, 8.1. */
function derLength(body: Buffer): number | undefined {
  const first = body[1] ?? 0
  if (body[0] !== 0x30) return undefined
  if (first < 0x80) return first + 2
  const size = first & 0x7f
  return size >= 1 && size <= 3 && body.length > 2 + size ? body.readUIntBE(2, size) + 2 + size : undefined
}

// "openssh-key-v1" NUL, then the cipher's name with its length in four bytes.
function openssh(body: Buffer): CheckResult {
  if (body.toString('latin1', 0, 15) !== 'openssh-key-v1\0') return unreadable(body)
  const length = body.length >= 19 ? body.readUInt32BE(15) : 0
  return body.toString('latin1', 19, 19 + length) === 'none' ? PROVED : ENCRYPTED
}

function putty(text: string): CheckResult {
  const cipher = /(?:^|[nr\s"'`>#|*+])Encryption: *(none|[\w-]+)/m.exec(text)?.[1]
  if (cipher === undefined) return FITS
  return cipher === 'none' ? PROVED : ENCRYPTED
}
