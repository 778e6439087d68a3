// Owns: one `git cat-file --batch` process: oid -> bytes, in order, without holding more than one answer.
// Must not know: what the bytes are for.
//
//   <oid> SP blob SP <size> LF <bytes> LF      or      <oid> SP missing LF
import { type GitContext, type GitProcess, notStarted, startGit } from './run.ts'

/** What asking for an object gave. */
export type BlobAnswer =
  | { readonly found: true; readonly type: string; readonly bytes: Buffer }
  | { readonly found: false; readonly why: string }

interface Waiting {
  done(answer: BlobAnswer): void
  fail(error: Error): void
}

const LF = 10

/** Reads objects by name; git is started for the first. Ask as often as you like; answers come in the order asked. Close it when done. */
export class BlobReader {
  readonly #context: GitContext
  #child: GitProcess | undefined
  readonly #waiting: Waiting[] = []
  #chunks: Buffer[] = []
  #size = 0
  #need = 0
  #stderr = ''
  #ended: Error | undefined

  constructor(context: GitContext) {
    this.#context = context
  }

  /** Starts git before anything is asked. */
  start(): GitProcess {
    if (this.#child) return this.#child
    const child = startGit(this.#context, ['cat-file', '--batch'])
    this.#child = child
    child.stdout.on('data', (chunk: Buffer) => this.#take(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr += chunk.toString()
    })
    child.stdin.on('error', () => undefined) // the close event carries the reason
    child.on('error', (error) => this.#end(notStarted(error)))
    child.on('close', (code, signal) => {
      const why = signal ? `killed by ${signal}` : `exit ${code}: ${this.#stderr.trim() || 'no message'}`
      this.#end(new Error(`git cat-file ended early (${why})`))
    })
    return child
  }

  /** The object's bytes, or why there are none. Rejects when the process is gone. */
  read(name: string): Promise<BlobAnswer> {
    if (this.#ended) return Promise.reject(this.#ended)
    const { stdin } = this.start()
    return new Promise((done, fail) => {
      this.#waiting.push({ done, fail })
      stdin.write(`${name}\n`)
    })
  }

  /** Ends the process. */
  close(): void {
    this.#child?.stdin.end()
  }

  #end(error: Error): void {
    this.#ended ??= error
    for (const waiting of this.#waiting.splice(0)) waiting.fail(this.#ended)
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    if (this.#size < this.#need) return
    let buffer = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks)
    for (;;) {
      const rest = this.#answer(buffer)
      if (rest === undefined) break
      buffer = rest
    }
    this.#chunks = buffer.length > 0 ? [buffer] : []
    this.#size = buffer.length
  }

  /** Hands on one whole answer and gives the rest, or undefined (and how much is needed) when it is not whole yet. */
  #answer(buffer: Buffer): Buffer | undefined {
    const lf = buffer.indexOf(LF)
    this.#need = 0
    if (lf === -1) return undefined
    const header = buffer.toString('utf8', 0, lf)
    const parts = /^\S+ (\w+) (\d+)$/.exec(header)
    if (!parts) {
      this.#waiting.shift()?.done({ found: false, why: header.slice(header.lastIndexOf(' ') + 1) || 'missing' })
      return buffer.subarray(lf + 1)
    }
    const end = lf + 1 + Number(parts[2])
    if (buffer.length < end + 1) {
      this.#need = end + 1
      return undefined
    }
    this.#waiting.shift()?.done({ found: true, type: parts[1]!, bytes: buffer.subarray(lf + 1, end) })
    return buffer.subarray(end + 1)
  }
}

/** So many damaged objects are stepped over; then git itself is at fault. */
const MOST_RESTARTS = 50

/** A reader that goes on behind an object at which git gives up. */
export class SteadyReader {
  readonly #context: GitContext
  #reader: BlobReader
  #restarts = 0

  constructor(context: GitContext) {
    this.#context = context
    this.#reader = new BlobReader(context)
  }

  /** As `BlobReader.read`; ask for one object at a time. Rejects when git ends again and again, or the run is interrupted. */
  async read(name: string): Promise<BlobAnswer> {
    try {
      return await this.#reader.read(name)
    } catch (error) {
      if (this.#context.until?.aborted || ++this.#restarts > MOST_RESTARTS) throw error
      this.#reader.close()
      this.#reader = new BlobReader(this.#context)
      return { found: false, why: 'damaged' }
    }
  }

  close(): void {
    this.#reader.close()
  }
}
