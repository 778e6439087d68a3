// Owns: the job of a worker that reads a share of a pack by itself and looks at every blob in it.
// Must not know: commits, paths.
import { isUtf8 } from 'node:buffer'
import { messageOf, UserError } from '../core/fault.ts'
import { toText, wideEncoding } from '../core/utf8.ts'
import type { Engine } from '../engine/engine.ts'
import type { JobKind, JobMaker } from '../engine/protocol.ts'
import { Scout, type Scouted } from '../engine/scout.ts'
import type { Edits } from '../git/pack/delta.ts'
import { Carrier, freshLines } from '../git/pack/fresh.ts'
import type { Layout } from '../git/pack/layout.ts'
import { PackWalker, type Visitor } from '../git/pack/walk.ts'
import { type Kernel, openKernel } from '../kernel/kernel.ts'
import { archiveKind } from '../sources/archives/kind.ts'
import { archiveMark } from '../sources/archives/mark.ts'

/** Blobs of a pack that are no deltas, each with all that builds on it. */
export interface PackShare {
  readonly layout: Layout
  readonly roots: Int32Array
}

/** What was seen in a share. */
export interface PackMarks {
  /** Objects with marks, and for each the number of its marks in `sets`. */
  readonly objects: readonly number[]
  readonly sets: readonly (readonly number[])[]
  readonly setOf: readonly number[]
  readonly broken: readonly { readonly object: number; readonly why: string }[]
  readonly blobs: number
  /** Bytes that were run through the rules. */
  readonly bytes: number
}

/** The kind of job. */
export const PACK: JobKind<PackShare, PackMarks> = { name: 'pack' }

/** Makes the handler. Where no kernel can be opened every root counts as broken: git reads what no pack gave. */
export const packJob: JobMaker<PackShare, PackMarks> = (engine) => {
  const readers = new Map<string, { visitor: ShareVisitor; walker: PackWalker<State> }>()
  let kernel: Kernel | undefined
  return async ({ layout, roots }) => {
    await engine.ready()
    try {
      kernel ??= openKernel()
    } catch (error) {
      return { ...NOTHING, broken: [...roots].map((object) => ({ object, why: messageOf(error) })) }
    }
    let reader = readers.get(layout.file)
    if (!reader) {
      const visitor = new ShareVisitor(engine, kernel)
      reader = { visitor, walker: new PackWalker(kernel, layout, visitor) }
      readers.set(layout.file, reader)
    }
    for (const root of roots) reader.walker.family(root)
    return reader.visitor.taken()
  }
}

const NOTHING: PackMarks = { objects: [], sets: [], setOf: [], broken: [], blobs: 0, bytes: 0 }

interface State {
  readonly scouted: Scouted
  readonly size: number
  /** Its bytes are its text: spans of a delta on it are spans of the text. */
  readonly plain: boolean
}

class ShareVisitor implements Visitor<State> {
  readonly #kernel: Kernel
  readonly #scout: Scout
  #objects: number[] = []
  #setOf: number[] = []
  #sets = new Map<string, number>()
  #lists: (readonly number[])[] = []
  #broken: { object: number; why: string }[] = []
  #blobs = 0
  #bytes = 0

  constructor(engine: Engine, kernel: Kernel) {
    this.#kernel = kernel
    this.#scout = new Scout(engine, kernel)
  }

  whole(object: number, bytes: Buffer): State {
    const mark = archiveMark(bytes)
    if (mark !== undefined) return this.#seen(object, archiveState(mark, bytes.length))
    const plain = isPlain(bytes)
    this.#bytes += bytes.length
    const scouted = plain ? this.#scout.root(bytes) : this.#unreadable(bytes)
    return this.#seen(object, { scouted, size: bytes.length, plain })
  }

  /** Made readable as `toText` does it, by the kernel where it can. */
  #unreadable(bytes: Buffer): Scouted {
    const { memory, loops } = this.#kernel
    const copy = wideEncoding(bytes) ? undefined : memory.spare(bytes)
    if (copy === undefined) return this.#scout.whole(toText(bytes).bytes)
    try {
      loops.repair(copy, bytes.length)
      return this.#scout.root(memory.bytes.subarray(copy, copy + bytes.length))
    } finally {
      memory.give(copy, bytes.length)
    }
  }

  patched(object: number, bytes: Buffer, edits: Edits, base: State): State {
    if (!base.plain || startsWide(bytes) || archiveKind(bytes)) return this.whole(object, bytes)
    const { lines: fresh, ascii } = freshLines(this.#kernel, edits, bytes, base.size)
    // The base is well-formed, and so is what lies between fresh lines: one question for all of them.
    if (!ascii && !isUtf8(bytes.subarray(fresh[0], fresh.at(-1)))) return this.whole(object, bytes)
    for (let i = 0; i < fresh.length; i += 2) this.#bytes += fresh[i + 1]! - fresh[i]!
    let carrier: Carrier | undefined
    const carry = (start: number, end: number) => (carrier ??= new Carrier(edits)).places(start, end)
    const scouted = this.#scout.changed(bytes, fresh, base.scouted, carry)
    return this.#seen(object, { scouted, size: bytes.length, plain: true })
  }

  broken(object: number, error: unknown): void {
    if (error instanceof UserError) throw error // a rule that does not compile: no blob's fault
    this.#broken.push({ object, why: messageOf(error) })
  }

  /** Everything since the last time. */
  taken(): PackMarks {
    const seen = {
      objects: this.#objects,
      sets: this.#lists,
      setOf: this.#setOf,
      broken: this.#broken,
      blobs: this.#blobs,
      bytes: this.#bytes,
    }
    this.#objects = []
    this.#setOf = []
    this.#sets = new Map()
    this.#lists = []
    this.#broken = []
    this.#blobs = this.#bytes = 0
    return seen
  }

  #seen(object: number, state: State): State {
    this.#blobs++
    const { marks } = state.scouted
    if (marks.length > 0) {
      const ids = marks.map((mark) => mark.id).sort((a, b) => a - b)
      const key = ids.join()
      let set = this.#sets.get(key)
      if (set === undefined) {
        set = this.#lists.push(ids) - 1
        this.#sets.set(key, set)
      }
      this.#objects.push(object)
      this.#setOf.push(set)
    }
    return state
  }
}

/** An archive is opened where it is looked at closely: here it is only marked, and no text. */
function archiveState(id: number, size: number): State {
  return {
    scouted: {
      marks: [{ start: 0, end: size, id, far: true, overLines: false }],
      far: [],
      idle: [],
      margin: undefined,
    },
    size,
    plain: false,
  }
}

function isPlain(bytes: Buffer): boolean {
  return !startsWide(bytes) && isUtf8(bytes)
}

/** Text of two bytes a character may begin like that. */
function startsWide(bytes: Buffer): boolean {
  return bytes.length > 1 && (bytes[0] === 0 || bytes[1] === 0 || bytes[0]! >= 0xfe)
}
