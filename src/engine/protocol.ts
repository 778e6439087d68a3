// Owns: what crosses between the main thread and a worker, and what a kind of job is.
// Must not know: which kinds there are (the caller hands in a table of them), or how threads are run.
import { type Fault, messageOf, UserError } from '../core/fault.ts'
import type { Fragment } from '../core/fragment.ts'
import type { Engine, EngineOptions } from './engine.ts'
import type { Seen } from './scan.ts'

/** A kind of work: `In` is asked, `Out` is answered; both are plain data that can cross threads. */
export interface JobKind<In, Out> {
  readonly name: string
  /** Types only; never set. */
  readonly types?: readonly [In, Out]
}

/** One piece of work. `bytes` are handed over beside the input, so that many fit into one message. */
export interface Job<In> {
  readonly input: In
  readonly bytes?: Uint8Array
  /** How much it holds in memory while it waits, in bytes; `bytes.length` unless said. */
  readonly weight?: number
  /** For the fault if it cannot be done: file, commit. */
  readonly where: string
}

/** What a job gave: an answer, or the fault that stands for it. */
export type Outcome<Out> = { readonly ok: true; readonly value: Out } | { readonly ok: false; readonly fault: Fault }

/** Does one kind of job. Made once for each thread, so it may keep state (an open pack, a cache). */
export type JobHandler<In, Out> = (input: In, bytes: Uint8Array) => Promise<Out>

/** Makes the handler for a thread. */
export type JobMaker<In, Out> = (engine: Engine) => JobHandler<In, Out>

/** Every kind of job by name; loaded when it is first asked for. */
export type Jobs = Readonly<Record<string, () => Promise<JobMaker<never, unknown>>>>

/** A fragment without its bytes: those travel beside it. */
export type FragmentHead = Omit<Fragment, 'bytes'>

/** Scan one fragment at its own place (scan-job.ts): the kind of job that every source can use. */
export const SCAN: JobKind<FragmentHead, Seen> = { name: 'scan' }

/** What a worker is started with. */
export interface WorkerData {
  readonly options: EngineOptions
}

/** Main thread -> worker: jobs whose bytes lie one after the other in one transferred buffer. */
export interface Batch {
  readonly id: number
  readonly jobs: readonly {
    readonly kind: string
    readonly input: unknown
    readonly start: number
    readonly end: number
  }[]
  readonly bytes: ArrayBuffer
}

/** One answer of a worker. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly hint: string; readonly user: boolean }

/** Worker -> main thread. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'note'; readonly note: string }
  /** `bytes` is the batch's buffer, handed back to be used again. */
  | { readonly type: 'done'; readonly id: number; readonly answers: readonly Answer[]; readonly bytes?: ArrayBuffer }

/** The handlers of one thread. */
export class Handlers {
  readonly #jobs: Jobs
  readonly #engine: Engine
  readonly #made = new Map<string, JobHandler<never, unknown>>()

  constructor(jobs: Jobs, engine: Engine) {
    this.#jobs = jobs
    this.#engine = engine
  }

  /** Does a job; an error is an answer, too. */
  async handle(kind: string, input: unknown, bytes: Uint8Array): Promise<Answer> {
    try {
      const handler = this.#made.get(kind) ?? (await this.#make(kind))
      return { ok: true, value: await handler(input as never, bytes) }
    } catch (error) {
      const user = error instanceof UserError
      return { ok: false, message: messageOf(error), hint: user ? error.hint : '', user }
    }
  }

  async #make(kind: string): Promise<JobHandler<never, unknown>> {
    const load = this.#jobs[kind]
    if (!load) throw new Error(`no such kind of job: ${kind}`)
    const handler = (await load())(this.#engine)
    this.#made.set(kind, handler)
    return handler
  }
}

/** The outcome of an answer. An error that the user can mend is thrown: it ends the run. */
export function outcomeOf<Out>(answer: Answer, where: string): Outcome<Out> {
  if (answer.ok) return { ok: true, value: answer.value as Out }
  if (answer.user) throw new UserError(answer.message, answer.hint)
  return { ok: false, fault: { stage: 'engine', where, message: `not scanned: ${answer.message}` } }
}
