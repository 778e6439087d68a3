// Owns: CRC32, which several token makers close their tokens with. (node:zlib has it only since Node 20.15.)
// Must not know: which tokens, or how they write it.

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})

/** CRC32 (IEEE 802.3, as in zip and PNG) of the UTF-8 bytes of a text; an unsigned 32-bit number. */
export function crc32(text: string): number {
  let sum = 0xffffffff
  for (const byte of Buffer.from(text)) sum = (sum >>> 8) ^ (TABLE[(sum ^ byte) & 255] as number)
  return (sum ^ 0xffffffff) >>> 0
}
