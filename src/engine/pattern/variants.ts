// Owns: the ways in which a match of a pattern can be made, each a row of characters and of gaps.
// Must not know: keywords, texts.
import type { Node } from './ast.ts'
import { asciiWords, type CharSet, isNarrow, lowerCharacters, sizeOf } from './char-set.ts'

/** One character, or something that has no fixed length. */
export type Token = Character | { readonly gap: Node }

export interface Character {
  readonly set: CharSet
  /** All its characters are one byte, but for those that fold to ASCII. */
  readonly narrow: boolean
  /** In lower case, when it is narrow and only one. */
  readonly letter: string | undefined
  /** Which bytes of ASCII: 128 bits. */
  readonly words: readonly number[]
  /** What it tells, of 7 bits. */
  readonly bits: number
}

const known = new WeakMap<CharSet, Character>()

function characterOf(set: CharSet): Character {
  let character = known.get(set)
  if (!character) {
    const narrow = isNarrow(set)
    const words = asciiWords(set)
    character = { set, narrow, letter: narrow ? lowerCharacters(set, 1)?.[0] : undefined, words, bits: bitsIn(words) }
    known.set(set, character)
  }
  return character
}

const MOST_VARIANTS = 24
const MOST_COPIES = 24

/** All ways in which a match can be made; parts of which there are too many ways are gaps, and those that are said to be. */
export function variantsOf(node: Node, isGap: (node: Node) => boolean = () => false): Token[][] {
  if (isGap(node)) return [[{ gap: node }]]
  if (node.type === 'edge') return [[]]
  if (node.type === 'char') return [[characterOf(node.set)]]
  if (node.type === 'repeat') return repeated(node, isGap)
  if (node.type === 'sequence')
    return node.items.reduce((made, item) => product(made, variantsOf(item, isGap), item), [[]] as Token[][])
  const all = node.items.flatMap((item) => variantsOf(item, isGap))
  return all.length <= MOST_VARIANTS ? all : [[{ gap: node }]]
}

function product(a: Token[][], b: Token[][], node: Node): Token[][] {
  const right: Token[][] = a.length * b.length > MOST_VARIANTS ? [[{ gap: node }]] : b
  return a.flatMap((x) => right.map((y) => [...x, ...y]))
}

function repeated(node: Node & { type: 'repeat' }, isGap: (node: Node) => boolean): Token[][] {
  const { item, min, max } = node
  if (max === 0) return [[]]
  const ways = variantsOf(item, isGap)
  const [only] = ways
  if (ways.length === 1 && only!.length === 1) {
    const copies = Math.min(min, MOST_COPIES)
    const rest: Token[] = copies === max ? [] : [{ gap: { ...node, min: min - copies, max: max - copies } }]
    return [[...Array.from({ length: copies }, () => only![0]!), ...rest]]
  }
  if (min === 0 && max === 1) return [[], ...ways]
  if (min === 0) return [[{ gap: node }]]
  if (max === 1) return ways
  const more: Token = { gap: { ...node, min: min - 1, max: max - 1 } }
  return ways.map((way) => [...way, more])
}

/** What the characters of ASCII tell, of 7 bits. */
export function bitsIn(words: readonly number[]): number {
  return 7 - Math.log2(Math.max(1, sizeOf(words)))
}
