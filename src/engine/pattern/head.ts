// Owns: a text with which every match of a pattern begins: where it stands, and nowhere else, a match can be tried.
// Must not know: texts.
import type { Node } from './ast.ts'
import type { CharSet } from './char-set.ts'

/** Shorter ones stand everywhere. */
const LEAST = 3

/** The text in ASCII, case and all; undefined when there is none. */
export function headOf(node: Node): string | undefined {
  let head = ''
  for (const item of itemsOf(node)) {
    if (item.type === 'edge') continue
    const character = item.type === 'char' ? onlyOne(item.set) : undefined
    if (character === undefined) break
    head += character
  }
  return head.length < LEAST ? undefined : head
}

function itemsOf(node: Node): readonly Node[] {
  return node.type === 'sequence' ? node.items.flatMap(itemsOf) : [node]
}

function onlyOne({ ascii, long, wide }: CharSet): string | undefined {
  const first = ascii.indexOf(1)
  const isOnly = first !== -1 && ascii.indexOf(1, first + 1) === -1 && long.length === 0 && !wide
  return isOnly ? String.fromCharCode(first) : undefined
}
