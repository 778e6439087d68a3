// Owns: everything that a history's commits brought, in a few numbers each: so that a finding can be attributed later
// without asking git again.
// Must not know: contents, rules.
import type { TreeChange } from '../git/changes.ts'

/** Numbers names. */
class Names {
  readonly #numbers = new Map<string, number>()
  readonly list: string[] = []
  #last = ''
  #number = -1

  numberOf(name: string): number {
    if (name === this.#last) return this.#number // the changes of a commit follow each other
    let number = this.#numbers.get(name)
    if (number === undefined) {
      number = this.list.push(name) - 1
      this.#numbers.set(name, number)
    }
    this.#last = name
    return (this.#number = number)
  }
}

/** A growing array of numbers. */
class Column {
  #values = new Int32Array(1 << 12)
  length = 0

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(this.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.length++] = value
  }

  at(index: number): number {
    return this.#values[index]!
  }
}

/** One change, by numbers. */
export interface Row {
  readonly commit: string
  readonly path: number
  readonly blob: number
  /** What it replaced, in each parent that had the path; empty when the path is new. */
  readonly olds: readonly number[]
}

/** The changes of a history. */
export class Ledger {
  readonly #commits = new Names()
  readonly #paths = new Names()
  readonly #blobs = new Names()
  readonly #commit = new Column()
  readonly #path = new Column()
  readonly #blob = new Column()
  readonly #firstOld = new Column()
  readonly #olds = new Column()

  add({ commit, path, oid, olds }: TreeChange): void {
    this.#commit.push(this.#commits.numberOf(commit))
    this.#path.push(this.#paths.numberOf(path))
    this.#blob.push(this.#blobs.numberOf(oid))
    this.#firstOld.push(this.#olds.length)
    for (const old of olds) this.#olds.push(this.#blobs.numberOf(old))
  }

  /** Names of all contents that came or went, by their number. */
  get blobs(): readonly string[] {
    return this.#blobs.list
  }

  get paths(): readonly string[] {
    return this.#paths.list
  }

  /** Commits that changed something. */
  get commits(): number {
    return this.#commits.list.length
  }

  get size(): number {
    return this.#commit.length
  }

  /** The number of the content that a change brought. */
  blobOf(row: number): number {
    return this.#blob.at(row)
  }

  pathOf(row: number): number {
    return this.#path.at(row)
  }

  row(row: number): Row {
    const from = this.#firstOld.at(row)
    const to = row + 1 < this.#firstOld.length ? this.#firstOld.at(row + 1) : this.#olds.length
    return {
      commit: this.#commits.list[this.#commit.at(row)]!,
      path: this.#path.at(row),
      blob: this.#blob.at(row),
      olds: Array.from({ length: to - from }, (_, i) => this.#olds.at(from + i)),
    }
  }
}
