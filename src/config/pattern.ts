// Owns: why RE2 does not take a pattern, told for people: where in the pattern, what it is, what to write instead.
// Must not know: the engine; it is given RE2's own words.

/** What is wrong with a pattern. */
export interface PatternFault {
  /** 1-based character of the pattern; undefined when it is not known. */
  readonly at?: number
  readonly what: string
  readonly instead: string
}

interface Construct {
  readonly pattern: RegExp
  readonly what: string
  readonly instead: string
}

const GROUP = 'match the surroundings and put the secret in a group'

/** Looked for at each position outside of character classes, in this order. `$&` is what was found. */
const CONSTRUCTS: readonly Construct[] = [
  {
    pattern: /\(\?<?!/y,
    what: '$& looks around, which RE2 cannot',
    instead: 'match without it and drop what you do not want with regexes of an allowlist of the rule',
  },
  { pattern: /\(\?<?=/y, what: '$& looks around, which RE2 cannot', instead: `${GROUP}: key=(\\w+)` },
  {
    pattern: /\\[1-9]|\\[kg][<{']\w+[>}']|\(\?P=\w+\)/y,
    what: '$& refers back to a group, which RE2 cannot',
    instead: 'write each case as an alternative: (?:"[^"]*"|\'[^\']*\')',
  },
  { pattern: /\(\?>/y, what: '$& is an atomic group', instead: 'write (?: as RE2 never backtracks' },
  {
    pattern: /\(\?\(|\(\?R\)|\(\?&\w+\)|\(\?\d+\)/y,
    what: '$& is a condition or a recursion, which RE2 has not',
    instead: 'write the cases as alternatives',
  },
  {
    pattern: /\(\?#[^)]*\)?/y,
    what: '$& is a comment, which RE2 has not',
    instead: 'put the comment into the TOML file',
  },
  {
    pattern: /\(\?[imsU-]*x/y,
    what: 'the flag x (free spacing) is not in RE2',
    instead: 'write the pattern without spaces and comments',
  },
  { pattern: /\\Z/y, what: '$& is not in RE2', instead: '\\z or $ (the end of the text)' },
  { pattern: /\\h/y, what: '$& is not in RE2', instead: '[ \\t]' },
  { pattern: /\\R/y, what: '$& is not in RE2', instead: '\\r?\\n' },
  { pattern: /\\K/y, what: '$& is not in RE2', instead: `${GROUP}` },
  { pattern: /\\e/y, what: '$& is not in RE2', instead: '\\x1b' },
  { pattern: /\\u([0-9A-Fa-f]{4})/y, what: '$& is JavaScript, not RE2', instead: '\\x{$1}' },
  { pattern: /\\c[A-Za-z]/y, what: '$& is not in RE2', instead: '\\x and two hexadecimal digits' },
  { pattern: /\\C/y, what: '$& (one byte) is not in every RE2', instead: 'a dot' },
]

/**
 * Explains RE2's refusal. `error` is undefined when RE2 took the pattern: what one implementation of RE2 takes and
 * another does not is a fault all the same. Gives undefined when there is none.
 */
export function patternFault(pattern: string, error: string | undefined): PatternFault | undefined {
  return construct(pattern, error === undefined) ?? (error === undefined ? undefined : fromWords(pattern, error))
}

/** Only these are taken by one implementation and refused by others. */
const DIFFER = /^\\[ucC]/

function construct(pattern: string, taken: boolean): PatternFault | undefined {
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    if (pattern.startsWith('\\Q', i)) {
      const end = pattern.indexOf('\\E', i)
      if (end === -1) return undefined
      i = end + 1
      continue
    }
    const fault = inClass && pattern[i] !== '\\' ? undefined : constructAt(pattern, i)
    if (fault && (!taken || DIFFER.test(pattern.slice(i)))) return fault
    if (pattern[i] === '\\') i++
    else if (inClass) inClass = pattern[i] !== ']'
    else if (pattern[i] === '[') {
      inClass = true
      if (pattern[i + 1] === '^') i++
      if (pattern[i + 1] === ']') i++
    }
  }
  return undefined
}

function constructAt(pattern: string, i: number): PatternFault | undefined {
  if (pattern[i] !== '(' && pattern[i] !== '\\') return undefined
  for (const { pattern: regex, what, instead } of CONSTRUCTS) {
    regex.lastIndex = i
    const found = regex.exec(pattern)
    if (found) {
      return { at: i + 1, what: what.replace('$&', found[0]), instead: instead.replace('$1', found[1] ?? '') }
    }
  }
  return undefined
}

/** RE2's words -> the same for people. Both implementations' wordings. */
function fromWords(pattern: string, error: string): PatternFault {
  const words = error.replace(/^error parsing regexp: /, '')
  const piece = (/: `?(.*?)`?$/s.exec(words)?.[1] ?? '').replace(/^.*: /s, '')
  const index = piece === '' ? -1 : pattern.indexOf(piece)
  const fault = (what: string, instead: string): PatternFault => ({
    ...(index < 0 ? {} : { at: index + 1 }),
    what,
    instead,
  })
  if (/repetition size|repeat count/.test(words)) {
    return /(\d+),(\d+)/.test(piece) && Number(/\d+/.exec(piece)![0]) > Number(/,(\d+)/.exec(piece)![1])
      ? fault(`${piece} counts down`, 'write the smaller number first')
      : fault(`${piece} repeats more than 1000 times (nested repeats multiply)`, 'split it: x{1000}x{500}, or {1000,}')
  }
  if (/no argument for repetition|missing argument to repetition/.test(words)) return globOr(pattern, piece, fault)
  if (/(bad|invalid nested) repetition/.test(words)) {
    return fault(
      `${piece} repeats a repetition`,
      'leave out the second one: RE2 never backtracks, so it needs no possessive form',
    )
  }
  if (/escape sequence/.test(words))
    return fault(`${piece} is no escape of RE2`, 'write the character itself, or \\x{...} with its code')
  if (/unexpected \)/.test(words)) {
    return { at: 1 + unopened(pattern), what: 'a ) too many', instead: 'remove it or write \\)' }
  }
  if (/missing (closing )?\)/.test(words))
    return fault('a group is not closed', 'add the ) or write \\( for the character')
  if (/missing (closing )?\]/.test(words))
    return fault('a character class is not closed', 'add the ] or write \\[ for the character')
  if (/trailing/.test(words))
    return { at: pattern.length, what: 'it ends in a backslash', instead: 'write \\\\ for the character' }
  if (/too (large|big)/.test(words))
    return fault('it is too large for RE2', 'make the repeats smaller or split the rule')
  return fault(words, 'the syntax is described at https://github.com/google/re2/wiki/Syntax')
}

/** Offset of the first `)` that closes nothing. */
function unopened(pattern: string): number {
  let depth = 0
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]
    if (c === '\\') i++
    else if (inClass) inClass = c !== ']'
    else if (c === '[') inClass = true
    else if (c === '(') depth++
    else if (c === ')' && --depth < 0) return i
  }
  return pattern.length - 1
}

function globOr(pattern: string, piece: string, fault: (what: string, instead: string) => PatternFault): PatternFault {
  const glob = /^(\*\*\/)?\*?[\w./-]*(\*[\w./-]*)*$/.test(pattern)
  if (!glob) return fault(`nothing stands before ${piece} that it could repeat`, 'write \\* for the character')
  return fault('it looks like a glob, and this is a pattern', `write '''${globAsRegex(pattern)}'''`)
}

/** `*.js` -> `\.js$`; `**` crosses slashes, `*` does not. */
function globAsRegex(glob: string): string {
  const body = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/^(\*\*\/)?\*(?!\*)/, '$1')
    .replace(/\*\*\/?/g, '\u0000')
    .replace(/\*/g, '[^/]*')
    .replace(/^\u0000/, '(?:^|/)')
    .replaceAll('\u0000', '.*')
  return `${body}$`
}

/**
 * `^a|b|c$` anchors only its first and its last alternative, which is hardly ever meant. True for such a pattern:
 * no group around the alternatives, `^` in front of the first only and `$` behind the last only.
 */
export function anchorsHalf(pattern: string): boolean {
  const parts = alternatives(pattern)
  if (parts.length < 2) return false
  const starts = parts.map((p) => /^(\(\?[a-z]+\))?(\^|\\A)/.test(p))
  const ends = parts.map((p) => /(^|[^\\])(\\\\)*(\$|\\z)$/.test(p))
  const firstOnly = starts[0] && !starts.slice(1).some(Boolean) && !ends[0]
  const lastOnly = ends.at(-1) && !ends.slice(0, -1).some(Boolean) && !starts.at(-1)
  return Boolean(firstOnly && lastOnly)
}

/** The alternatives of a pattern that no group encloses. */
function alternatives(pattern: string): string[] {
  const parts = ['']
  let depth = 0
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!
    if (c === '|' && depth === 0 && !inClass) {
      parts.push('')
      continue
    }
    const text = c === '\\' ? c + (pattern[++i] ?? '') : c
    parts[parts.length - 1] += text
    if (text.length > 1) continue
    if (inClass) inClass = c !== ']'
    else if (c === '[') {
      inClass = true
      const lead = /^\^?\]?/.exec(pattern.slice(i + 1))![0]
      parts[parts.length - 1] += lead
      i += lead.length
    } else if (c === '(') depth++
    else if (c === ')') depth--
  }
  return parts
}
