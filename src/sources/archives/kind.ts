// Owns: telling archives and compressed files by their content, whatever their name.
// Must not know: how they are opened. Small and without imports: every blob of a scan is asked.

/** What can be opened, and what is only known by name. */
export type ArchiveKind = 'zip' | 'tar' | 'gzip' | 'bzip2' | 'xz' | 'zstd' | '7z' | 'rar'

const LEAST_BYTES = 20

/** The kind of an archive, undefined for anything else. A signature at the start is not enough where texts may begin so. */
export function archiveKind(bytes: Uint8Array): ArchiveKind | undefined {
  if (bytes.length < LEAST_BYTES) return undefined
  switch (bytes[0]) {
    case 0x50:
      return begins(bytes, 'PK\x03\x04') || begins(bytes, 'PK\x05\x06') ? 'zip' : tar(bytes)
    case 0x1f:
      return begins(bytes, '\x1f\x8b\x08') && (bytes[3]! & 0xe0) === 0 ? 'gzip' : undefined
    case 0x42:
      return isBzip2(bytes) ? 'bzip2' : tar(bytes)
    case 0xfd:
      return begins(bytes, '\xfd7zXZ\0') ? 'xz' : undefined
    case 0x28:
      return begins(bytes, '(\xb5/\xfd') ? 'zstd' : tar(bytes)
    case 0x37:
      return begins(bytes, '7z\xbc\xaf\x27\x1c') ? '7z' : tar(bytes)
    case 0x52:
      return begins(bytes, 'Rar!\x1a\x07') ? 'rar' : tar(bytes)
  }
  return tar(bytes)
}

function begins(bytes: Uint8Array, signature: string): boolean {
  for (let i = 0; i < signature.length; i++) if (bytes[i] !== signature.charCodeAt(i)) return false
  return true
}

// "BZh", the block size, then the digits of pi (a block) or of its square root (an empty file).
function isBzip2(bytes: Uint8Array): boolean {
  if (!begins(bytes, 'BZh') || bytes[3]! < 0x31 || bytes[3]! > 0x39) return false
  const block = bytes[4] === 0x31 && bytes[5] === 0x41 && bytes[6] === 0x59
  return block || (bytes[4] === 0x17 && bytes[5] === 0x72 && bytes[6] === 0x45)
}

const TAR_HEADER = 512
const SUM_AT = 148

/** A tar has no signature in its old form; all forms have the sum of the header's bytes in it, in octal (POSIX pax, ustar). */
function tar(bytes: Uint8Array): 'tar' | undefined {
  // Octal digits of the sum, then NUL and space: no text has a NUL there.
  if (bytes.length < TAR_HEADER || (bytes[SUM_AT + 6] !== 0 && bytes[SUM_AT + 7] !== 0)) return undefined
  const stated = Number.parseInt(
    Buffer.from(bytes.subarray(SUM_AT, SUM_AT + 8))
      .toString('latin1')
      .trim(),
    8,
  )
  let sum = 8 * 0x20
  for (let i = 0; i < TAR_HEADER; i++) if (i < SUM_AT || i >= SUM_AT + 8) sum += bytes[i]!
  return stated === sum && bytes[0] !== 0 ? 'tar' : undefined
}
