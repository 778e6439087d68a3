// Owns: worker threads: start, batches, answers, and what happens when one dies: its jobs become faults, never silence.
// Must not know: what jobs do, or when a pool pays (executor.ts).
import { Worker } from 'node:worker_threads'
import { messageOf } from '../core/fault.ts'
import type { Answer, Batch, FromWorker, Job, WorkerData } from './protocol.ts'

/** What a pool is opened with. */
export interface PoolOptions {
  /** The built worker. */
  readonly file: string
  readonly threads: number
  readonly data: WorkerData
  readonly tell: (note: string) => void
  /** A batch without an answer for this long is given up; milliseconds. */
  readonly patience?: number
}

/** A job, and who waits for its answer. */
export interface Task {
  readonly kind: string
  readonly job: Job<unknown>
  done(answer: Answer | undefined): void
}

interface Slot {
  readonly worker: Worker
  readonly batches: Map<number, { readonly tasks: readonly Task[]; readonly timer: NodeJS.Timeout }>
  ready: boolean
  /** Why it died, as far as it said so. */
  why: string
}

const BATCH_BYTES = 256 << 10
const BATCH_JOBS = 64
/** Batches that a worker holds: one at work and one waiting, so that it never idles. */
const HELD = 2
const PATIENCE = 600_000

/** A pool of workers. */
export class Pool {
  readonly #options: PoolOptions
  readonly #slots = new Set<Slot>()
  readonly #queue: Task[] = []
  readonly #spare: ArrayBuffer[] = []
  #backlog = 0
  #next = 0
  #replacements: number
  #scheduled = false
  #closed = false

  constructor(options: PoolOptions) {
    this.#options = options
    this.#replacements = options.threads
    for (let i = 0; i < options.threads; i++) this.#start()
  }

  /** Is a worker there to take jobs? */
  get ready(): boolean {
    for (const slot of this.#slots) if (slot.ready) return true
    return false
  }

  /** How much waits for a worker to take it, in bytes. */
  get backlog(): number {
    return this.#backlog
  }

  get alive(): boolean {
    return this.#slots.size > 0
  }

  /** Gives the answer, or undefined when no worker is left to take the job: then the caller does it. */
  run(kind: string, job: Job<unknown>): Promise<Answer | undefined> {
    if (!this.alive) return Promise.resolve(undefined)
    return new Promise((done) => {
      this.#queue.push({ kind, job, done })
      this.#backlog += weightOf(job)
      if (this.#scheduled) return
      this.#scheduled = true
      setImmediate(() => {
        this.#scheduled = false
        this.#dispatch()
      })
    })
  }

  /** Takes back a job that no worker has yet: the caller does it, and answers. */
  takeBack(): Task | undefined {
    const task = this.#queue.shift()
    if (task) this.#backlog -= weightOf(task.job)
    return task
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#slots].map((slot) => slot.worker.terminate()))
  }

  #start(): void {
    const worker = new Worker(this.#options.file, { workerData: this.#options.data })
    const slot: Slot = { worker, batches: new Map(), ready: false, why: '' }
    this.#slots.add(slot)
    worker.on('message', (message: FromWorker) => this.#hear(slot, message))
    worker.on('messageerror', (error) => this.#giveUp(slot, messageOf(error)))
    worker.on('error', (error) => {
      slot.why = messageOf(error)
    })
    worker.on('exit', (code) => this.#bury(slot, code))
  }

  #hear(slot: Slot, message: FromWorker): void {
    if (message.type === 'note') this.#options.tell(message.note)
    else if (message.type === 'ready') slot.ready = true
    else {
      const batch = slot.batches.get(message.id)
      slot.batches.delete(message.id)
      this.#keep(message.bytes)
      clearTimeout(batch?.timer)
      batch?.tasks.forEach((task, i) => {
        task.done(message.answers[i] ?? failed('a worker gave no answer'))
      })
    }
    this.#dispatch()
  }

  #dispatch(): void {
    for (let held = 0; held < HELD; held++) {
      for (const slot of this.#slots) {
        if (this.#queue.length === 0) return
        if (slot.ready && slot.batches.size <= held) this.#send(slot)
      }
    }
  }

  #send(slot: Slot): void {
    const tasks = this.#take()
    const id = this.#next++
    const batch = batchOf(id, tasks, (size) => this.#buffer(size))
    const patience = this.#options.patience ?? PATIENCE
    const timer = setTimeout(() => this.#giveUp(slot, `no answer in ${patience / 1000} s`), patience).unref()
    slot.batches.set(id, { tasks, timer })
    slot.worker.postMessage(batch, [batch.bytes])
  }

  /** Buffers go round: fresh ones would pile up until the garbage of each thread is collected. */
  #keep(buffer: ArrayBuffer | undefined): void {
    if (buffer && this.#spare.length < HELD * this.#options.threads) this.#spare.push(buffer)
  }

  #buffer(size: number): ArrayBuffer {
    const at = this.#spare.findIndex((b) => b.byteLength >= size && b.byteLength < 4 * size + BATCH_BYTES)
    if (at !== -1) return this.#spare.splice(at, 1)[0]!
    this.#spare.shift()
    return new ArrayBuffer(size)
  }

  #take(): Task[] {
    let bytes = 0
    let count = 0
    while (count < this.#queue.length && count < BATCH_JOBS && bytes < BATCH_BYTES) {
      bytes += weightOf(this.#queue[count++]!.job)
    }
    this.#backlog -= bytes
    return this.#queue.splice(0, count)
  }

  #giveUp(slot: Slot, why: string): void {
    slot.why ||= why
    slot.ready = false
    void slot.worker.terminate()
  }

  /** A worker has ended. What it held is not scanned; it is replaced, but not for ever, and not if it never began. */
  #bury(slot: Slot, code: number): void {
    this.#slots.delete(slot)
    const why = slot.why || `it ended with code ${code} and said nothing`
    for (const { tasks, timer } of slot.batches.values()) {
      clearTimeout(timer)
      for (const task of tasks) task.done(failed(`the worker that held it died: ${why}`))
    }
    if (this.#closed) return
    if (slot.ready || slot.batches.size > 0) {
      if (this.#replacements-- > 0) this.#start()
    } else this.#options.tell(`a worker could not be started (${why}); fewer threads do the work`)
    if (!this.alive) {
      this.#backlog = 0
      for (const task of this.#queue.splice(0)) task.done(undefined)
    }
  }
}

/** A job without bytes may stand for much work: its weight tells. */
function weightOf({ bytes, weight }: Job<unknown>): number {
  return weight ?? bytes?.length ?? 0
}

function failed(message: string): Answer {
  return { ok: false, message, hint: '', user: false }
}

function batchOf(id: number, tasks: readonly Task[], buffer: (size: number) => ArrayBuffer): Batch {
  const total = tasks.reduce((sum, { job }) => sum + (job.bytes?.length ?? 0), 0)
  const all = new Uint8Array(buffer(total), 0, total)
  let at = 0
  const jobs = tasks.map(({ kind, job }) => {
    const start = at
    if (job.bytes) all.set(job.bytes, at)
    at += job.bytes?.length ?? 0
    return { kind, input: job.input, start, end: at }
  })
  return { id, jobs, bytes: all.buffer }
}
