// Owns: on which line each key, table and list entry of a TOML text stands: the parser tells only what they hold.
// Must not know: what the keys mean. The text has been parsed before, so it is well formed; keys are lower-cased.
//
//   [[rules]]                       -> rules/0
//   [rules.allowlist]               -> rules/0/allowlist
//   regexes = ["a",                 -> rules/0/allowlist/regexes, .../regexes/0
//              "b"]                 -> rules/0/allowlist/regexes/1

/** A path in the parsed document: keys (lower case) and indexes. */
export type TomlPath = readonly (string | number)[]

/** Gives the 1-based line of a path, or of the nearest thing around it; 1 for the whole file. */
export interface Positions {
  lineOf(path: TomlPath): number
}

/** Reads the positions of a well-formed TOML text. */
export function positionsIn(text: string): Positions {
  const lines = new Scanner(text).scan()
  return {
    lineOf(path) {
      for (let length = path.length; length > 0; length--) {
        const line = lines.get(keyOf(path.slice(0, length)))
        if (line !== undefined) return line
      }
      return 1
    },
  }
}

function keyOf(path: TomlPath): string {
  return path.join('\0')
}

const BARE = /[A-Za-z0-9_-]*/y
const PLAIN = /[^\s,\]}#]*/y
const STRINGS = ["'''", '"""', "'", '"'] as const

class Scanner {
  readonly #text: string
  readonly #lines = new Map<string, number>()
  /** How many tables an array of tables has so far. */
  readonly #counts = new Map<string, number>()
  #at = 0
  #line = 1
  #table: TomlPath = []

  constructor(text: string) {
    this.#text = text
  }

  scan(): ReadonlyMap<string, number> {
    for (this.#space(true); this.#at < this.#text.length; this.#space(true)) {
      const before = this.#at
      if (this.#text[this.#at] === '[') this.#header()
      else this.#pair(this.#table)
      if (this.#at === before) this.#step() // not well formed after all: never hang
    }
    return this.#lines
  }

  #header(): void {
    const line = this.#line
    const array = this.#text.startsWith('[[', this.#at)
    this.#at += array ? 2 : 1
    const keys = this.#keys()
    const end = this.#text.indexOf(']', this.#at)
    this.#at = end === -1 ? this.#text.length : end + (array ? 2 : 1)
    const path = this.#resolved(keys, array)
    if (array) this.#note(path.slice(0, -1), line)
    this.#note(path, line)
    this.#table = path
  }

  /** Through arrays of tables a header means the last table; `[[x]]` begins a new one. */
  #resolved(keys: readonly string[], array: boolean): TomlPath {
    const path: (string | number)[] = []
    keys.forEach((key, i) => {
      path.push(key)
      const name = keyOf(path)
      const count = this.#counts.get(name) ?? 0
      if (i === keys.length - 1 && array) {
        this.#counts.set(name, count + 1)
        path.push(count)
      } else if (count > 0) path.push(count - 1)
    })
    return path
  }

  #pair(table: TomlPath): void {
    const line = this.#line
    const path = [...table, ...this.#keys()]
    this.#note(path, line)
    this.#space(false)
    if (this.#text[this.#at] === '=') this.#at++
    this.#space(false)
    this.#value(path)
  }

  #value(path: TomlPath): void {
    const quote = STRINGS.find((q) => this.#text.startsWith(q, this.#at))
    if (quote) this.#string(quote)
    else if (this.#text[this.#at] === '[') this.#list(path)
    else if (this.#text[this.#at] === '{') this.#inline(path)
    else this.#over(PLAIN)
  }

  #list(path: TomlPath): void {
    this.#at++
    for (let index = 0; ; index++) {
      this.#space(true)
      if (this.#at >= this.#text.length || this.#text[this.#at] === ']') break
      const before = this.#at
      this.#note([...path, index], this.#line)
      this.#value([...path, index])
      this.#space(true)
      if (this.#text[this.#at] === ',' || this.#at === before) this.#step()
    }
    this.#at++
  }

  #inline(path: TomlPath): void {
    this.#at++
    for (;;) {
      this.#space(true)
      if (this.#at >= this.#text.length || this.#text[this.#at] === '}') break
      const before = this.#at
      this.#pair(path)
      this.#space(true)
      if (this.#text[this.#at] === ',' || this.#at === before) this.#step()
    }
    this.#at++
  }

  /** A dotted key: bare or quoted parts. */
  #keys(): string[] {
    const keys: string[] = []
    for (;;) {
      this.#space(false)
      const quote = this.#text[this.#at]
      const from = this.#at
      if (quote === '"' || quote === "'") {
        this.#string(quote)
        keys.push(this.#text.slice(from + 1, this.#at - 1).toLowerCase())
      } else {
        this.#over(BARE)
        keys.push(this.#text.slice(from, this.#at).toLowerCase())
      }
      this.#space(false)
      if (this.#text[this.#at] !== '.') return keys
      this.#at++
    }
  }

  /** Over a string; in basic strings a backslash hides the next character. Up to two quotes may stand before the last three. */
  #string(quote: string): void {
    const from = this.#at + quote.length
    let end = this.#text.indexOf(quote, from)
    while (end !== -1 && quote[0] === '"' && this.#isEscaped(from, end)) end = this.#text.indexOf(quote, end + 1)
    if (end === -1) end = this.#text.length
    for (let lf = this.#text.indexOf('\n', from); lf !== -1 && lf < end; lf = this.#text.indexOf('\n', lf + 1))
      this.#line++
    this.#at = Math.min(this.#text.length, end + quote.length)
    if (quote.length === 3) while (this.#text[this.#at] === quote[0]) this.#at++
  }

  /** An odd number of backslashes stands before `at`. */
  #isEscaped(from: number, at: number): boolean {
    let first = at
    while (first > from && this.#text[first - 1] === '\\') first--
    return (at - first) % 2 === 1
  }

  #over(sticky: RegExp): void {
    if (this.#at >= this.#text.length) return
    sticky.lastIndex = this.#at
    sticky.test(this.#text)
    this.#at = sticky.lastIndex
  }

  /** Over blanks, and with `lines` over newlines and comments as well. */
  #space(lines: boolean): void {
    for (;;) {
      const c = this.#text[this.#at]
      if (c === ' ' || c === '\t' || c === '\uFEFF' || (lines && (c === '\n' || c === '\r'))) this.#step()
      else if (lines && c === '#') {
        const lf = this.#text.indexOf('\n', this.#at)
        this.#at = lf === -1 ? this.#text.length : lf
      } else return
    }
  }

  #step(): void {
    if (this.#text[this.#at] === '\n') this.#line++
    this.#at++
  }

  #note(path: TomlPath, line: number): void {
    const key = keyOf(path)
    if (!this.#lines.has(key)) this.#lines.set(key, line)
  }
}
