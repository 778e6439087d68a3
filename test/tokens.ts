// Tokens for tests, made at run time, so that none stands in the repository.

const ALNUM = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Deterministic characters of an alphabet. */
export function characters(count: number, seed: number, alphabet = ALNUM): string {
  let state = (seed * 2654435761 + 12345) >>> 0
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return alphabet[Math.floor((state / 2 ** 32) * alphabet.length)]
  }).join('')
}

const CRC_TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

function crc32(text: string): number {
  let crc = 0xffffffff
  for (const byte of Buffer.from(text)) crc = CRC_TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

function base62(n: number, width: number): string {
  let text = ''
  for (let rest = n; rest > 0; rest = Math.floor(rest / 62)) text = ALNUM[rest % 62] + text
  return text.padStart(width, '0')
}

/** A GitHub personal access token with a right checksum: 30 random characters and their CRC32 in base 62. */
export function githubToken(seed = 1): string {
  const body = characters(30, seed)
  return `${['gh', 'p_'].join('')}${body}${base62(crc32(body), 6)}`
}
