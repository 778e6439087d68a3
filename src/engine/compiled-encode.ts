// Owns: writing the file of compiled rules. Used by the build only.
// Must not know: TOML; how the file is read (compiled-file.ts has its layout).
import type { RuleSet } from '../core/rule.ts'
import { buildAutomaton } from './automaton.ts'
import { type Header, MAGIC, padded } from './compiled-file.ts'
import { encodePromises } from './pattern/promises.ts'
import { analyst, indexKeywords } from './table-of-set.ts'

/** Encodes a rule set. */
export function encodeRules(set: RuleSet): Buffer {
  const { keywords, ids, ...index } = indexKeywords(set.rules)
  const a = buildAutomaton(keywords)
  const promises = encodePromises(set.rules.map(analyst(keywords)))
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

function bytesOf(array: Uint8Array | Int32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength)
}
