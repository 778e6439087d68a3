// Owns: sets of characters as the analysis needs them: exact for ASCII, never too small beyond it.
// Must not know: patterns.

/**
 * A set that holds at least the characters that a class matches. `ascii[c]` is exact. Beyond ASCII: `long` holds single
 * characters; `wide` = any other may be in it, too.
 */
export interface CharSet {
  readonly ascii: Uint8Array
  readonly long: readonly number[]
  readonly wide: boolean
}

const KELVIN = 0x212a
const LONG_S = 0x17f

/** Characters beyond ASCII that case folding makes equal to a letter of ASCII: lower-case letter for each. */
export const FOLDED: ReadonlyMap<number, string> = new Map([
  [KELVIN, 'k'],
  [LONG_S, 's'],
])

/** The characters are each a byte, but for those that fold to ASCII. */
export function isNarrow(set: CharSet): boolean {
  return !set.wide && set.long.every((c) => FOLDED.has(c))
}

/** The set of the ranges from..to (inclusive code points). */
export function rangeSet(...ranges: readonly (readonly [number, number])[]): CharSet {
  const ascii = new Uint8Array(128)
  const long: number[] = []
  let wide = false
  for (const [from, to] of ranges) {
    for (let c = from; c <= Math.min(to, 127); c++) ascii[c] = 1
    if (to < 128) continue
    if (to - Math.max(from, 128) > 3) wide = true
    else for (let c = Math.max(from, 128); c <= to; c++) long.push(c)
  }
  return { ascii, long, wide }
}

const characters = new Map<number, CharSet>()

/** The set of one character, with its other case if `anyCase`. Made once: a pattern is spelt with few different ones. */
export function characterSet(c: number, anyCase: boolean): CharSet {
  const key = anyCase ? -c - 1 : c
  const before = characters.get(key)
  if (before) return before
  const exact = rangeSet([c, c])
  const set = anyCase ? caseless(exact) : exact
  characters.set(key, set)
  return set
}

/** The set of the characters of a text of ASCII. */
export function setOf(characters: string): CharSet {
  return rangeSet(...[...characters].map((c) => [c.codePointAt(0)!, c.codePointAt(0)!] as const))
}

/** Its characters of ASCII as 128 bits. */
export function asciiWords(set: CharSet): [number, number, number, number] {
  const words: [number, number, number, number] = [0, 0, 0, 0]
  for (let c = 0; c < 128; c++) if (set.ascii[c]) words[c >> 5]! |= 1 << (c & 31)
  return words
}

/** How many bits are set. */
export function sizeOf(words: readonly number[]): number {
  let count = 0
  for (const word of words) for (let rest = word; rest !== 0; rest &= rest - 1) count++
  return count
}

/** Everything that is in one of them. */
export function union(...sets: readonly CharSet[]): CharSet {
  const ascii = new Uint8Array(128)
  for (const set of sets) for (let c = 0; c < 128; c++) if (set.ascii[c]) ascii[c] = 1
  return { ascii, long: [...new Set(sets.flatMap((s) => s.long))], wide: sets.some((s) => s.wide) }
}

/** Everything that is not in it; beyond ASCII that is taken to be anything. */
export function complement(set: CharSet): CharSet {
  return { ascii: set.ascii.map((in_) => 1 - in_), long: [], wide: true }
}

/** Every character. */
export const ANYTHING: CharSet = complement(rangeSet())

/** Every character but the newline. */
export const NOT_NEWLINE: CharSet = complement(setOf('\n'))

/** The set under (?i): Unicode simple folding, so `k` takes in the Kelvin sign and `s` the long s. */
export function caseless(set: CharSet): CharSet {
  const ascii = set.ascii.slice()
  const long = [...set.long]
  for (const [c, letter] of FOLDED) if (set.long.includes(c) || set.wide) ascii[letter.charCodeAt(0)] = 1
  for (let upper = 65; upper <= 90; upper++) ascii[upper] = ascii[upper + 32] = ascii[upper]! | ascii[upper + 32]!
  for (const [c, letter] of FOLDED) if (ascii[letter.charCodeAt(0)] && !long.includes(c)) long.push(c)
  return { ascii, long, wide: set.wide || set.long.some((c) => !FOLDED.has(c)) }
}

/** What stands in a text, as far as that says how long a character can be: `plain` is anything but U+212A and U+017F. */
export type Letters = 'ascii' | 'plain' | 'folded'

/** Most bytes of one of its characters in such a text (UTF-8), 0 when there is none. */
export function mostBytes(set: CharSet, letters: Letters): number {
  const narrow = set.ascii.includes(1) ? 1 : 0
  if (letters === 'ascii') return narrow
  if (set.wide) return 4
  const long = set.long.filter((c) => letters === 'folded' || !FOLDED.has(c))
  return Math.max(narrow, ...long.map((c) => Buffer.byteLength(String.fromCodePoint(c))))
}

/** As many as anybody asks for. */
const MOST_LISTED = 8
const listed = new WeakMap<CharSet, readonly string[]>()

/** Its characters in lower case when there are at most `limit` (8 at the most); undefined when there are more, or it is not known. */
export function lowerCharacters(set: CharSet, limit: number): readonly string[] | undefined {
  if (set.wide) return undefined
  let found = listed.get(set)
  if (!found) {
    found = [...lowered(set)]
    listed.set(set, found)
  }
  return found.length > limit ? undefined : found
}

/** Stops when they are too many. */
function lowered(set: CharSet): Set<string> {
  const found = new Set<string>()
  for (let c = 0; c < 128 && found.size <= MOST_LISTED; c++) {
    if (set.ascii[c]) found.add(String.fromCharCode(c).toLowerCase())
  }
  for (const c of set.long) found.add(FOLDED.get(c) ?? String.fromCodePoint(c))
  return found
}
