// Owns: the nearest known name to a mistyped one.
// Must not know: what is being named.

/** The known name at an edit distance of at most a third of the word, if any. Levenshtein, 1965. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const scored = names.map((name) => ({ name, d: distance(word, name) })).sort((a, b) => a.d - b.d)
  const best = scored[0]
  return best && best.d <= Math.max(1, Math.floor(word.length / 3)) ? best.name : undefined
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}
