// Owns: proving what a rule's pattern and keywords together promise about its matches.
// Must not know: texts. What cannot be proved is not promised.
import { demandOf } from './demand.ts'
import { crossesLines } from './extent.ts'
import { keywordReach } from './keyword-proof.ts'
import { type Parsed, parsePattern, Unknown } from './parse.ts'
import type { Core, Locality, Promises } from './promises.ts'

const NOTHING: Promises = { locality: undefined, demand: undefined, core: undefined }

/** What a pattern promises. `keywords` are in lower case. */
export function promisesOf(pattern: string, keywords: readonly string[]): Promises {
  try {
    const parsed = parsePattern(pattern)
    const { node } = parsed
    const plain = keywordReach(node, keywords, false)
    const folded = keywordReach(node, keywords, true)
    const locality = plain &&
      folded && {
        before: plain.before,
        after: plain.after,
        foldedBefore: folded.before,
        foldedAfter: folded.after,
        inLine: !crossesLines(node),
      }
    return { locality, demand: demandOf(node), core: coreOf(parsed) }
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
