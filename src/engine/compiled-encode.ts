// Owns: writing the file of compiled rules: the built-in ones, and those that a run keeps for the next.
// Must not know: TOML; how the file is read (compiled-file.ts has its layout).
import type { RuleSet, RuleSpec } from '../core/rule.ts'
import { buildAutomaton } from './automaton.ts'
import { type Header, MAGIC, padded } from './compiled-file.ts'
import { encodePromises, type Promises } from './pattern/promises.ts'
import type { RuleTable } from './table.ts'
import { analyst, indexKeywords } from './table-of-set.ts'

/** Encodes a rule set. Patterns of rules that stand in the `base` as they are have been analysed there. */
export function encodeRules(set: RuleSet, base?: RuleTable): Buffer {
  const { keywords, ids, ...index } = indexKeywords(set.rules)
  const a = buildAutomaton(keywords)
  const analysed = analyst(keywords)
  const known = base ? promisedIn(base, keywords) : () => undefined
  const promises = encodePromises(set.rules.map((rule) => known(rule) ?? analysed(rule)))
  const parts = [a.classes, a.table, a.firstOutput, a.outputs, a.lengths, promises].map(bytesOf)
  parts.push(Buffer.from(JSON.stringify(ids)))
  const specs = set.rules.map((rule) => Buffer.from(JSON.stringify(rule)))
  const header: Header = {
    digest: set.digest,
    ...index,
    allowlists: [...set.allowlists],
    shift: a.shift,
    parts: parts.map((p) => p.length),
    specs: specs.map((s) => s.length),
  }
  const json = Buffer.from(JSON.stringify(header))
  const front = Buffer.concat([json, Buffer.alloc(padded(json.length) - json.length), ...parts])
  const sizes = Buffer.alloc(8)
  sizes.writeUInt32LE(json.length)
  sizes.writeUInt32LE(front.length, 4)
  return Buffer.concat([Buffer.from(MAGIC), sizes, front, ...specs])
}

/** Promises speak of keywords by number: they hold in a set whose keywords begin with those of the base. */
function promisedIn(base: RuleTable, keywords: readonly string[]): (rule: RuleSpec) => Promises | undefined {
  const specs = Array.from({ length: base.size }, (_, n) => base.spec(n))
  const same = indexKeywords(specs).keywords.every((keyword, n) => keyword === keywords[n])
  return (rule) => {
    const n = same ? base.numberOf(rule.id) : undefined
    const spec = n === undefined ? undefined : specs[n]!
    return spec && isSame(spec, rule) ? base.promises(n!) : undefined
  }
}

function isSame(a: RuleSpec, b: RuleSpec): boolean {
  return (
    a.regex === b.regex && a.keywords.length === b.keywords.length && a.keywords.every((k, n) => k === b.keywords[n])
  )
}

function bytesOf(array: Uint8Array | Int32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength)
}
