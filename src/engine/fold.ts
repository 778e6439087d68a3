// Owns: characters beyond ASCII that fold to an ASCII letter (U+212A, U+017F, U+0130): a copy of the text in which they are
// that letter, for the keyword automaton, and the way back to offsets of the text.
// Must not know: keywords.
import { isAscii } from 'node:buffer'

const FOLDS: readonly (readonly [Buffer, number])[] = [
  [Buffer.from('\u212a'), 0x6b],
  [Buffer.from('\u017f'), 0x73],
  [Buffer.from('\u0130'), 0x69],
]

/** A text with those characters folded. */
export interface Folded {
  readonly bytes: Uint8Array
  /** Offset in the folded text -> offset in the text. */
  original(offset: number): number
}

/** What stands in a text in which nothing folds. */
export function lettersOf(bytes: Uint8Array): 'ascii' | 'plain' {
  return isAscii(bytes) ? 'ascii' : 'plain'
}

/** The folded text, or undefined when there is nothing to fold, which is nearly always. */
export function folded(bytes: Uint8Array): Folded | undefined {
  if (isAscii(bytes)) return undefined
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const places = FOLDS.flatMap(([sequence, letter]) => placesOf(text, sequence, letter)).sort((a, b) => a.at - b.at)
  return places.length === 0 ? undefined : withFolds(text, places)
}

interface Place {
  readonly at: number
  readonly length: number
  readonly letter: number
}

function placesOf(text: Buffer, sequence: Buffer, letter: number): Place[] {
  const places: Place[] = []
  for (let at = text.indexOf(sequence); at !== -1; at = text.indexOf(sequence, at + 1)) {
    places.push({ at, length: sequence.length, letter })
  }
  return places
}

function withFolds(text: Buffer, places: readonly Place[]): Folded {
  const saved = places.reduce((sum, p) => sum + p.length - 1, 0)
  const bytes = Buffer.alloc(text.length - saved)
  const ends = new Int32Array(places.length) // folded offset just after the letter
  const extra = new Int32Array(places.length) // bytes saved up to there
  let from = 0
  let to = 0
  places.forEach(({ at, length, letter }, i) => {
    to += text.copy(bytes, to, from, at)
    bytes[to++] = letter
    from = at + length
    ends[i] = to
    extra[i] = from - to
  })
  text.copy(bytes, to, from)
  return { bytes, original: (offset) => offset + (extra[lastAtMost(ends, offset)] ?? 0) }
}

/** Index of the last entry that is at most `value`, -1 when there is none. */
function lastAtMost(sorted: Int32Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
