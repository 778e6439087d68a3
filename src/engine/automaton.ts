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

/** Builds the automaton of keywords in ASCII and lower case; letters match in both cases. Empty ones are not allowed. */
export function buildAutomaton(keywords: readonly string[]): Automaton {
  const words = keywords.map((k) => Buffer.from(k))
  const classes = classesOf(words)
  const width = 1 + classes.reduce((most, c) => Math.max(most, c), 0)
  const shift = Math.max(1, Math.ceil(Math.log2(width)))
  const trie = trieOf(words, classes, shift)
  const { order, fail } = link(trie, width)
  const { firstOutput, outputs } = outputsOf(trie, order, fail)
  const table = trie.go.slice(0, trie.states << shift)
  for (let i = 0; i < table.length; i++) {
    const next = table[i]!
    if (next !== 0) table[i] = firstOutput[next + 1]! > firstOutput[next]! ? -(next << shift) : next << shift
  }
  return { classes, shift, table, firstOutput, outputs, lengths: Int32Array.from(words, (w) => w.length) }
}

/** Rows of 1 << shift: the state that follows on each class, 0 = none yet. */
interface Trie {
  readonly go: Int32Array
  readonly shift: number
  readonly states: number
  /** By keyword: the state in which it ends. */
  readonly ends: Int32Array
}

/** Who is told of hits: keyword number, and where it stands. */
export interface HitSink {
  hit(keyword: number, start: number, end: number): void
}

/** Runs over bytes[from, to) and tells every keyword that stands in them, in ascending order of its end. */
export function findKeywords(a: Automaton, bytes: Uint8Array, sink: HitSink, from = 0, to = bytes.length): void {
  const { classes, table } = a
  let state = 0
  let i = from
  // The odd bytes come first: code that V8 compiles in the middle of the long loop has then nothing behind it that it never saw run,
  // which it would give itself up for in every later call.
  for (const odd = from + ((to - from) & 3); i < odd; i++) {
    state = table[state | classes[bytes[i]!]!]!
    if (state < 0) state = emit(a, -state, i + 1, sink)
  }
  for (; i < to; i += 4) {
    state = table[state | classes[bytes[i]!]!]!
    if (state < 0) state = emit(a, -state, i + 1, sink)
    state = table[state | classes[bytes[i + 1]!]!]!
    if (state < 0) state = emit(a, -state, i + 2, sink)
    state = table[state | classes[bytes[i + 2]!]!]!
    if (state < 0) state = emit(a, -state, i + 3, sink)
    state = table[state | classes[bytes[i + 3]!]!]!
    if (state < 0) state = emit(a, -state, i + 4, sink)
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

function trieOf(words: readonly Uint8Array[], classes: Uint8Array, shift: number): Trie {
  const most = words.reduce((sum, word) => sum + word.length, 1)
  const go = new Int32Array(most << shift)
  const ends = new Int32Array(words.length)
  let states = 1
  // One letter of all words, then the next: states near the root lie side by side, as they are used most.
  for (let depth = 0, longest = Math.max(0, ...words.map((w) => w.length)); depth < longest; depth++) {
    for (let n = 0; n < words.length; n++) {
      const word = words[n]!
      if (depth >= word.length) continue
      const at = (ends[n]! << shift) | classes[word[depth]!]!
      if (go[at] === 0) go[at] = states++
      ends[n] = go[at]!
    }
  }
  return { go, shift, states, ends }
}

/** Fills in the failure links breadth first, and turns missing edges into the failure state's. */
function link({ go, shift, states }: Trie, width: number): { order: Int32Array; fail: Int32Array } {
  const fail = new Int32Array(states)
  const order = new Int32Array(states - 1)
  let known = 0
  for (let c = 0; c < width; c++) if (go[c] !== 0) order[known++] = go[c]!
  for (let i = 0; i < known; i++) {
    const row = order[i]! << shift
    const back = fail[order[i]!]! << shift
    for (let c = 0; c < width; c++) {
      const next = go[row | c]!
      if (next === 0) go[row | c] = go[back | c]!
      else {
        fail[next] = go[back | c]!
        order[known++] = next
      }
    }
  }
  return { order, fail }
}

/** The keywords that end in each state: its own, then those of its failure state. */
function outputsOf({ states, ends }: Trie, order: Int32Array, fail: Int32Array) {
  const own: number[][] = []
  ends.forEach((state, keyword) => {
    ;(own[state] ??= []).push(keyword)
  })
  const counts = new Int32Array(states)
  for (const state of order) counts[state] = (own[state]?.length ?? 0) + counts[fail[state]!]!
  const firstOutput = new Int32Array(states + 1)
  for (let state = 0; state < states; state++) firstOutput[state + 1] = firstOutput[state]! + counts[state]!
  const outputs = new Int32Array(firstOutput[states]!)
  for (const state of order) {
    let at = firstOutput[state]!
    for (const keyword of own[state] ?? []) outputs[at++] = keyword
    const inherited = firstOutput[fail[state]!]!
    outputs.copyWithin(at, inherited, inherited + counts[fail[state]!]!)
  }
  return { firstOutput, outputs }
}
