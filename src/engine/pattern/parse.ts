// Owns: RE2 syntax -> tree. What it does not know it refuses (throws Unknown): then nothing is claimed about the pattern.
// Must not know: what is asked of the tree. Syntax: https://github.com/google/re2/wiki/Syntax
import type { Node } from './ast.ts'
import { ANYTHING, type CharSet, caseless, characterSet, complement, NOT_NEWLINE, rangeSet, union } from './char-set.ts'
import { PERL, POSIX, unicodeClass } from './classes.ts'

/** The pattern holds something that this parser does not know. */
export class Unknown extends Error {}

interface Flags {
  readonly caseless: boolean
  readonly dotAll: boolean
  /** All flags that hold, as written in a group: 'im'. */
  readonly letters: string
}

/** A parsed pattern. */
export interface Parsed {
  readonly node: Node
  /** Number of capture groups. */
  readonly groups: number
  /** Where the items of the outermost sequence begin in the text, and the flags there; empty for a choice. */
  readonly starts: readonly { readonly at: number; readonly letters: string }[]
}

const EDGE: Node = { type: 'edge' }
const CONTROL: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 }

const parsed = new Map<string, Parsed>()

/** Parses a pattern. Throws Unknown. What was parsed is kept: a pattern is checked first, and analysed when it is hit. */
export function parsePattern(pattern: string): Parsed {
  let made = parsed.get(pattern)
  if (!made) parsed.set(pattern, (made = parse(pattern)))
  return made
}

function parse(pattern: string): Parsed {
  const parser = new Parser(pattern)
  const starts: { at: number; letters: string }[] = []
  const node = parser.choice({ caseless: false, dotAll: false, letters: '' }, starts)
  if (!parser.ended) throw new Unknown('unbalanced )')
  const inSequence = node.type === 'sequence' && node.items.length === starts.length
  return { node, groups: parser.groups, starts: inSequence ? starts : [] }
}

/** Classes by their text, up to the first `]`, where that ends them. */
const classes = new Map<string, CharSet>()

class Parser {
  readonly #text: string
  #at = 0
  groups = 0

  constructor(text: string) {
    this.#text = text
  }

  get ended(): boolean {
    return this.#at >= this.#text.length
  }

  /** a|b|c up to the end of the group. Flags set by (?i) last across |, to the end of the group. */
  choice(given: Flags, starts?: { at: number; letters: string }[]): Node {
    let flags = given
    const branches: Node[][] = [[]]
    while (!this.ended && this.#peek() !== ')') {
      if (this.#take('|')) {
        branches.push([])
        continue
      }
      const set = this.#flagsOnly(flags)
      if (!set) starts?.push({ at: this.#at, letters: flags.letters })
      if (set) flags = set
      else branches.at(-1)!.push(...this.#repeated(flags))
    }
    const items = branches.map((items): Node => (items.length === 1 ? items[0]! : { type: 'sequence', items }))
    return items.length === 1 ? items[0]! : { type: 'choice', items }
  }

  /** (?i) and the like, which hold from here on. */
  #flagsOnly(flags: Flags): Flags | undefined {
    const found = this.#match(/\(\?([imsU]*)(?:-([imsU]+))?\)/y)
    return found && withFlags(flags, found[1]!, found[2])
  }

  /** One atom with its repetitions; \Q..\E gives several. */
  #repeated(flags: Flags): Node[] {
    const quoted = this.#match(/\\Q([\s\S]*?)(?:\\E|$)/y)
    const atoms = quoted ? [...quoted[1]!].map((c) => charNode(c.codePointAt(0)!, flags)) : [this.#atom(flags)]
    const last = atoms.pop()
    if (!last) return []
    let node: Node = last
    const count = this.#count(flags)
    if (count) node = { type: 'repeat', item: node, ...count }
    if (this.#count(flags)) throw new Unknown('repeated repetition')
    return [...atoms, node]
  }

  #count({ letters }: Flags): { min: number; max: number; lazy: boolean } | undefined {
    const found = this.#match(/(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/y)
    if (!found) return undefined
    const [, sign, min, comma, max, mark] = found
    const lazy = (mark === '?') !== letters.includes('U')
    if (sign) return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Number.POSITIVE_INFINITY, lazy }
    if (!comma && max) throw new Unknown(`count ${found[0]}`)
    const most = max ? Number(max) : comma ? Number.POSITIVE_INFINITY : Number(min)
    if (Number(min) > most || Math.max(Number(min), Number(max)) > 1000) throw new Unknown(`count ${found[0]}`)
    return { min: Number(min), max: most, lazy }
  }

  #atom(flags: Flags): Node {
    const c = this.#peek()
    if (c === '(') return this.#group(flags)
    if (c === '[') return { type: 'char', set: this.#class(flags) }
    if (c === '\\') return this.#escape(flags)
    this.#at += c.length
    if (c === '^' || c === '$') return EDGE
    if (c === '.') return { type: 'char', set: flags.dotAll ? ANYTHING : NOT_NEWLINE }
    if (c === '*' || c === '+' || c === '?') throw new Unknown('nothing to repeat')
    return charNode(c.codePointAt(0)!, flags)
  }

  #group(flags: Flags): Node {
    let inside = flags
    const marked = this.#match(/\(\?(?:P?<\w+>|([imsU]*)(?:-([imsU]+))?:)/y)
    if (!marked || marked[0].includes('<')) this.groups++
    if (marked) inside = withFlags(flags, marked[1] ?? '', marked[2])
    else if (this.#text.startsWith('(?', this.#at)) throw new Unknown('kind of group')
    else this.#at++
    const node = this.choice(inside)
    if (!this.#take(')')) throw new Unknown('unbalanced (')
    return node
  }

  #escape(flags: Flags): Node {
    if (this.#match(/\\[AzbB]/y)) return EDGE
    const set = this.#escapedSet()
    return { type: 'char', set: flags.caseless ? caseless(set) : set }
  }

  /** An escape that stands for one character, in a class or outside. */
  #escapedSet(): CharSet {
    const named = this.#match(/\\([pP])(?:\{(\^?\w+)\}|(\w))/y)
    if (named) {
      const set = unicodeClass(named[2] ?? named[3]!, named[1] === 'P')
      if (!set) throw new Unknown(`class ${named[0]}`)
      return set
    }
    const perl = this.#match(/\\([dDsSwW])/y)
    if (perl) return PERL[perl[1]!]!
    const c = this.#escapedCharacter()
    return rangeSet([c, c])
  }

  #escapedCharacter(): number {
    const hex = this.#match(/\\x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/y)
    if (hex) return Number.parseInt(hex[1] ?? hex[2]!, 16)
    const control = this.#match(/\\([aftnrv])/y)
    if (control) return CONTROL[control[1]!]!
    const plain = this.#match(/\\([!-/:-@[-`{-~])/y)
    if (plain) return plain[1]!.charCodeAt(0)
    throw new Unknown(`escape ${this.#text.slice(this.#at, this.#at + 4)}`)
  }

