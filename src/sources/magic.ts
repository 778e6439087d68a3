// Owns: telling files that hold no text by their first bytes: programs, images, fonts, media, archives.
// Must not know: whether such a file is skipped.

/** First bytes (as latin1) of kinds of file; `at` is where they stand. */
const SIGNATURES: readonly { readonly kind: string; readonly at?: number; readonly bytes: readonly string[] }[] = [
  {
    kind: 'archive',
    bytes: ['PK\x03\x04', 'PK\x05\x06', '\x1f\x8b', 'BZh', '\xfd7zXZ\0', '(\xb5/\xfd', '7z\xbc\xaf\x27\x1c'],
  },
  {
    kind: 'archive',
    bytes: ['Rar!\x1a\x07', 'LZIP', 'MSCF', '!<arch>\n', '\x1f\x9d', '\xed\xab\xee\xdb', '\x04"M\x18'],
  },
  { kind: 'archive', at: 257, bytes: ['ustar'] },
  {
    kind: 'program',
    bytes: ['\x7fELF', 'MZ', '\xfe\xed\xfa\xce', '\xfe\xed\xfa\xcf', '\xce\xfa\xed\xfe', '\xcf\xfa\xed\xfe'],
  },
  { kind: 'program', bytes: ['\xca\xfe\xba\xbe', 'dex\n', '\0asm'] },
  {
    kind: 'image',
    bytes: ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF87a', 'GIF89a', 'BM', '\0\0\x01\0', 'II*\0', 'MM\0*', '8BPS'],
  },
  { kind: 'image', at: 8, bytes: ['WEBP', 'AVI '] },
  { kind: 'font', bytes: ['wOFF', 'wOF2', 'OTTO', '\0\x01\0\0', 'true\0', 'ttcf'] },
  { kind: 'media', bytes: ['ID3', 'OggS', 'fLaC', '\x1aE\xdf\xa3', 'FLV\x01', '\xff\xfb', '\xff\xf3'] },
  { kind: 'media', at: 4, bytes: ['ftyp'] },
  { kind: 'media', at: 8, bytes: ['WAVE'] },
  { kind: 'document', bytes: ['%PDF-', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'] },
]

const SAMPLE = 512

/**
 * The kind of a file without text, or undefined. The signature alone is not enough: a text that merely begins with
 * "MZ" or "BM" is a text, so the first 512 bytes must also hold bytes that no text has.
 */
export function binaryKind(head: Uint8Array): string | undefined {
  if (!holdsBinary(head)) return undefined
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, SAMPLE)).toString('latin1')
  return SIGNATURES.find(({ at = 0, bytes }) => bytes.some((b) => text.startsWith(b, at)))?.kind
}

/** Control characters other than white space, escape and form feed; or DEL. Bytes of 0x80 and more may be any text. */
function holdsBinary(head: Uint8Array): boolean {
  const end = Math.min(head.length, SAMPLE)
  for (let i = 0; i < end; i++) {
    const b = head[i]!
    if (b < 32 && b !== 9 && b !== 10 && b !== 13 && b !== 12 && b !== 27) return true
  }
  return false
}
