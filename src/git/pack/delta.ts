// Owns: applying a delta to its base, and telling which parts of the result are copies of which.
// Must not know: packs, rules.
//
//   size of base · size of result (7 bits a byte) · instructions: 1xxxxxxx copy (offset, length), 0xxxxxxx insert
//
/** What a delta did, as triples: where in the result, where in the base (-1 = inserted), how long. Good until the next. */
export interface Edits {
  readonly triples: Int32Array
  /** Numbers used. */
  readonly length: number
}

/** A delta and the versions that it leads from and to: spans of one memory. */
export interface Patch {
  readonly memory: Buffer
  readonly base: number
  readonly baseSize: number
  /** Where the instructions start and end. */
  readonly from: number
  readonly to: number
  readonly out: number
  readonly size: number
}

/** Reads the two sizes at the head of a delta. Throws when the base is not the one that it was made for. */
export function resultSize(memory: Uint8Array, delta: number, baseSize: number): { size: number; from: number } {
  const base = varint(memory, delta)
  if (base.value !== baseSize) throw new Error('a delta does not fit its base')
  const result = varint(memory, base.next)
  return { size: result.value, from: result.next }
}

function varint(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0
  for (let scale = 1, next = at; scale < 2 ** 49; scale *= 128) {
    const byte = bytes[next++]!
    value += (byte & 127) * scale
    if (byte < 128) return { value, next }
  }
  throw new Error('a delta is damaged')
}

/** Copies up to this length cost less byte by byte than as a call. */
const SHORT = 12

/** Applies deltas; keeps its table between calls. */
export class Patcher implements Edits {
  triples = new Int32Array(3 * 256)
  length = 0

  /** Writes the result. Throws when the delta is damaged; it writes nowhere but into the result. */
  apply({ memory, base, baseSize, from, to, out, size }: Patch): void {
    this.length = 0
    let p = from
    let w = 0
    while (p < to) {
      const op = memory[p++]!
      let source = -1
      let length = op
      let at = p
      if (op & 128) {
        source = 0
        length = 0
        if (op & 1) source = memory[p++]!
        if (op & 2) source |= memory[p++]! << 8
        if (op & 4) source |= memory[p++]! << 16
        if (op & 8) source += memory[p++]! * 2 ** 24
        if (op & 16) length = memory[p++]!
        if (op & 32) length |= memory[p++]! << 8
        if (op & 64) length |= memory[p++]! << 16
        if (length === 0) length = 0x10000
        if (source + length > baseSize) throw new Error('a delta reaches too far')
        at = base + source
      } else p += op
      if (length === 0 || w + length > size || p > to) throw new Error('a delta is damaged')
      const target = out + w
      if (length > SHORT) memory.copyWithin(target, at, at + length)
      else for (let i = 0; i < length; i++) memory[target + i] = memory[at + i]!
      this.#note(w, source, length)
      w += length
    }
    if (w !== size) throw new Error('a delta is cut short')
  }

  /** Copies that go on where the last one ended are one; so are insertions. */
  #note(at: number, source: number, length: number): void {
    const last = this.length - 3
    const t = this.triples
    if (last >= 0) {
      const before = t[last + 1]!
      if (source < 0 ? before < 0 : before >= 0 && before + t[last + 2]! === source) {
        t[last + 2]! += length
        return
      }
    }
    if (this.length + 3 > t.length) {
      this.triples = new Int32Array(t.length * 2)
      this.triples.set(t)
    }
    this.triples[this.length++] = at
    this.triples[this.length++] = source
    this.triples[this.length++] = length
  }
}