  #class(flags: Flags): CharSet {
    const from = this.#at
    const end = this.#text.indexOf(']', from + 2)
    const simple = end === -1 ? '' : this.#text.slice(from, end + 1)
    const key = flags.caseless ? `i${simple}` : simple
    const before = classes.get(key)
    if (before) {
      this.#at = end + 1
      return before
    }
    const set = this.#classHere(flags)
    if (this.#at === end + 1) classes.set(key, set)
    return set
  }

  #classHere(flags: Flags): CharSet {
    this.#at++
    const negated = this.#take('^')
    const sets: CharSet[] = []
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.ended) throw new Unknown('open class')
      sets.push(this.#classItem())
    }
    this.#at++
    const plain = union(...sets)
    // What folding adds only makes a negated class smaller, and a set may be too large but never too small.
    if (negated) return complement(plain)
    return flags.caseless ? caseless(plain) : plain
  }

  #classItem(): CharSet {
    const posix = this.#match(/\[:(\^?)(\w+):\]/y)
    if (posix) {
      const set = POSIX[posix[2]!]
      if (!set) throw new Unknown(`class ${posix[0]}`)
      return posix[1] ? complement(set) : set
    }
    if (this.#sees(/\\[dDsSwWpP]/y)) return this.#escapedSet()
    const from = this.#classCharacter()
    if (!this.#sees(/-[^\]]/y)) return rangeSet([from, from])
    this.#at++
    const to = this.#classCharacter()
    if (to < from) throw new Unknown('range the wrong way round')
    return rangeSet([from, to])
  }

  #classCharacter(): number {
    const c = this.#peek()
    if (c === '\\') return this.#escapedCharacter()
    this.#at += c.length
    return c.codePointAt(0)!
  }

  #peek(): string {
    return this.ended ? '' : String.fromCodePoint(this.#text.codePointAt(this.#at)!)
  }

  #take(c: string): boolean {
    const there = this.#peek() === c
    if (there) this.#at++
    return there
  }

  #sees(sticky: RegExp): boolean {
    sticky.lastIndex = this.#at
    return sticky.test(this.#text)
  }

  #match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.#at
    const found = sticky.exec(this.#text) ?? undefined
    if (found) this.#at += found[0].length
    return found
  }
}

function withFlags(flags: Flags, on: string, off: string | undefined): Flags {
  const value = (flag: string, before: boolean) => (off?.includes(flag) ? false : on.includes(flag) || before)
  const letters = [...'imsU'].filter((flag) => value(flag, flags.letters.includes(flag))).join('')
  return { caseless: letters.includes('i'), dotAll: letters.includes('s'), letters }
}

function charNode(c: number, flags: Flags): Node {
  return { type: 'char', set: characterSet(c, flags.caseless) }
}
