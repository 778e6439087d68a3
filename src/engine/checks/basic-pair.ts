// Owns: the check of a base64 text that must hold a name, a colon and a password: Docker's config files, basic headers.
// Must not know: rules.
import { isPlaceholder } from '../generic/value.ts'
import { type Check, PROVED } from './check.ts'

/** Proves a text that decodes to `name:password`; refutes all else, and placeholders. RFC 7617, 2. */
export const basicPair: Check = ({ secret }) => {
  const pair = /^[!-9;-~]{1,200}:([!-~]{3,400})$/.exec(Buffer.from(secret, 'base64').toString('latin1'))
  if (!pair) return { verdict: 'refutes', state: 'not a pair' }
  return isPlaceholder(pair[1] as string) ? { verdict: 'refutes', state: 'placeholder' } : PROVED
}
