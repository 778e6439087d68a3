// Owns: repeatable random numbers for examples: the same seed gives the same text on every machine.
// Must not know: what is made of them. Not for anything that must be unguessable.

/** A source of numbers in [0, 1). */
export type Random = () => number

/** FNV-1a, 32 bits, over UTF-16 code units. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** mulberry32 (public domain, T. Ettinger), seeded by the FNV-1a of a text. */
export function randomOf(seed: string): Random {
  let state = fnv1a(seed)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

/** `count` characters of an alphabet. */
export function pick(alphabet: string, count: number, random: Random): string {
  let text = ''
  for (let i = 0; i < count; i++) text += alphabet[Math.floor(random() * alphabet.length)]
  return text
}

/** `count` bytes. */
export function bytes(count: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)))
}
