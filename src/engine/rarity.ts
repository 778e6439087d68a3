// Owns: how random a piece of text looks: names and words that people write against strings that machines draw.
// Must not know: which rule asks, and where it draws the line. The figures come from rarity-data.ts (scripts/fit-rarity.mjs).
import { LEVELS_PER_BIT, RARITY_DATA } from './rarity-data.ts'

// The model of written text: P(class | three classes before) * P(character | class, two characters before).
// Classes: 0 edge, 1 lower case, 2 upper case, 3 digit, 4 anything else. Letters are folded to lower case.
const CONTEXT = 28
const DIGIT_CONTEXT = 26
const EDGE_CONTEXT = 27
const NO_DIGIT = 10
const LETTERS = CONTEXT * CONTEXT * 26
const DIGITS = LETTERS + 11 * 11 * 10
const CLASSES = DIGITS + 5 * 5 * 5 * 5
/** Length of the table: letters, digits, classes, symbols (the 33 of ASCII by code, then the rest). */
export const RARITY_ENTRIES = CLASSES + 129

/** What the fitting script counts and the score sums up: places in the table, two for each character. */
export type OnEntry = (classEntry: number, characterEntry: number) => void

/** Walks a text and names the table entries that its characters use. Shared with the fitting script. */
export function walkRarity(text: string, onEntry: OnEntry): void {
  let classes = 0
  let before = EDGE_CONTEXT
  let beforeThat = EDGE_CONTEXT
  let digit = NO_DIGIT
  let digitBefore = NO_DIGIT
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const kind = classOf(code)
    // A capital after a small letter begins a word: camelCase.
    if (kind === 2 && classes % 5 === 1) before = beforeThat = EDGE_CONTEXT
    const classEntry = DIGITS + classes * 5 + kind
    if (kind === 1 || kind === 2) {
      const letter = (code | 32) - 97
      onEntry(classEntry, (beforeThat * CONTEXT + before) * 26 + letter)
      beforeThat = before
      before = letter
    } else {
      const value = code - 48
      onEntry(
        classEntry,
        kind === 3 ? LETTERS + (digitBefore * 11 + digit) * 10 + value : CLASSES + Math.min(code, 128),
      )
      beforeThat = before
      before = kind === 3 ? DIGIT_CONTEXT : EDGE_CONTEXT
    }
    digitBefore = kind === 3 ? digit : NO_DIGIT
    digit = kind === 3 ? code - 48 : NO_DIGIT
    classes = (classes * 5 + kind) % 125
  }
}

function classOf(code: number): number {
  if (code >= 97 && code <= 122) return 1
  if (code >= 65 && code <= 90) return 2
  return code >= 48 && code <= 57 ? 3 : 4
}

let table: Uint8Array | undefined

function costs(): Uint8Array {
  table ??= Uint8Array.from(RARITY_DATA, (c) => (c === '!' ? 92 : c.charCodeAt(0)) - 40)
  return table
}

/**
 * How much better chance explains a text than a writer does, in **bits per character**: the mean of
 * log2 P(character drawn evenly from the text's own alphabet) - log2 P(character under a model of words, identifiers and paths).
 *
 *   below 0     words, identifiers, paths, sentences: `customer_address_line`, `getUserById`, `Passw0rd` (95 % of unseen identifiers)
 *   0 .. 0.6    abbreviations and mixtures: `utf8mb4`; keyboard runs; random digits
 *   above 0.6   drawn by a machine: 99 % of random hex of 40 digits, UUIDs, base32, base62 and base64 of 20 characters and more
 *
 * How to use it: ask about the secret alone, never the whole match; multiply by `text.length` for the total evidence in bits
 * (20 bits = a million to one), which is the better figure to add into a score, since short texts scatter. It cannot tell a
 * token from a commit id or a UUID: both are random; that is for the shape and the name. Empty text gives 0. Linear time.
 */
export function rarity(text: string): number {
  if (text === '') return 0
  const cost = costs()
  let written = 0
  walkRarity(text, (classEntry, characterEntry) => {
    written += (cost[classEntry] as number) + (cost[characterEntry] as number)
  })
  return written / LEVELS_PER_BIT / text.length - drawnBits(text)
}

/** Bits per character of an even draw from the smallest usual alphabet that holds the text. */
function drawnBits(text: string): number {
  let lower = 0
  let upper = 0
  let digits = 0
  let symbols = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const kind = classOf(code)
    if (kind === 1) lower |= 1 << (code - 97)
    else if (kind === 2) upper |= 1 << (code - 65)
    else if (kind === 3) digits = 10
    else symbols |= 1 << (code & 31)
  }
  return Math.log2(Math.max(2, digits + lettersOf(lower, upper, digits) + ones(symbols)))
}

const A_TO_F = 0x3f

/** Size of the smallest usual set of letters: six where digits and the letters say hexadecimal. */
function lettersOf(lower: number, upper: number, digits: number): number {
  if (digits > 0 && (lower === 0 || upper === 0) && ((lower | upper) & ~A_TO_F) === 0)
    return (lower | upper) === 0 ? 0 : 6
  return (lower === 0 ? 0 : 26) + (upper === 0 ? 0 : 26)
}

function ones(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}
