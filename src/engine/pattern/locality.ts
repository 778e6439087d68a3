// Owns: proving what a rule's pattern and keywords together promise about its matches.
// Must not know: texts. What cannot be proved is not promised.
import { anchorsOf } from './anchor.ts'
import { demandOf } from './demand.ts'
import { crossesLines } from './extent.ts'
import { headOf } from './head.ts'
import { keywordReach } from './keyword-proof.ts'
import { lineReachOf } from './line-reach.ts'
import { literalOf } from './literal.ts'
import { type Parsed, parsePattern, Unknown } from './parse.ts'
import type { Core, Locality, Promises } from './promises.ts'
import { startOf } from './start.ts'

const LETTERS = ['ascii', 'plain', 'folded'] as const
const IN_LINE = { lead: 0, trail: 0 }
const NOTHING: Promises = {
  locality: undefined,
  demand: undefined,
  literal: undefined,
  head: undefined,
  core: undefined,
  anchors: undefined,
  start: undefined,
}

/** What a pattern promises. `keywords` are in lower case; `numberOf` numbers them. */
export function promisesOf(
  pattern: string,
  keywords: readonly string[],
  numberOf: (keyword: string) => number = (keyword) => keywords.indexOf(keyword),
): Promises {
  try {
    const parsed = parsePattern(pattern)
    const { node } = parsed
    const [ascii, plain, folded] = LETTERS.map((letters) => keywordReach(node, keywords, letters))
    const near = ascii && plain && folded && { ascii, plain, folded }
    const anchored = near && anchorsOf(node, keywords)
    const inLine = !crossesLines(node)
    const lines = near && (inLine ? IN_LINE : anchored ? anchored.lines : lineReachOf(node, keywords, near.ascii))
    const locality = near && { ...near, ...anchored?.reach, inLine, lines }
    const anchors = anchored && new Map([...anchored.anchors].map(([keyword, anchor]) => [numberOf(keyword), anchor]))
    const bounded = plain?.before !== undefined && plain.after !== undefined
    const literal = bounded ? undefined : literalOf(node, keywords)
    const head = bounded ? undefined : headOf(node)
    const core = coreOf(parsed)
    const start = anchored && startOf(node, core !== undefined, anchored.behind)
    return { locality, demand: demandOf(node), literal, head, core, anchors, start }
  } catch (error) {
    if (error instanceof Unknown) return NOTHING
    throw error
  }
}

function coreOf({ node, starts }: Parsed): Core | undefined {
  if (node.type !== 'sequence') return undefined
  const first = node.items.findIndex((item) => item.type !== 'repeat' || item.min > 0)
  return first > 0 ? starts[first] : undefined
}

/** Where a rule's matches, if that is proved. */
export function localityOf(pattern: string, keywords: readonly string[]): Locality | undefined {
  return promisesOf(pattern, keywords).locality
}
