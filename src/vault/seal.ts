// Owns: sealed blocks: AES-256-GCM with a number for a nonce. A key is used for one index, so a number is used once.
// Must not know: what a block holds.
import { createCipheriv, createDecipheriv } from 'node:crypto'

/** What sealing adds to a block, in bytes. */
export const SEAL_BYTES = 16

/** Encrypts and authenticates `plain` as block `number` of its kind. */
export function seal(key: Uint8Array, kind: number, number: number, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(kind, number))
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** The plain block, or undefined when it was not sealed with this key, kind and number, or was changed since. */
export function open(key: Uint8Array, kind: number, number: number, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < SEAL_BYTES) return undefined
  const cut = sealed.length - SEAL_BYTES
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(kind, number))
  decipher.setAuthTag(sealed.subarray(cut))
  const plain = decipher.update(sealed.subarray(0, cut))
  try {
    decipher.final()
    return plain
  } catch {
    return undefined // the only error that final() has here: the block is not authentic
  }
}

function nonce(kind: number, number: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32LE(kind, 0)
  bytes.writeDoubleLE(number, 4)
  return bytes
}
