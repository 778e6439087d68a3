// Owns: what went wrong on the way to a vault, as a sentence: no route, no time, no trust.
// Must not know: what was asked.
import type { Call } from './contract.ts'
import { VaultError } from './errors.ts'

/** Codes of OpenSSL and Node for a certificate that is not trusted, in words. */
const CERTIFICATE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'its authority is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another host',
  CERT_REVOKED: 'it was revoked',
}

/** The VaultError for something that a request threw. */
export function networkError(error: unknown, host: string, call: Call): VaultError {
  if (call.signal.aborted || (error as Error).name === 'AbortError')
    return new VaultError('timeout', `${host} did not answer in the time that was allowed`)
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const today = new Date(call.now()).toISOString().slice(0, 10)
  if (code === 'CERT_NOT_YET_VALID') {
    return new VaultError(
      'clock skew',
      `the certificate of ${host} is not valid yet on ${today}, says this machine's clock`,
    )
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return new VaultError('bad certificate', `the certificate of ${host} is not valid any more on ${today}`)
  }
  const why = CERTIFICATE[code]
  if (why) return new VaultError('bad certificate', `the certificate of ${host} is not accepted: ${why}`)
  return new VaultError('unreachable', `${host} cannot be reached (${code || 'the connection broke'})`)
}
