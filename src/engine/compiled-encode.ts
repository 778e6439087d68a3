// Owns: writing the file of compiled rules. Used by the build only.
// Must not know: TOML; how the file is read (compiled-file.ts has its layout).
import type { RuleSet } from '../core/rule.ts'
import { buildAutomaton } from './automaton.ts'
import { type Header, MAGIC } from './compiled-file.ts'
import { encodePromises } from './pattern/promises.ts'
import { analysed, indexKeywords } from './table-of-set.ts'

/** Encodes a rule set. */
export function encodeRules(set: RuleSet): Buffer {
  const { keywords, ...index } = indexKeywords(set.rules)
  const a = buildAutomaton(keywords)
  const promises = encodePromises(set.rules.map(analysed))
  const parts = [a.classes, a.table, a.firstOutput, a.outputs, a.lengths, promises].map(bytesOf)
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
  const size = Buffer.alloc(4)
  size.writeUInt32LE(json.length)
  const padding = Buffer.alloc((8 - ((12 + json.length) % 8)) % 8)
  return Buffer.concat([Buffer.from(MAGIC), size, json, padding, ...parts, ...specs])
}

function bytesOf(array: Uint8Array | Int32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength)
}
