// Owns: the entry of a worker thread: the engine's server with the table of jobs.
// Must not know: anything else. The build makes dist/worker.js of it.
import { serve } from '../engine/worker.ts'
import { jobs } from './jobs.ts'

void serve(jobs)
