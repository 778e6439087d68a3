// Owns: the check of a JSON web token (RFC 7519): does it parse, has it expired, is it signed at all.
// Must not know: rules. It never verifies a signature: that needs the key.
import { type Check, type CheckResult, FITS, PROVED } from './check.ts'

/**
 * Proves a token whose header is JSON with an `alg`; refutes one whose header has none. Expired, unsigned (`alg` none), cut and
 * altered tokens (a part is no JSON) and those that are public by design (Supabase's `anon` role) are weakened.
 */
export const jwt: Check = ({ secret, now }) => {
  const token = /eyJ[\w-]+={0,2}(?:\.[\w-]*={0,2}){1,4}/.exec(secret)?.[0]
  if (!token) return FITS
  const [head = '', body = '', ...rest] = token.split('.')
  const header = parsed(head)
  if (!header) return { verdict: 'weakens', state: 'unreadable' }
  if (typeof header.alg !== 'string') return { verdict: 'refutes', state: 'not a token' }
  if (typeof header.enc === 'string') return PROVED
  const claims = parsed(body)
  if (!claims) return { verdict: 'weakens', state: 'unreadable' }
  return stateOf(header.alg, claims, rest[0] ?? '', now)
}

function stateOf(alg: string, claims: Record<string, unknown>, signature: string, now: number): CheckResult {
  if (alg.toLowerCase() === 'none' || signature === '') return { verdict: 'weakens', state: 'unsigned' }
  if (typeof claims.exp === 'number' && claims.exp < now) return { verdict: 'weakens', state: 'expired' }
  // The claims of the token that jwt.io opens with: half of all examples are it, signed with another key.
  if (claims.sub === '1234567890' && /^J(?:ohn|ane) Doe$/.test(String(claims.name)))
    return { verdict: 'weakens', state: 'example' }
  if (claims.role === 'anon') return { verdict: 'weakens', state: 'public by design' }
  return PROVED
}

function parsed(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
