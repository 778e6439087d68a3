// Owns: the compact filter over known values: their shapes, then a Bloom filter (Bloom 1970) under a fast keyed hash.
// It says "surely not" or "perhaps"; whoever is told "perhaps" asks an exact table.
// Must not know: where the values come from, or how the filter is stored. It is key material: see vault/index-file.ts.

/** A filter as plain data, so that it can cross to a worker. `bits.length` is a power of two. */
export interface ValueFilter {
  readonly seed: number
  readonly bits: Uint8Array
  /** `shapes[length * 128 + kinds]` is 1 when a value of that many bytes and those kinds of characters is known. */
  readonly shapes: Uint8Array
  /** `reach[kinds]`: the longest value that has at least these kinds of characters. */
  readonly reach: Uint16Array
  /** Bytes of the shortest value. */
  readonly shortest: number
  /** Some value holds a space, so quoted strings and the rest of assignment lines are asked about as a whole. */
  readonly spaced: boolean
}

/** Longest value, in bytes, that is looked for as one span. Longer ones are known by their lines. */
export const MAX_VALUE = 512
/** Bytes of `shapes`. */
export const SHAPES = (MAX_VALUE + 1) * 128
const PROBES = 8

/** The kind of character of each byte, one bit of seven: lower, upper, digit, inner sign, / and =, parting sign, the rest. */
export const KINDS_OF: Uint8Array = kinds()

function kinds(): Uint8Array {
  const table = new Uint8Array(256).fill(64)
  const put = (characters: string, kind: number) => {
    for (const c of characters) table[c.charCodeAt(0)] = kind
  }
  put('abcdefghijklmnopqrstuvwxyz', 1)
  put('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 2)
  put('0123456789', 4)
  put('-_.~!+$#%^*', 8)
  put('/=', 16)
  put(':@,;()[]{}<>|\\?&', 32)
  return table
}

/** One step of the running hash (FNV-1a's, from a secret start). */
export function step(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193)
}

/** Avalanche of a finished hash (the finaliser of MurmurHash3, public domain). */
function finish(hash: number): number {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Second, independent hash; only asked when the first probe hit. */
function second(seed: number, bytes: Uint8Array, start: number, end: number): number {
  let h = ~seed
  for (let i = start; i < end; i++) {
    h = Math.imul(h ^ bytes[i]!, 0x85ebca6b)
    h = (h << 13) | (h >>> 19)
  }
  return finish(h ^ (end - start)) | 1
}

/** Whether bytes[start, end) is perhaps a known value. */
export function perhaps(filter: ValueFilter, bytes: Uint8Array, start: number, end: number): boolean {
  const { bits, seed } = filter
  const mask = bits.length * 8 - 1
  let hash = seed
  for (let i = start; i < end; i++) hash = step(hash, bytes[i]!)
  let at = finish(hash)
  if (!bitAt(bits, at & mask)) return false
  const stride = second(seed, bytes, start, end)
  for (let i = 1; i < PROBES; i++) {
    at = (at + stride) >>> 0
    if (!bitAt(bits, at & mask)) return false
  }
  return true
}

function bitAt(bits: Uint8Array, index: number): boolean {
  return (bits[index >>> 3]! & (1 << (index & 7))) !== 0
}

/** What a filter keeps of a value: two hashes and its shape. */
export interface ValueTrace {
  readonly at: number
  readonly stride: number
  readonly shape: number
  readonly spaced: boolean
}

/** The trace of a value of at most MAX_VALUE bytes. */
export function traceOf(seed: number, value: Uint8Array): ValueTrace {
  let hash = seed
  let kinds = 0
  for (const byte of value) {
    hash = step(hash, byte)
    kinds |= KINDS_OF[byte]!
  }
  const stride = second(seed, value, 0, value.length)
  return { at: finish(hash), stride, shape: value.length * 128 + kinds, spaced: value.includes(32) }
}

/** A filter of these values: 16 to 32 bits for each, so at most one span in 1,700 is asked about in vain. */
export function filterOf(seed: number, traces: readonly ValueTrace[]): ValueFilter {
  const bits = new Uint8Array(2 ** Math.ceil(Math.log2(Math.max(1024, traces.length * 16))) / 8)
  const shapes = new Uint8Array(SHAPES)
  const mask = bits.length * 8 - 1
  let spaced = false
  for (const trace of traces) {
    let { at } = trace
    for (let i = 0; i < PROBES; i++) {
      const index = at & mask
      bits[index >>> 3]! |= 1 << (index & 7)
      at = (at + trace.stride) >>> 0
    }
    shapes[trace.shape] = 1
    spaced ||= trace.spaced
  }
  return filterFrom(seed, bits, shapes, spaced)
}

/** A filter from its stored parts. */
export function filterFrom(seed: number, bits: Uint8Array, shapes: Uint8Array, spaced: boolean): ValueFilter {
  const first = shapes.indexOf(1)
  return { seed, bits, shapes, reach: reachOf(shapes), shortest: first === -1 ? MAX_VALUE : first >>> 7, spaced }
}

function reachOf(shapes: Uint8Array): Uint16Array {
  const reach = new Uint16Array(128)
  for (let at = shapes.lastIndexOf(1); at !== -1; at = at === 0 ? -1 : shapes.lastIndexOf(1, at - 1)) {
    const kinds = at & 127
    const length = at >>> 7
    if (reach[kinds]! >= length) continue
    for (let some = 0; some < 128; some++) if ((some & kinds) === some) reach[some] = Math.max(reach[some]!, length)
  }
  return reach
}
