// Owns: the kind of job that every source can use: scan one fragment at its own place.
// Must not know: threads.
import type { FragmentHead, JobMaker } from './protocol.ts'
import { type Seen, seenIn } from './scan.ts'

/** Makes the handler. */
export const scanJob: JobMaker<FragmentHead, Seen> = (engine) => (head, bytes) => seenIn(engine, { ...head, bytes })
