// Owns: Shannon entropy as gitleaks counts it, so that thresholds of existing rules keep their meaning.
// Must not know: thresholds.

/**
 * Bits per byte: counts code points, divides by the length in UTF-8 bytes (gitleaks' own definition), rounded to a
 * 32-bit float as gitleaks stores it.
 */
export function shannonEntropy(text: string): number {
  if (text === '') return 0
  const counts = new Map<string, number>()
  for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1)
  const length = Buffer.byteLength(text)
  let sum = 0
  for (const n of counts.values()) {
    const f = n / length
    sum -= f * Math.log2(f)
  }
  return Math.fround(sum)
}
