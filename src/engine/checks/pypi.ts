// Owns: the check of PyPI's upload tokens, which are macaroons: after the prefix, base64 of version 2, a location field and its name.
// Must not know: rules.
import { type Check, FITS, PROVED } from './check.ts'

/** Proves a token whose location is pypi.org or test.pypi.org; refutes any other content under the prefix. */
export const pypi: Check = ({ secret }) => {
  if (!secret.startsWith('pypi-')) return FITS
  const bytes = Buffer.from(secret.slice(5), 'base64url')
  const location = bytes[0] === 2 && bytes[1] === 1 ? bytes.toString('latin1', 3, 3 + (bytes[2] ?? 0)) : ''
  return location === 'pypi.org' || location === 'test.pypi.org' ? PROVED : { verdict: 'refutes', state: 'not a token' }
}
