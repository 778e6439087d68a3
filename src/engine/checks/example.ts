// Owns: values that makers print in their own manuals: they are nobody's secret. Asked for every finding of a named rule.
// Must not know: rules. Only digests stand here, so that this file holds nothing that looks like a key.
import { createRequire } from 'node:module'
import { type Check, FITS } from './check.ts'

// First 16 hex digits of SHA-256 -> where the value is published.
const PUBLISHED: Readonly<Record<string, string>> = {
  '33a6d3750d9a769b': 'Docker manual, swarm token 1',
  b5b17ca1d65733bb: 'Docker manual, swarm token 2',
  '9ec0be036c22f06f': 'Docker manual, swarm key 3',
  '441c66009c2ab920': 'Docker manual, swarm token 4',
  e9897976005540a6: 'Docker manual, swarm token 5',
  bb54574a88d7fa31: 'Docker manual, swarm token 6',
  fbc5f7847129b77f: 'Docker manual, swarm token 7',
  '184e4f79d6cb70d9': 'Docker manual, swarm key 8',
  '1a5d44a2dca19669': 'AWS manual, access key 1',
  '78314b11be2e5815': 'AWS manual, secret key 1',
  '2cafc0970149a84f': 'Stripe manual, test key',
  f2d6ca16515033e5: 'Stripe manual, older test key',
  '0011cc25eb432071': 'Azure storage emulator, account key',
  aa6547439583c3a2: 'Azure Cosmos DB emulator, account key',
  '7f75367e78812551': 'jwt.io, first token',
  da816f9f2c16e6c5: 'jwt.io, older token',
  bc3ae723f57c6b9e: 'GitHub manual, OAuth token',
  '60a09e4357868c1e': 'Hardhat, account 0',
  bc1a50966c9e6486: 'Hardhat, account 0 without 0x',
  '3f3f774c2e151cd2': 'Jetty manual, password of the key store',
  '28a9d0634db5ab1f': 'Jetty manual, password of the key',
  '54e71dc778f929c5': 'Jetty manual, mail password',
  '15cef4b629cc2d07': 'RFC 6455, sample nonce',
}

let crypto: typeof import('node:crypto') | undefined

/** Weakens a published example, and what says of itself, in the middle of a random value, that it is one. */
export const example: Check = ({ secret }) => {
  if (/EXAMPLE(?:KEY|TOKEN)?$/.test(secret)) return { verdict: 'weakens', state: 'example' }
  // Loading crypto takes 5 ms: only a run that found something pays for it.
  crypto ??= createRequire(import.meta.filename)('node:crypto') as typeof import('node:crypto')
  const digest = crypto.createHash('sha256').update(secret).digest('hex').slice(0, 16)
  return Object.hasOwn(PUBLISHED, digest) ? { verdict: 'weakens', state: 'example' } : FITS
}
