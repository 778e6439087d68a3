// Owns: looking at all blobs of a repository through an executor: its packs in shares, single contents as they come.
// Must not know: commits, how packs are read.
import { statSync } from 'node:fs'
import { setTimeout as soon } from 'node:timers/promises'
import type { SourceItem } from '../core/fragment.ts'
import type { Progress } from '../core/progress.ts'
import type { Executor } from '../engine/executor.ts'
import { type PackIndex, positionOf, readPackIndex } from '../git/pack/index-file.ts'
import { type Layout, layoutOf, NONE, shares } from '../git/pack/layout.ts'
import type { PackPair, Store } from '../git/store.ts'
import { openKernel } from '../kernel/kernel.ts'
import type { Look, Marks, PacksWish } from '../sources/history.ts'
import { CONTENT } from './content-job.ts'
import { PACK, type PackMarks } from './pack-job.ts'

/** About how much work is in one share, in bytes: between two of them what git writes meanwhile is read. */
const SHARE = 1 << 18

/** What a share that waits is counted as in memory. */
const WAITING = SHARE

/**
 * About how much work a byte of a pack is, in bytes. Measured with two threads that share a core: a pack of 18 MB took them 2.1 s and one
 * thread 2.0 s, one of 24 MB 2.3 s and 2.2 s, one of 30 MB 4.1 s and 5.2 s, one of 54 MB 3.5 s and 4.1 s.
 */
const WORK = 2

/** How often is asked whether a worker is free, in milliseconds: far less than a share takes. */
const PAUSE = 5

const NO_MARKS: Marks = []

interface OpenPack {
  readonly index: PackIndex
  /** By position in the index: undefined = not looked at. */
  readonly marks: (Marks | undefined)[]
}

/** Looks at a repository's packs. */
export class PackLook implements Look {
  readonly #store: Store
  readonly #executor: Executor
  readonly #progress: Progress
  readonly #packs: OpenPack[] = []
  readonly #items: SourceItem[] = []
  blobs = 0
  bytes = 0

  constructor(store: Store, executor: Executor, progress: Progress) {
    this.#store = store
    this.#executor = executor
    this.#progress = progress
  }

  async packs(signal: AbortSignal, { only, first }: PacksWish = {}): Promise<void> {
    for (const pair of this.#store.packs) await this.#pack(pair, signal, only, first)
  }

  marksOf(blob: string): Marks | undefined {
    for (const { index, marks } of this.#packs) {
      const position = positionOf(index, blob)
      if (position !== -1 && marks[position]) return marks[position]
    }
    return undefined
  }

  async content(bytes: Uint8Array): Promise<Marks> {
    await this.#executor.room()
    const outcome = await this.#executor.run(CONTENT, { input: null, bytes, where: 'a content' })
    this.blobs++
    this.bytes += bytes.length
    if (outcome.ok) return outcome.value
    this.#items.push({ type: 'fault', fault: outcome.fault })
    return NO_MARKS
  }

  items(): SourceItem[] {
    return this.#items
  }

  /** A pack that cannot be read directly is left to git: its blobs stay unlooked at here. */
  async #pack(
    { pack, index: file }: PackPair,
    signal: AbortSignal,
    only?: Iterable<string>,
    first?: Promise<unknown>,
  ): Promise<void> {
    const index = indexOf(file, this.#store.hash)
    if (!index) return
    this.#executor.expect(sizeOf(pack) * WORK)
    const layout = layoutIn(pack, index)
    if (!layout) return
    const marks = new Array<Marks | undefined>(index.count).fill(undefined)
    this.#packs.push({ index, marks })
    this.#progress.expect(layout.blobs)
    const open_: Promise<void>[] = []
    const wanted = only && rootsOf(only, index, layout)
    for (const roots of shares(layout, SHARE, wanted)) {
      await this.#executor.room()
      await new Promise((next) => setImmediate(next))
      await this.#unoccupied(first)
      if (signal.aborted) break
      const job = { input: { layout, roots }, weight: WAITING, where: pack }
      open_.push(
        this.#executor.run(PACK, job).then((outcome) => {
          if (outcome.ok) this.#take(outcome.value, layout, marks, roots)
          else this.#items.push({ type: 'fault', fault: outcome.fault })
        }),
      )
    }
    await this.#executor.help()
    await Promise.all(open_)
  }

  /** Waits until a worker takes the next job, or this thread has nothing better to do. */
  async #unoccupied(first: Promise<unknown> | undefined): Promise<void> {
    let done = first === undefined
    first?.then(() => {
      done = true
    })
    while (!done && this.#executor.busy) await Promise.race([first, soon(PAUSE)])
  }

  #take(seen: PackMarks, layout: Layout, marks: (Marks | undefined)[], roots: Int32Array): void {
    this.blobs += seen.blobs
    this.bytes += seen.bytes
    this.#progress.add({ fragments: seen.blobs, bytes: seen.bytes, findings: 0 })
    const broken = new Set(seen.broken.map((b) => b.object))
    for (const root of roots) markFamily(root, layout, marks, broken)
    seen.objects.forEach((object, i) => {
      marks[layout.position[object]!] = seen.sets[seen.setOf[i]!]!
    })
  }
}

/** The objects without a base from which the given blobs are made. */
function rootsOf(blobs: Iterable<string>, index: PackIndex, { base, position }: Layout): ReadonlySet<number> {
  const objects = new Int32Array(index.count)
  position.forEach((at, object) => {
    objects[at] = object
  })
  const roots = new Set<number>()
  for (const blob of blobs) {
    const at = positionOf(index, blob)
    if (at === NONE) continue
    let object = objects[at]!
    for (let steps = 0; base[object] !== NONE && steps < index.count; steps++) object = base[object]!
    roots.add(object)
  }
  return roots
}

/** Everything of a family was looked at, but for what is broken and what builds on that. */
function markFamily(root: number, layout: Layout, marks: (Marks | undefined)[], broken: ReadonlySet<number>): void {
  const open = [root]
  for (let object = open.pop(); object !== undefined; object = open.pop()) {
    if (broken.has(object)) continue
    marks[layout.position[object]!] = NO_MARKS
    for (let c = layout.child[object]!; c !== NONE; c = layout.sibling[c]!) open.push(c)
  }
}

// Of a pack that cannot be read git says what is wrong with it.

function sizeOf(pack: string): number {
  return statSync(pack, { throwIfNoEntry: false })?.size ?? 0
}

function indexOf(file: string, hash: number): PackIndex | undefined {
  try {
    return readPackIndex(file, hash)
  } catch {
    return undefined
  }
}

function layoutIn(pack: string, index: PackIndex): Layout | undefined {
  try {
    return layoutOf(pack, index, openKernel()) // one of its own: its memory goes when the layout is made
  } catch {
    return undefined
  }
}
