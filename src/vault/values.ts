// Owns: which parts of a stored value count as secrets: leaves of JSON, lines of keys, passwords in URLs; and which values
// are left out because they are short, common or public.
// Must not know: where values come from, or how they are hashed.
import { MAX_VALUE } from '../core/value-filter.ts'
import type { VaultPolicy } from '../core/vault-settings.ts'

/** What decides whether a value counts. */
export type ValueRules = Pick<VaultPolicy, 'minLength' | 'skipKeys' | 'skipValues' | 'encodings'>

/** A named part of a stored value. */
export interface Part {
  readonly key: string
  readonly value: string
}

/** Names and values of all leaves of a parsed JSON value. */
export function leavesOf(key: string, value: unknown): Part[] {
  if (typeof value === 'string') return partsOf(key, value)
  if (typeof value === 'number') return [{ key, value: String(value) }]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(key ? `${key}.${name}` : name, inner))
}

/** A string and the secrets in it: JSON text, the lines of a PEM body, the password of a URL. */
function partsOf(key: string, text: string): Part[] {
  const value = text.trim()
  if (/^[{[]/.test(value)) {
    const parsed = jsonOf(value)
    if (parsed !== undefined) return leavesOf(key, parsed)
  }
  if (value.includes('\n')) {
    if (/-----BEGIN (CERTIFICATE|PUBLIC KEY)/.test(value)) return []
    return value.split('\n').flatMap((line) => partsOf(key, line.replace(/^[\w.-]+\s*=\s*/, '')))
  }
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/]+)@/i.exec(value)?.[1]
  return password === undefined
    ? [{ key, value }]
    : [
        { key, value },
        { key, value: unescaped(password) },
      ]
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not JSON: the text counts as it stands
  }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a bare % is part of the password
  }
}

const COMMON = new Set(
  (
    'password passwort changeme changeit default disabled enabled undefined localhost production development staging ' +
    'administrator root postgres password1 password123 12345678 123456789 1234567890 qwertyuiop letmein1 example ' +
    'placeholder redacted secret123 test1234 admin123 username anonymous required optional'
  ).split(' '),
)

/** Public shapes: what has one of these is no secret, however it is stored. */
const PUBLIC: readonly (readonly [why: string, shape: RegExp])[] = [
  ['a date', /^\d{4}-\d\d-\d\d([T ][\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/],
  ['a short number', /^[\d.,+-]{1,15}$/],
  ['an address', /^(\d{1,3}\.){3}\d{1,3}(:\d+)?(\/\d+)?$|^[\w.+-]+@[\w-]+(\.[\w-]+)+$/],
  [
    'a host name',
    /^(?=.*[a-z])[a-z0-9-]+(\.[a-z0-9-]+)*\.(com|net|org|io|dev|local|internal|cloud|svc|cluster\.local)(:\d+)?$/i,
  ],
  ['a URL without a password', /^[a-z][a-z0-9+.-]*:\/\/(?![^\s/]*:[^\s/]*@)(?!.*[?&](key|token|sig|secret)=)\S*$/i],
  ['a path or a resource name', /^(\/[\w.-]+){2,}\/?$|^arn:[\w-]+:/],
  ['a public key', /^(ssh-(rsa|ed25519)|ecdsa-sha2-\S+) |^-----(BEGIN|END) /],
]

/** Why a value is left out, or undefined when it counts. */
export function skipReason({ key, value }: Part, rules: ValueRules): string | undefined {
  const name = key.split('.').at(-1)!.toLowerCase()
  const length = Buffer.byteLength(value)
  if (length < rules.minLength) return 'short'
  if (length > MAX_VALUE) return 'longer than a token'
  if (rules.skipKeys.includes(name)) return 'a public name'
  if (rules.skipValues.includes(value) || COMMON.has(value.toLowerCase())) return 'common'
  // one plain word would stop every text that uses it
  if (/^[A-Za-z]?[a-z]{0,11}$/.test(value) || /^[A-Z]{1,12}$/.test(value)) return 'common'
  if (new Set(value).size < 4) return 'common'
  return PUBLIC.find(([, shape]) => shape.test(value))?.[0]
}

/** The forms in which a value is looked for: as it is, and encoded as the policy says. */
export function formsOf(value: string, encodings: ValueRules['encodings']): string[] {
  const forms = [value]
  // as `base64` and `echo | base64` give it: Kubernetes secrets
  if (encodings.includes('base64')) {
    forms.push(Buffer.from(value).toString('base64'), Buffer.from(`${value}\n`).toString('base64'))
  }
  if (encodings.includes('url')) forms.push(encodeURIComponent(value))
  // as a JSON string holds it
  forms.push(JSON.stringify(value).slice(1, -1))
  return [...new Set(forms)].filter((form) => Buffer.byteLength(form) <= MAX_VALUE)
}
