// Owns: hashed values -> the bytes of an index file.
// Must not know: values in clear (they were hashed in hashing.ts), or where the bytes go.
import { filterFrom, filterOf, SHAPES, type ValueFilter, type ValueTrace } from '../core/value-filter.ts'
import { encodeHeader, type Hashing, HEADER_BYTES, KINDS, PAGE_BYTES, PAGE_ROWS, ROW_BYTES } from './index-file.ts'
import { type IndexKey, pageKeyOf, seedOf, TAG_BYTES } from './keys.ts'
import { seal } from './seal.ts'

/** One hashed value: all that is kept of it. */
export interface HashedValue {
  readonly tag: Buffer
  readonly trace: ValueTrace
  /** Where it lives, sealed under the value. */
  readonly entry: Buffer
}

/** What an index is built from. */
export interface IndexParts {
  readonly key: IndexKey
  readonly salt: Buffer
  readonly hashing: Hashing
  readonly created: number
  readonly values: readonly HashedValue[]
  /** False: the filter alone, where the exact table stays with a server. */
  readonly table: boolean
}

/** The whole file. Of two values with one tag the first is kept: callers merge places before. */
export function buildIndex(parts: IndexParts): Buffer {
  const rows = unique(byTag(parts.values))
  const pageKey = pageKeyOf(parts.key, parts.salt)
  const filter = seal(pageKey, KINDS.filter, 0, filterPart(parts, rows))
  const kept = parts.table ? rows : []
  const pages = tablePages(pageKey, kept)
  const entries = Buffer.concat(kept.map((r) => r.entry))
  const header = encodeHeader(parts.key, {
    keyId: parts.key.id,
    salt: parts.salt,
    hashing: parts.hashing,
    created: parts.created,
    count: rows.length,
    filterBytes: filter.length,
    pages: pages.length,
    entryBytes: entries.length,
  })
  return Buffer.concat(
    [header, filter, ...pages, entries],
    HEADER_BYTES + filter.length + pages.length * PAGE_BYTES + entries.length,
  )
}

/** Sorted by tag. Its first six bytes tell nearly all apart, and numbers compare fast. */
function byTag(values: readonly HashedValue[]): HashedValue[] {
  return values
    .map((value) => ({ value, head: value.tag.readUIntBE(0, 6) }))
    .sort((x, y) => x.head - y.head || Buffer.compare(x.value.tag, y.value.tag))
    .map(({ value }) => value)
}

function unique(rows: readonly HashedValue[]): HashedValue[] {
  return rows.filter((row, i) => i === 0 || !row.tag.equals(rows[i - 1]!.tag))
}

function filterPart(parts: IndexParts, rows: readonly HashedValue[]): Buffer {
  const filter = filterOf(
    seedOf(parts.key, parts.salt),
    rows.map((r) => r.trace),
  )
  return Buffer.concat([Buffer.of(filter.spaced ? 1 : 0), packed(filter.shapes), filter.bits])
}

const PACKED_SHAPES = Math.ceil(SHAPES / 8)

/** One bit for each byte that is 0 or 1. */
function packed(flags: Uint8Array): Buffer {
  const out = Buffer.alloc(PACKED_SHAPES)
  for (let i = flags.indexOf(1); i !== -1; i = flags.indexOf(1, i + 1)) out[i >> 3]! |= 1 << (i & 7)
  return out
}

/** The filter of an index, from its plain part. */
export function decodeFilter(plain: Buffer, seed: number): ValueFilter {
  const shapes = new Uint8Array(SHAPES)
  for (let i = 0; i < PACKED_SHAPES; i++) {
    const eight = plain[1 + i]!
    for (let bit = 0; eight >> bit > 0; bit++) if (eight & (1 << bit)) shapes[i * 8 + bit] = 1
  }
  return filterFrom(seed, plain.subarray(1 + PACKED_SHAPES), shapes, plain[0] === 1)
}

function tablePages(pageKey: Buffer, rows: readonly HashedValue[]): Buffer[] {
  const pages: Buffer[] = []
  let offset = 0
  for (let first = 0; first < rows.length; first += PAGE_ROWS) {
    const page = Buffer.alloc(PAGE_BYTES - 16)
    const here = rows.slice(first, first + PAGE_ROWS)
    here.forEach((row, i) => {
      row.tag.copy(page, i * ROW_BYTES)
      page.writeUInt32LE(offset, i * ROW_BYTES + TAG_BYTES)
      page.writeUInt16LE(row.entry.length, i * ROW_BYTES + TAG_BYTES + 4)
      offset += row.entry.length
    })
    // the rest of the last page sorts after every tag
    page.fill(0xff, here.length * ROW_BYTES)
    pages.push(seal(pageKey, KINDS.table, pages.length, page))
  }
  return pages
}
