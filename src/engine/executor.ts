// Owns: who does a job: this thread while there is little, a pool of workers when there is much. Same answers either way.
// Must not know: what jobs do.
import type { Engine } from './engine.ts'
import type { Pool } from './pool.ts'
import { type Answer, Handlers, type Job, type JobKind, type Jobs, type Outcome, outcomeOf } from './protocol.ts'

/** Does jobs, in any order. Wait for `room` before each `run`, so that what is in memory stays bounded. */
export interface Executor {
  /** Resolves when little enough is waiting. */
  room(): Promise<void>
  /** Rejects with a UserError only (a rule that does not compile); everything else is a fault in the outcome. */
  run<In, Out>(kind: JobKind<In, Out>, job: Job<In>): Promise<Outcome<Out>>
  /** Does what still waits for a worker: for a caller that has no more jobs, and would only wait. */
  help(): Promise<void>
  /** Starts the workers now if that much work, in bytes, is enough for them: for a caller that knows it beforehand. */
  expect(bytes: number): void
  /** Workers have enough to do, or are about to begin: the next job is done by this thread, which may have better to do. */
  readonly busy: boolean
  /** Threads that work: 1 as long as this one does all. */
  readonly threads: number
  close(): Promise<void>
}

/** What an executor needs. */
export interface ExecutorOptions {
  readonly engine: Engine
  readonly jobs: Jobs
  /** The built worker. */
  readonly workerFile: string
  /** Most workers; 1 = this thread does all. */
  readonly threads: number
  /** The number was asked for, and is not just what the machine has. */
  readonly asked: boolean
  readonly tell: (note: string) => void
}

/**
 * Work that this thread does alone before workers are started: each of them compiles and warms up for itself. Where threads
 * were asked for, a little; else so much for each worker that it pays. Measured with two threads that share a core: 25 MB took
 * them 1.3 s and one thread 0.75 s, 115 MB 3.4 s and 4.2 s.
 */
const INLINE_BYTES = { asked: 2 << 20, unasked: 48 << 20 }

/** Work from which on it matters how the program itself is compiled. */
const LONG_RUN = 16 << 10

/** What may wait or be under way at a time. */
const MOST_BYTES = 32 << 20

/** With so much waiting for workers, this thread works, too. */
const BUSY_BYTES = 4 << 20

/** Opens an executor. Workers are started when they pay. */
export function openExecutor(options: ExecutorOptions): Executor {
  return new AdaptiveExecutor(options)
}

class AdaptiveExecutor implements Executor {
  readonly #options: ExecutorOptions
  readonly #handlers: Handlers
  readonly #inlineBytes: number
  #pool: Promise<Pool> | undefined
  #open: Pool | undefined
  #done = 0
  #tuned = false
  #waiting = 0
  #wake: (() => void)[] = []

  constructor(options: ExecutorOptions) {
    this.#options = options
    this.#handlers = new Handlers(options.jobs, options.engine)
    const { threads, asked } = options
    this.#inlineBytes = asked ? INLINE_BYTES.asked : INLINE_BYTES.unasked / Math.max(1, threads - 1)
  }

  get threads(): number {
    return this.#open?.alive ? this.#options.threads : 1
  }

  get busy(): boolean {
    return this.#pool !== undefined && !(this.#open?.ready && this.#open.backlog < BUSY_BYTES)
  }

  async room(): Promise<void> {
    if (this.#pool) await new Promise((next) => setImmediate(next)) // lets workers report
    while (this.#waiting > MOST_BYTES) await new Promise<void>((wake) => this.#wake.push(wake))
  }

  async run<In, Out>(kind: JobKind<In, Out>, job: Job<In>): Promise<Outcome<Out>> {
    const weight = 512 + (job.weight ?? job.bytes?.length ?? 0)
    this.#waiting += weight
    this.#done += weight
    if (this.#done > LONG_RUN) await this.#tune()
    this.expect(this.#done)
    try {
      const byPool = await this.#byPool(kind.name, job)
      return outcomeOf<Out>(byPool ?? (await this.#inline(kind.name, job)), job.where)
    } finally {
      this.#waiting -= weight
      if (this.#waiting <= MOST_BYTES) for (const wake of this.#wake.splice(0)) wake()
    }
  }

  /** undefined = this thread is to do it: there is no pool (yet), it has enough to do, or no worker is left. */
  async #byPool(kind: string, job: Job<unknown>): Promise<Answer | undefined> {
    const pool = this.#open
    return pool?.ready && pool.backlog < BUSY_BYTES ? pool.run(kind, job) : undefined
  }

  async #tune(): Promise<void> {
    if (this.#tuned) return
    this.#tuned = true
    const { inlineLittle } = await import('./tuning.ts')
    inlineLittle()
  }

  async help(): Promise<void> {
    for (let task = this.#open?.takeBack(); task; task = this.#open?.takeBack()) {
      task.done(await this.#inline(task.kind, task.job))
      await new Promise((next) => setImmediate(next)) // lets workers report, and take what they can
    }
  }

  expect(bytes: number): void {
    if (this.#options.threads > 1 && bytes > this.#inlineBytes) this.#pool ??= this.#start()
  }

  async close(): Promise<void> {
    await (await this.#pool)?.close()
  }

  async #start(): Promise<Pool> {
    const { Pool } = await import('./pool.ts')
    const { engine, workerFile, threads, tell } = this.#options
    // One fewer than threads: this thread works, too.
    this.#open = new Pool({ file: workerFile, threads: threads - 1, data: { options: engine.options }, tell })
    return this.#open
  }

  #inline(kind: string, job: Job<unknown>) {
    return this.#handlers.handle(kind, job.input, job.bytes ?? new Uint8Array())
  }
}
