// Owns: the map of decoders, their precedence, and the one call that finds all encoded parts of a text.
// Must not know: views, rules. A new decoder is one file and one line here.
import { concatenation } from './concatenation.ts'
import type { Budget, Decoder, Segment } from './decoder.ts'
import { entities } from './entities.ts'
import { escapes } from './escapes.ts'
import { percent } from './percent.ts'
import { quotedPrintable } from './quoted-printable.ts'
import { IS_DIGIT, runs } from './runs.ts'
import { type Signs, signsIn, signsOf } from './signs.ts'
import { unicode } from './unicode.ts'
import { utf16 } from './utf16.ts'

/** Every decoder by name. `runs` finds hexadecimal, base64 (with gzip, zlib or UTF-16 inside) and base32. */
export const DECODERS: Readonly<Record<string, Decoder>> = {
  percent,
  unicode,
  escapes,
  entities,
  'quoted-printable': quotedPrintable,
  concatenation,
  'utf-16': utf16,
  runs,
}

/** In larger texts every sign stands somewhere, and the decoders' own searches are fast. */
export const SMALL = 8192
const ALL = -1

/** Those that have a sign come first: the others are always asked. */
const EACH = Object.values(DECODERS).sort((a, b) => Number(a.sign === undefined) - Number(b.sign === undefined))
const SIGNS = EACH.flatMap(({ sign }) => sign ?? [])
const SPREADS = EACH.flatMap(({ spreads }) => spreads ?? [])
const ALWAYS = ALL << SIGNS.length
const SIGNED = ~ALWAYS
/** A bit for each pattern of `signTable` that tells something of all the text in which it matches. */
export const SPREADING = ((1 << SPREADS.length) - 1) << SIGNS.length
/** The table costs as much as asking all decoders about so many texts: a hook never needs it. */
const MANY = 200
let texts = 0
let signs: Signs | undefined

/** A bit for each decoder that may have something to do. */
function askedIn(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > SMALL || (!signs && texts++ < MANY)) return ALL
  return signsIn(signTable(), bytes, from, to) | ALWAYS
}

/** The same where it is known which patterns of `signTable` match, a bit for each, and whether a run of digits may hold text (the highest bit). */
export function askedFor(found: number): number {
  return (found & SIGNED) | (found < 0 ? ALWAYS : 0)
}

/** The table of the signs of all decoders but `runs`, which finds what has no sign; then of what tells something of all the text. */
export function signTable(): Signs {
  signs ??= signsOf([...SIGNS, ...SPREADS])
  return signs
}

/** Of two neighbours the one with the smaller number is decoded first; the other waits for the next pass. */
const RANK: Readonly<Record<string, number>> = { percent: 0, unicode: 1, hex: 3, base64: 4, base32: 5 }
const OTHER_RANK = 2

/** The kinds that gitleaks has too, in the order in which its tags name them. */
export const SHARED_KINDS: readonly string[] = ['percent', 'unicode', 'hex', 'base64']

/**
 * The encoded parts of bytes[from, to) that can be decoded now: sorted, disjoint. Linear in time, never throws. `second` receives
 * the parts that gave way to a seam between two literals: that these make one value is a guess, so the parts are worth a look, too.
 * `asked` says which decoders may have something to do, where that is known.
 */
export function segmentsOf(
  bytes: Uint8Array,
  from: number,
  to: number,
  budget: Budget,
  second?: Segment[],
  asked = askedIn(bytes, from, to),
): Segment[] {
  const found: Segment[] = []
  let kinds = 0
  const text = to === bytes.length ? bytes : bytes.subarray(0, to) // searches end where the range does
  EACH.forEach((decoder, n) => {
    if (((asked >> n) & 1) === 0) return
    const before = found.length
    decoder.find(text, from, to, (segment) => found.push(segment), budget)
    if (found.length > before) kinds++
  })
  if (kinds > 1 || found.some((s) => s.via[0] === 'unicode' || s.via[0] === 'concatenation')) {
    found.sort(byPlace)
  }
  const losers: Segment[] = []
  const kept = withoutNeighbours(found, losers)
  second?.push(...withoutNeighbours(losers.sort(byPlace), []))
  return kept
}

function byPlace(a: Segment, b: Segment): number {
  return a.start - b.start || rankOf(a) - rankOf(b)
}

/** Of those that collide the first by rank; `losers` receives what gave way to a seam. */
function withoutNeighbours(found: readonly Segment[], losers: Segment[]): Segment[] {
  const kept: Segment[] = []
  for (const segment of found) {
    let stays = true
    for (let last = kept.at(-1); last && stays && collide(last, segment); last = kept.at(-1)) {
      stays = rankOf(segment) < rankOf(last)
      const loser = stays ? kept.pop()! : segment
      if (isSeam(stays ? segment : last) && !isSeam(loser)) losers.push(loser)
    }
    if (stays) kept.push(segment)
  }
  return kept
}

function isSeam({ via }: Segment): boolean {
  return via[0] === 'concatenation'
}

/** Overlapping parts collide; touching ones too, when what is decoded may continue the neighbour's digits. */
function collide(a: Segment, b: Segment): boolean {
  if (b.start < a.end) return true
  return b.start === a.end && rankOf(a) !== rankOf(b) && continues(a) && continues(b)
}

function continues({ via, bytes }: Segment): boolean {
  if (bytes.length === 0 || SHARED_KINDS.includes(via[0] as string)) return true
  return IS_DIGIT[bytes[0]!] === 1 || IS_DIGIT[bytes[bytes.length - 1]!] === 1
}

function rankOf(segment: Segment): number {
  return RANK[segment.via[0] as string] ?? OTHER_RANK
}
