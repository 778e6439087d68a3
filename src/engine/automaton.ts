// Owns: the keyword automaton: one flat table over byte classes that finds every keyword of every rule in one pass.
// Must not know: rules; it deals in keyword numbers. Aho & Corasick, "Efficient string matching", CACM 18(6), 1975.

/** The automaton as plain arrays: it crosses threads, and the build writes it to a file. */
export interface Automaton {
  /** Byte -> class; ASCII letters share the class of their other case. */
  readonly classes: Uint8Array
  /** log2 of the table's row width. */
  readonly shift: number
  /** table[state << shift | class] = next state << shift, negative when that state ends a keyword. */
  readonly table: Int32Array
  /** For each state: where its keyword list starts in `outputs`. One entry more than there are states. */
  readonly firstOutput: Int32Array
  readonly outputs: Int32Array
  /** Length in bytes of each keyword. */
  readonly lengths: Int32Array
}

interface Trie {
  readonly go: Int32Array[]
  readonly own: number[][]
}

/** Builds the automaton of keywords in ASCII and lower case; letters match in both cases. Empty ones are not allowed. */
export function buildAutomaton(keywords: readonly string[]): Automaton {
  const words = keywords.map((k) => Buffer.from(k))
  const classes = classesOf(words)
  const shift = Math.max(1, Math.ceil(Math.log2(Math.max(...classes) + 1)))
  const trie = trieOf(words, classes, 1 << shift)
  const { order, fail } = link(trie)
  const all: number[][] = trie.own.map((own) => [...own])
  for (const state of order) for (const k of all[fail[state]!]!) all[state]!.push(k)
  const table = new Int32Array(trie.go.length << shift)
  trie.go.forEach((row, state) => {
    row.forEach((next, c) => {
      table[(state << shift) | c] = all[next]!.length > 0 ? -(next << shift) : next << shift
    })
  })
  const firstOutput = new Int32Array(all.length + 1)
  all.forEach((list, state) => {
    firstOutput[state + 1] = firstOutput[state]! + list.length
  })
  return {
    classes,
    shift,
    table,
    firstOutput,
    outputs: Int32Array.from(all.flat()),
    lengths: Int32Array.from(words, (w) => w.length),
  }
}

/** Who is told of hits: keyword number, and where it stands. */
export interface HitSink {
  hit(keyword: number, start: number, end: number): void
}

/** Runs over the bytes and tells every keyword that stands in them, in ascending order of its end. */
export function findKeywords(a: Automaton, bytes: Uint8Array, sink: HitSink): void {
  const { classes, table } = a
  const length = bytes.length
  const even = length & ~3
  let state = 0
  let i = 0
  while (i < even) {
    state = table[state | classes[bytes[i]!]!]!
    if (state < 0) state = emit(a, -state, i + 1, sink)
    state = table[state | classes[bytes[i + 1]!]!]!
    if (state < 0) state = emit(a, -state, i + 2, sink)
    state = table[state | classes[bytes[i + 2]!]!]!
    if (state < 0) state = emit(a, -state, i + 3, sink)
    state = table[state | classes[bytes[i + 3]!]!]!
    if (state < 0) state = emit(a, -state, i + 4, sink)
    i += 4
  }
  for (; i < length; i++) {
    state = table[state | classes[bytes[i]!]!]!
    if (state < 0) state = emit(a, -state, i + 1, sink)
  }
}

/** Does any keyword stand in the bytes? Stops at the first. */
export function hasKeyword({ classes, table }: Automaton, bytes: Uint8Array): boolean {
  let state = 0
  for (let i = 0; i < bytes.length; i++) {
    state = table[state | classes[bytes[i]!]!]!
    if (state < 0) return true
  }
  return false
}

/** Tells the keywords of a state; gives the state. */
function emit(a: Automaton, state: number, end: number, sink: HitSink): number {
  const row = state >> a.shift
  const stop = a.firstOutput[row + 1]!
  for (let o = a.firstOutput[row]!; o < stop; o++) {
    const keyword = a.outputs[o]!
    sink.hit(keyword, end - a.lengths[keyword]!, end)
  }
  return state
}

function classesOf(words: readonly Uint8Array[]): Uint8Array {
  const classes = new Uint8Array(256)
  let next = 1
  for (const word of words) for (const byte of word) if (classes[byte] === 0) classes[byte] = next++
  for (let upper = 65; upper <= 90; upper++) classes[upper] = classes[upper + 32]!
  return classes
}

function trieOf(words: readonly Uint8Array[], classes: Uint8Array, width: number): Trie {
  const trie: Trie = { go: [new Int32Array(width)], own: [[]] }
  const at = words.map(() => 0)
  // One letter of all words, then the next: states near the root lie side by side, as they are used most.
  for (let depth = 0, longest = Math.max(0, ...words.map((w) => w.length)); depth < longest; depth++) {
    words.forEach((word, keyword) => {
      if (depth >= word.length) return
      at[keyword] = step(trie, at[keyword]!, classes[word[depth]!]!, width)
      if (depth === word.length - 1) trie.own[at[keyword]!]!.push(keyword)
    })
  }
  return trie
}

function step({ go, own }: Trie, state: number, c: number, width: number): number {
  const row = go[state]!
  if (row[c] === 0) {
    row[c] = go.length
    go.push(new Int32Array(width))
    own.push([])
  }
  return row[c]!
}

/** Fills in the failure links breadth first, and turns missing edges into the failure state's. */
function link(trie: Trie): { order: number[]; fail: Int32Array } {
  const fail = new Int32Array(trie.go.length)
  const order = [...trie.go[0]!].filter((s) => s !== 0)
  for (let i = 0; i < order.length; i++) {
    const state = order[i]!
    const row = trie.go[state]!
    const back = trie.go[fail[state]!]!
    for (let c = 0; c < row.length; c++) {
      const next = row[c]!
      if (next === 0) row[c] = back[c]!
      else {
        fail[next] = back[c]!
        order.push(next)
      }
    }
  }
  return { order, fail }
}
