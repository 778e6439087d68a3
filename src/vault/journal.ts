// Owns: what a sync has hashed so far, in a sealed file, so that a broken one need not begin again.
// Must not know: vaults. A record that was cut off is dropped.
import { randomBytes } from 'node:crypto'
import type { Place } from './contract.ts'
import type { Hashed } from './hashing.ts'
import { KINDS, SALT_BYTES } from './index-file.ts'
import { type IndexKey, pageKeyOf } from './keys.ts'
import { appendPrivate, readPrivate, removePrivate } from './private-file.ts'
import { open, seal } from './seal.ts'

/** A hashed value and where it lives. */
export interface Located {
  readonly hashed: Hashed
  readonly place: Place
}

interface Row {
  readonly tag: string
  readonly entryKey: string
  readonly trace: Hashed['trace']
  readonly place: Place
}

const HEAD = SALT_BYTES + 8
const RECORD_HEAD = 12

/** The journal of one sync: entries done, and what came of them. */
export class Journal {
  readonly salt: Buffer
  readonly done = new Map<string, readonly Located[]>()
  readonly #path: string
  readonly #key: Buffer
  /** Makes block numbers of this run unlike those of a run that broke. */
  readonly #run = randomBytes(4).readUInt32LE() % 2 ** 20
  #count = 0

  /** Takes up the journal at `path` when it was made with the same key; else begins a new one. */
  constructor(path: string, key: IndexKey) {
    this.#path = path
    const old = readPrivate(path)
    const goesOn = old !== undefined && old.length >= HEAD && old.subarray(SALT_BYTES, HEAD).equals(key.id)
    this.salt = goesOn ? old.subarray(0, SALT_BYTES) : randomBytes(SALT_BYTES)
    this.#key = pageKeyOf(key, this.salt)
    if (goesOn) this.#replay(old)
    else {
      removePrivate(path)
      appendPrivate(path, Buffer.concat([this.salt, key.id]))
    }
  }

  add(id: string, values: readonly Located[]): void {
    this.done.set(id, values)
    const rows = values.map((v): Row => {
      const { tag, entryKey, trace } = v.hashed
      return { tag: tag.toString('base64'), entryKey: entryKey.toString('base64'), trace, place: v.place }
    })
    const number = this.#run * 2 ** 32 + this.#count++
    const block = seal(this.#key, KINDS.journal, number, Buffer.from(JSON.stringify([id, rows])))
    const head = Buffer.alloc(RECORD_HEAD)
    head.writeUInt32LE(block.length, 0)
    head.writeDoubleLE(number, 4)
    appendPrivate(this.#path, Buffer.concat([head, block]))
  }

  #replay(bytes: Buffer): void {
    for (let at = HEAD; at + RECORD_HEAD <= bytes.length; ) {
      const length = bytes.readUInt32LE(at)
      const plain = open(
        this.#key,
        KINDS.journal,
        bytes.readDoubleLE(at + 4),
        bytes.subarray(at + RECORD_HEAD, at + RECORD_HEAD + length),
      )
      if (!plain) return
      const [id, rows] = JSON.parse(plain.toString()) as [string, Row[]]
      this.done.set(id, rows.map(located))
      at += RECORD_HEAD + length
    }
  }

  remove(): void {
    removePrivate(this.#path)
  }
}

function located({ tag, entryKey, trace, place }: Row): Located {
  return { hashed: { tag: Buffer.from(tag, 'base64'), entryKey: Buffer.from(entryKey, 'base64'), trace }, place }
}
