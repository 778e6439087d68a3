// Owns: the tags that tell how a finding was decoded, in gitleaks' words.
// Must not know: decoders beyond the names of the kinds.
import { SHARED_KINDS } from './decoders/index.ts'

/** `decoded:<kind>` for each kind (gitleaks' own in its order, then ours by name) and `decode-depth:<n>`; none when nothing was decoded. */
export function decodeTags(via: readonly string[]): string[] {
  if (via.length === 0) return []
  const ours = [...new Set(via)].filter((kind) => !SHARED_KINDS.includes(kind)).sort()
  const kinds = [...SHARED_KINDS.filter((kind) => via.includes(kind)), ...ours]
  return [...kinds.map((kind) => `decoded:${kind}`), `decode-depth:${via.length}`]
}
