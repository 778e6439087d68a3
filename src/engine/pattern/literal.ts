// Owns: a text that every match of a pattern holds, beside its keywords: where it is absent, a pattern whose matches have no
// bound need not run over the whole content.
// Must not know: texts.
import type { Node } from './ast.ts'
import { lowerCharacters } from './char-set.ts'
import { keywordReach } from './keyword-proof.ts'

/** Shorter ones stand everywhere. */
const LEAST = 4
const MOST_TRIED = 8
/** More of it is not looked for: steps of the search are bytes (engine/literal.ts). */
const LONGEST = 32

/** A text in ASCII and lower case that every match holds, in whatever case; undefined when there is none but the keywords. */
export function literalOf(node: Node, keywords: readonly string[]): string | undefined {
  const isNew = (text: string) => text.length >= LEAST && !keywords.some((keyword) => keyword.includes(text))
  const texts = [...new Set(textsIn(node).map((text) => text.slice(0, LONGEST)))]
    .filter(isNew)
    .sort((a, b) => b.length - a.length)
  return texts.slice(0, MOST_TRIED).find((text) => keywordReach(node, [text], 'ascii') !== undefined)
}

/** Everything that is spelt out somewhere in the pattern. */
function textsIn(node: Node): string[] {
  if (node.type === 'edge' || node.type === 'char') return []
  if (node.type === 'repeat') return textsIn(node.item)
  if (node.type === 'choice') return node.items.flatMap(textsIn)
  const texts: string[] = []
  let open = ''
  for (const item of node.items) {
    const letter = item.type === 'char' ? lowerCharacters(item.set, 1)?.[0] : undefined
    if (letter !== undefined && letter <= '\x7f') open += letter
    else if (item.type !== 'edge') {
      texts.push(open, ...textsIn(item))
      open = ''
    }
  }
  return [...texts, open]
}
