// Owns: the worker's side: opens an engine, does batches one after the other, answers.
// Must not know: which kinds of jobs there are: the entry (commands/worker.ts) hands in their table.
import { parentPort, workerData } from 'node:worker_threads'
import { openEngine } from './engine.ts'
import { type Answer, type Batch, type FromWorker, Handlers, type Jobs, type WorkerData } from './protocol.ts'

/** Serves jobs until the thread is ended. Rejects, and so ends the thread, when the engine cannot be opened. */
export async function serve(jobs: Jobs): Promise<void> {
  const port = parentPort
  if (!port) throw new Error('this file runs in a worker thread only')
  const say = (message: FromWorker) => port.postMessage(message)
  const { options } = workerData as WorkerData
  const engine = await openEngine(options, (note) => say({ type: 'note', note }))
  const handlers = new Handlers(jobs, engine)
  let last: Promise<void> = engine.ready()
  port.on('message', (batch: Batch) => {
    last = last.then(async () => {
      const answers = await answer(handlers, batch)
      port.postMessage({ type: 'done', id: batch.id, answers, bytes: batch.bytes } satisfies FromWorker, [batch.bytes])
    })
  })
  await last
  say({ type: 'ready' })
}

async function answer(handlers: Handlers, batch: Batch): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const { kind, input, start, end } of batch.jobs) {
    answers.push(await handlers.handle(kind, input, new Uint8Array(batch.bytes, start, end - start)))
  }
  return answers
}
