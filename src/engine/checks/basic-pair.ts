// Owns: the check of a base64 text that must hold a name, a colon and a password: Docker's config files, basic headers.
// Must not know: rules.
import { isPlaceholder, WEAK } from '../generic/value.ts'
import { type Check, PROVED } from './check.ts'

/** Proves a text that decodes to `name:password`; refutes all else, and placeholders. RFC 7617, 2. */
export const basicPair: Check = ({ secret }) => {
  const pair = /^[!-9;-~]{1,200}:([!-~]{3,400})$/.exec(Buffer.from(secret, 'base64').toString('latin1'))
  if (!pair) return { verdict: 'refutes', state: 'not a pair' }
  const password = pair[1] as string
  const weak = isPlaceholder(password) || password.length < 6 || WEAK.has(password.toLowerCase())
  return weak ? { verdict: 'refutes', state: 'placeholder' } : PROVED
}
