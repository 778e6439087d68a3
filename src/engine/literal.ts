// Owns: looking for a text, in whatever case, that every match of a rule holds (pattern/literal.ts).
// Must not know: patterns.
import { folded } from './fold.ts'

/** A text ready to look for. */
export interface Literal {
  /** In lower case. */
  readonly bytes: Uint8Array
  /** By byte at the end of where it may stand: how far on it may stand next. R. N. Horspool, Software 10(6), 1980. */
  readonly steps: Uint8Array
  /** One of its letters has a form beyond ASCII (fold.ts). */
  readonly folds: boolean
}

/** Makes a text in ASCII and lower case ready. */
export function literal(text: string): Literal {
  const bytes = Buffer.from(text, 'latin1')
  const steps = new Uint8Array(256).fill(bytes.length)
  for (let i = 0; i < bytes.length - 1; i++) {
    const step = bytes.length - 1 - i
    steps[bytes[i]!] = step
    if (isLetter(bytes[i]!)) steps[bytes[i]! - 32] = step
  }
  return { bytes, steps, folds: /[kis]/.test(text) }
}

/** Whether the text may stand in `bytes`. */
export function mayHold(literal: Literal, bytes: Uint8Array): boolean {
  return stands(literal, bytes) || (literal.folds && folded(bytes) !== undefined)
}

/** Alone in its function: see `findKeywords` for what V8 makes of code behind a long loop. */
function stands({ bytes: wanted, steps }: Literal, bytes: Uint8Array): boolean {
  const last = wanted.length - 1
  for (let at = last; at < bytes.length; at += steps[bytes[at]!]!) {
    let i = last
    while (i >= 0 && lower(bytes[at - last + i]!) === wanted[i]) i--
    if (i < 0) return true
  }
  return false
}

function isLetter(byte: number): boolean {
  return byte >= 97 && byte <= 122
}

function lower(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte
}
