// Owns: tar files, from a stream of bytes, one member after the other.
// Must not know: what the tar was packed in, or what becomes of the members.
import { Readable } from 'node:stream'
import type { Account } from './limits.ts'
import { loaded } from './loaded.ts'
import { gathered, type Member } from './member.ts'

/** The files of a tar, which are counted here, but not their bytes. Throws when it is damaged or ends early, and BoundReached. */
export async function* tarMembers(
  chunks: AsyncIterable<Uint8Array>,
  account: Account,
  most: number,
): AsyncGenerator<Member> {
  const { extract } = loaded(await import('tar-stream'))
  const parser = extract()
  const source = Readable.from(chunks)
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  try {
    for await (const entry of parser) {
      const { name, type = 'file' } = entry.header
      if (type === 'file' || type === 'contiguous-file') {
        account.member()
        yield await gathered(name, entry as AsyncIterable<Uint8Array>, undefined, most)
      } else entry.resume()
    }
  } finally {
    source.destroy()
  }
}
