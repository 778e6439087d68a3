// Owns: the circuit breaker: after a failure a vault is left alone for a minute, so that ten commits do not each wait.
// Must not know: what failed.
import { VaultError, type VaultTrouble } from './errors.ts'
import { readPrivate, removePrivate, writePrivate } from './private-file.ts'

const PAUSE_MS = 60_000
/** Troubles that pass by themselves; any other is worth a new try as soon as someone has mended it. */
const PASSING: ReadonlySet<VaultTrouble> = new Set(['unreachable', 'timeout', 'sealed', 'standby', 'rate limit'])

/** Throws "paused" while a failure is less than a minute ago. */
export function checkPause(path: string, now: number): void {
  const text = readPrivate(path)?.toString()
  if (text === undefined) return
  const [at, ...message] = text.split('\n')
  const left = Number(at) + PAUSE_MS - now
  if (left > 0 && left <= PAUSE_MS) {
    throw new VaultError('paused', `${message.join(' ')}; it is asked again in ${Math.ceil(left / 1000)} s`)
  }
  removePrivate(path)
}

/** Notes a failure that will pass. */
export function notePause(path: string, error: unknown, now: number): void {
  if (error instanceof VaultError && PASSING.has(error.trouble)) writePrivate(path, `${now}\n${error.message}`)
}
