// Owns: looking up tags in an index file, lazily: the header and the filter once, then a few pages a look-up.
// Must not know: where the file came from.
import { closeSync, fstatSync, readSync } from 'node:fs'
import type { ValueFilter } from '../core/value-filter.ts'
import { VaultError } from './errors.ts'
import { decodeFilter } from './index-build.ts'
import {
  decodeHeader,
  entriesAt,
  HEADER_BYTES,
  type IndexHeader,
  KINDS,
  PAGE_BYTES,
  PAGE_ROWS,
  ROW_BYTES,
  tableAt,
} from './index-file.ts'
import { type IndexKey, pageKeyOf, seedOf, TAG_BYTES } from './keys.ts'
import { openPrivate } from './private-file.ts'
import { open } from './seal.ts'

/** Reads `length` bytes at `at`; fewer only at the end. */
type ReadAt = (at: number, length: number) => Buffer

/** An opened index. Every part is authenticated when it is read; a bad one throws "corrupt index". */
export class IndexReader {
  readonly header: IndexHeader
  readonly filter: ValueFilter
  readonly #read: ReadAt
  readonly #pageKey: Buffer
  readonly #pages = new Map<number, Buffer>()
  readonly #name: string

  constructor(key: IndexKey, size: number, read: ReadAt, name: string) {
    this.#name = name
    this.#read = read
    const header = decodeHeader(key, read(0, HEADER_BYTES), size)
    if (header === 'corrupt') throw this.#corrupt('its header')
    if (header === 'other key')
      throw new VaultError('index of another key', `the vault index ${name} was made with another key`)
    this.header = header
    this.#pageKey = pageKeyOf(key, header.salt)
    const plain = open(this.#pageKey, KINDS.filter, 0, read(HEADER_BYTES, header.filterBytes))
    if (!plain) throw this.#corrupt('its filter')
    this.filter = decodeFilter(plain, seedOf(key, header.salt))
  }

  /** The sealed entry of a tag, or undefined when no such value is known. */
  find(tag: Buffer): Buffer | undefined {
    let low = 0
    let high = this.header.pages - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (Buffer.compare(this.#page(middle).subarray(0, TAG_BYTES), tag) <= 0) low = middle
      else high = middle - 1
    }
    return this.header.pages === 0 ? undefined : this.#findIn(this.#page(low), tag)
  }

  #findIn(page: Buffer, tag: Buffer): Buffer | undefined {
    let low = 0
    let high = PAGE_ROWS - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const at = middle * ROW_BYTES
      const order = Buffer.compare(page.subarray(at, at + TAG_BYTES), tag)
      if (order === 0) return this.#entry(page.readUInt32LE(at + TAG_BYTES), page.readUInt16LE(at + TAG_BYTES + 4))
      if (order < 0) low = middle + 1
      else high = middle - 1
    }
    return undefined
  }

  #entry(offset: number, length: number): Buffer {
    return this.#read(entriesAt(this.header) + offset, length)
  }

  #page(number: number): Buffer {
    const cached = this.#pages.get(number)
    if (cached) return cached
    const sealed = this.#read(tableAt(this.header) + number * PAGE_BYTES, PAGE_BYTES)
    const page = open(this.#pageKey, KINDS.table, number, sealed)
    if (!page) throw this.#corrupt(`page ${number}`)
    this.#pages.set(number, page)
    return page
  }

  #corrupt(part: string): VaultError {
    return new VaultError('corrupt index', `the vault index ${this.#name} is damaged: ${part} cannot be trusted`)
  }
}

/** Opens an index file, or undefined when there is none. */
export function openIndex(path: string, key: IndexKey): { readonly reader: IndexReader; close(): void } | undefined {
  const fd = openPrivate(path)
  if (fd === undefined) return undefined
  try {
    const reader = new IndexReader(key, fstatSync(fd).size, (at, length) => readAt(fd, at, length), path)
    return { reader, close: () => closeSync(fd) }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** A reader of an index in memory. */
export function readerOf(bytes: Buffer, key: IndexKey, name: string): IndexReader {
  return new IndexReader(key, bytes.length, (at, length) => bytes.subarray(at, at + length), name)
}

function readAt(fd: number, at: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length)
  let got = 0
  while (got < length) {
    const n = readSync(fd, buffer, got, length - got, at + got)
    if (n === 0) break
    got += n
  }
  return buffer.subarray(0, got)
}
