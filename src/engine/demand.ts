// Owns: looking for the run of bytes that a rule's every match must hold (pattern/demand.ts): a few reads a window.
// Must not know: patterns.
import type { Demand } from './pattern/demand.ts'

/** A demand ready to ask: `allowed[byte]` = 1 when the byte may stand in the run. */
export interface Wanted {
  readonly length: number
  readonly allowed: Uint8Array
}

/** Makes a demand ready. */
export function wanted({ length, ascii, beyond }: Demand): Wanted {
  const allowed = new Uint8Array(256).fill(beyond ? 1 : 0, 128)
  for (let c = 0; c < 128; c++) allowed[c] = (ascii[c >> 5]! >>> (c & 31)) & 1
  return { length, allowed }
}

/**
 * Does such a run stand in bytes[from, to)? Reads from the end of where a run could stand, and goes on behind the first
 * byte that does not fit, as R. S. Boyer and J. S. Moore do for strings (CACM 20(10), 1977).
 */
export function holdsRun({ length, allowed }: Wanted, bytes: Uint8Array, from: number, to: number): boolean {
  let start = from
  let fits = from // bytes[start, fits) are known to fit
  while (start + length <= to) {
    let i = start + length - 1
    while (i >= fits && allowed[bytes[i]!] === 1) i--
    if (i < fits) return true
    fits = start + length
    start = i + 1
  }
  return false
}
