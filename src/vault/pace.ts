// Owns: not asking more often than agreed.
// Must not know: what is asked.
import { setTimeout } from 'node:timers/promises'

/** Resolves at most `rate` times a second, in order of the calls. */
export function paced(rate: number, signal: AbortSignal): () => Promise<void> {
  const gap = 1000 / Math.max(1, rate)
  let next = 0
  return async () => {
    const now = performance.now()
    const wait = next - now
    next = Math.max(now, next) + gap
    if (wait > 1) await setTimeout(wait, undefined, { signal })
  }
}
