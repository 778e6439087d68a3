// Owns: the streams of compressed files: gzip, bzip2, xz, zstd.
// Must not know: what is inside.
import { Readable } from 'node:stream'
import type { Account } from './limits.ts'
import { loaded } from './loaded.ts'

const PIECE = 64 << 10

/** The unpacked content in chunks; who takes them counts them. Throws when it is damaged or ends early. */
export async function unpacked(
  kind: 'gzip' | 'bzip2' | 'xz' | 'zstd',
  bytes: Uint8Array,
  account: Account,
): Promise<AsyncIterable<Uint8Array>> {
  switch (kind) {
    case 'gzip':
      return through((await import('node:zlib')).createGunzip(), bytes) as AsyncIterable<Uint8Array>
    case 'bzip2':
      return (await import('./bzip2.ts')).bzip2(bytes, account)
    case 'xz':
      return xz(bytes)
    case 'zstd':
      return zstd(bytes, account)
  }
}

/** Small pieces, so that a chunk of output stays small too. */
function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

function through<T extends NodeJS.ReadWriteStream>(transform: T, bytes: Uint8Array): T {
  return Readable.from(pieces(bytes)).pipe(transform)
}

async function xz(bytes: Uint8Array): Promise<AsyncIterable<Uint8Array>> {
  const { XzReadableStream } = loaded(await import('xz-decompress'))
  const packed = Readable.toWeb(Readable.from(pieces(bytes)))
  return new XzReadableStream(packed as unknown as ReadableStream<Uint8Array>) as unknown as AsyncIterable<Uint8Array>
}

/** A piece may hold many blocks that unpack to much: the account is asked at each. */
async function* zstd(bytes: Uint8Array, account: Account): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd')
  let ready: Uint8Array[] = []
  let size = 0
  const decompress = new Decompress((chunk) => {
    ready.push(chunk)
    size += chunk.length
    account.check(size)
  })
  for (let at = 0; at < bytes.length; at += PIECE) {
    const failure = caught(() => decompress.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length))
    yield* ready
    ready = []
    size = 0
    if (failure) throw failure.error
  }
}

function caught(body: () => void): { readonly error: unknown } | undefined {
  try {
    body()
    return undefined
  } catch (error) {
    return { error }
  }
}
