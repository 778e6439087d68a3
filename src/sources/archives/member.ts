// Owns: one thing in an archive, and how its bytes are gathered within the bounds.
// Must not know: formats.
import type { Account } from './limits.ts'

/** A file in an archive, or why it was left out. */
export type Member =
  | { readonly type: 'file'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly type: 'left-out'; readonly name: string; readonly why: string }

/**
 * All bytes of a stream as one member. Reads on to the end when the member is too large, without keeping it. Without an
 * account the bytes are counted elsewhere.
 */
export async function gathered(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  account: Account | undefined,
  most: number,
): Promise<Member> {
  const kept: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    account?.unpacked(chunk.length)
    size += chunk.length
    if (size <= most) kept.push(chunk)
    else kept.length = 0
  }
  if (size > most) return { type: 'left-out', name, why: `archive member of more than ${most >> 20} MiB` }
  return { type: 'file', name, bytes: kept.length === 1 ? kept[0]! : Buffer.concat(kept) }
}
