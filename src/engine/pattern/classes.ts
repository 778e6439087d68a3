// Owns: the named classes of RE2: \d \s \w, POSIX, \pL.
// Must not know: where they stand in a pattern.
import { type CharSet, complement, rangeSet, setOf, union } from './char-set.ts'

const DIGIT = rangeSet([48, 57])
const LOWER = rangeSet([97, 122])
const UPPER = rangeSet([65, 90])
const ALPHA = union(LOWER, UPPER)
const SPACE = setOf('\t\n\f\r ')

/** \d \s \w and their opposites; ASCII only, as in RE2. */
export const PERL: Readonly<Record<string, CharSet>> = {
  d: DIGIT,
  D: complement(DIGIT),
  s: SPACE,
  S: complement(SPACE),
  w: union(ALPHA, DIGIT, setOf('_')),
  W: complement(union(ALPHA, DIGIT, setOf('_'))),
}

/** The names of [[:name:]]. */
export const POSIX: Readonly<Record<string, CharSet>> = {
  alnum: union(ALPHA, DIGIT),
  alpha: ALPHA,
  ascii: rangeSet([0, 127]),
  blank: setOf('\t '),
  cntrl: rangeSet([0, 31], [127, 127]),
  digit: DIGIT,
  graph: rangeSet([33, 126]),
  lower: LOWER,
  print: rangeSet([32, 126]),
  punct: rangeSet([33, 47], [58, 64], [91, 96], [123, 126]),
  space: setOf('\t\n\v\f\r '),
  upper: UPPER,
  word: PERL.w!,
  xdigit: union(DIGIT, rangeSet([65, 70], [97, 102])),
}

/** Characters of ASCII in the Unicode categories that rules use. Others are not known. */
const CATEGORIES: Readonly<Record<string, CharSet>> = {
  L: ALPHA,
  Ll: LOWER,
  Lu: UPPER,
  N: DIGIT,
  Nd: DIGIT,
}

/** \p{name} or \P{name}, exact for ASCII; undefined when we do not know the category. */
export function unicodeClass(name: string, negated: boolean): CharSet | undefined {
  const positive = !name.startsWith('^')
  const known = CATEGORIES[positive ? name : name.slice(1)]
  if (!known) return undefined
  return negated === positive ? complement(known) : { ...known, wide: true }
}
