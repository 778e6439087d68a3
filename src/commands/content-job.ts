// Owns: the job that looks at one content whose places are not known yet.
// Must not know: where it comes from.
import type { JobKind, JobMaker } from '../engine/protocol.ts'
import { Scout } from '../engine/scout.ts'

/** The content travels as the job's bytes; the answer is its marks, sorted. */
export const CONTENT: JobKind<null, readonly number[]> = { name: 'content' }

/** Makes the handler. */
export const contentJob: JobMaker<null, readonly number[]> = (engine) => {
  let scout: Scout | undefined
  return async (_input, bytes) => {
    await engine.ready()
    scout ??= new Scout(engine)
    return scout
      .whole(bytes)
      .marks.map((mark) => mark.id)
      .sort((a, b) => a - b)
  }
}
