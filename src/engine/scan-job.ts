// Owns: the kind of job that every source can use: scan one fragment at its own place.
// Must not know: threads. What matches is loaded when a first look at the keywords does not settle it.
import type { Fragment } from '../core/fragment.ts'
import type { Engine } from './engine.ts'
import { firstLook } from './first-look.ts'
import type { FragmentHead, JobMaker } from './protocol.ts'
import type { Seen } from './scan.ts'

/** Makes the handler. */
export const scanJob: JobMaker<FragmentHead, Seen> = (engine) => async (head, bytes) => {
  const fragment: Fragment = { ...head, bytes }
  const seen = firstLook(engine, fragment)
  if (seen && !(await perhapsKnown(engine, fragment))) return seen
  return (await import('./scan.ts')).seenIn(engine, fragment)
}

/** Whether a value of the vault perhaps stands there: no keyword tells of it. */
async function perhapsKnown({ options: { known } }: Engine, { bytes, focus }: Fragment): Promise<boolean> {
  if (!known) return false
  return (await import('../core/known-values.ts')).knownSpans(known, bytes, focus).length > 0
}
