// Owns: what a baseline keeps of a secret.
// Must not know: baselines' files, policies.
import { createHmac } from 'node:crypto'

/**
 * HMAC-SHA-256 over rule and secret, 32 hex digits: line moves, renames, rebases and redaction do not matter. A finding
 * without a secret (a file that must not be there) is known by its path.
 */
export function baselineHash(salt: string, ruleId: string, path: string, secret: string): string {
  const text = `${ruleId}\0${secret === '' ? path : secret}`
  return createHmac('sha256', salt).update(text).digest('hex').slice(0, 32)
}
