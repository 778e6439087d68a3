// Owns: the index key and everything derived from it: tags of values, keys of entries, seeds of the filter.
// Must not know: where a key comes from, or how an index is laid out.
import { createHash, createHmac } from 'node:crypto'

/** Bytes of a tag: 128 bits of HMAC-SHA256, so a false hit does not happen. */
export const TAG_BYTES = 16
/** Bytes of an index key. */
export const KEY_BYTES = 32

/** The key of one index. It lives in memory and in files of mode 0600, and shows as "[key]". */
export class IndexKey {
  readonly #bytes: Buffer

  constructor(bytes: Uint8Array) {
    if (bytes.length !== KEY_BYTES) throw new RangeError(`an index key has ${KEY_BYTES} bytes`)
    this.#bytes = Buffer.from(bytes)
  }

  /** HMAC-SHA256 of `label`, NUL, `data`. Labels keep the uses of the key apart. */
  mac(label: string, ...data: readonly Uint8Array[]): Buffer {
    const mac = createHmac('sha256', this.#bytes).update(`${label}\0`)
    for (const part of data) mac.update(part)
    return mac.digest()
  }

  /** A public name of the key: 8 bytes, from which the key cannot be found. */
  get id(): Buffer {
    return this.mac('id').subarray(0, 8)
  }

  /** The bytes, for the 0600 file. */
  bytes(): Buffer {
    return Buffer.from(this.#bytes)
  }

  toString(): string {
    return '[key]'
  }

  toJSON(): string {
    return '[key]'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[key]'
  }
}

/** The tag of a value: what an exact table is sorted by and what a prefix is taken from. */
export function tagOf(key: IndexKey, value: Uint8Array): Buffer {
  return key.mac('tag', value).subarray(0, TAG_BYTES)
}

/** The key of a value's entry: only who knows the value can read where it lives. The salt makes it new in each index. */
export function entryKeyOf(key: IndexKey, salt: Uint8Array, value: Uint8Array): Buffer {
  return key.mac('entry', salt, value)
}

/** Key of an index's pages. */
export function pageKeyOf(key: IndexKey, salt: Uint8Array): Buffer {
  return key.mac('pages', salt)
}

/** The secret start of the filter's hashes. */
export function seedOf(key: IndexKey, salt: Uint8Array): number {
  return key.mac('filter', salt).readInt32LE(0)
}

/** A short public name for a set of settings: names the files of one index. */
export function digestName(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32)
}
