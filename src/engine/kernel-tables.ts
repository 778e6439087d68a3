// Owns: the tables that the kernel's loops run over: keywords, the signs of encoded values, and what bytes are; in its memory.
// Must not know: what is looked at.
import type { Kernel } from '../kernel/kernel.ts'
import type { Automaton } from './automaton.ts'
import { BASE64_VALUE } from './decoders/base64.ts'
import { HEX_VALUE } from './decoders/decoder.ts'
import { SMALL, signTable } from './decoders/index.ts'
import { IS_DIGIT } from './decoders/runs.ts'
import { REACH, SPELT } from './views.ts'

/** Puts the tables there; once for each kernel. */
export function putTables({ memory, loops }: Kernel, keywords: Automaton): void {
  const { classes, table, shift, firstOutput, outputs, lengths } = keywords
  loops.setKeywords(
    memory.put(classes),
    memory.put(inBytes(table)),
    shift,
    memory.put(firstOutput),
    memory.put(outputs),
    memory.put(lengths),
    lengths.reduce((most, length) => Math.max(most, length), 0),
  )
  const signs = signTable()
  loops.setSigns(memory.put(signs.classes), memory.put(inBytes(signs.table)), memory.put(SPELT), REACH, SMALL)
  loops.setBytes(memory.put(byteKinds()))
}

/** States that are offsets in bytes, and not numbers of a table. */
function inBytes(table: Int32Array): Int32Array {
  return table.map((state) => state * 4)
}

/** What each byte is (bits, see assembly/runs.ts), then its value as a digit of base64. */
function byteKinds(): Uint8Array {
  const kinds = new Uint8Array(512)
  for (let c = 0; c < 256; c++) {
    const value = BASE64_VALUE[c]!
    const isBase32 = (c >= 65 && c <= 90) || (c >= 50 && c <= 55)
    const bits = [IS_DIGIT[c] === 1, HEX_VALUE[c]! >= 0, isBase32, value >= 52]
    kinds[c] = bits.reduce((mask, is, bit) => mask | (is ? 1 << bit : 0), 0)
    kinds[256 + c] = value & 63
  }
  return kinds
}
