// Owns: the kind of job that every source can use: scan one fragment at its own place.
// Must not know: threads.
import type { RawFinding } from '../core/finding.ts'
import type { FragmentHead, JobMaker } from './protocol.ts'
import { scanFragment } from './scan.ts'

/** Makes the handler. */
export const scanJob: JobMaker<FragmentHead, readonly RawFinding[]> = (engine) => (head, bytes) =>
  scanFragment(engine, { ...head, bytes })
