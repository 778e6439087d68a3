// Owns: the table of everything that a worker can be asked to do. A new kind of job is one line here.
// Must not know: how threads are run (engine/pool.ts, engine/worker.ts).
import type { Jobs } from '../engine/protocol.ts'

/** Kind of job -> its maker, loaded when it is first asked for, in the thread that does it. */
export const jobs: Jobs = {
  scan: async () => (await import('../engine/scan-job.ts')).scanJob,
  pack: async () => (await import('./pack-job.ts')).packJob,
  content: async () => (await import('./content-job.ts')).contentJob,
}
