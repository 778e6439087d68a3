// Owns: the line at which a text stops being JSON. Parsers name it by quoting the text, which may hold a secret.
// Must not know: whose text it is.

/** 1-based line of the first thing that no JSON text can hold; the last line with something on it when it only ends too early. */
export function jsonErrorLine(text: string): number {
  const ends = [...text.trimEnd().matchAll(/\n/g)].map((m) => m.index + 1)
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBroken(text.slice(0, ends[middle]))) high = middle
    else low = middle + 1
  }
  return low + 1
}

/** Broken, whatever follows: more than an end that comes too early. No token of JSON goes over the end of a line. */
function isBroken(start: string): boolean {
  try {
    JSON.parse(start)
    return false
  } catch (error) {
    const { message } = error as Error
    return !/Unexpected end of JSON/.test(message) && Number(/position (\d+)/.exec(message)?.[1]) !== start.length
  }
}
