// Owns: the streams of compressed files: gzip, bzip2, xz, zstd.
// Must not know: what is inside.
import { Readable } from 'node:stream'
import { loaded } from './loaded.ts'

const PIECE = 64 << 10

/** The unpacked content in chunks. Throws when it is damaged or ends early. */
export async function unpacked(
  kind: 'gzip' | 'bzip2' | 'xz' | 'zstd',
  bytes: Uint8Array,
): Promise<AsyncIterable<Uint8Array>> {
  switch (kind) {
    case 'gzip':
      return through((await import('node:zlib')).createGunzip(), bytes) as AsyncIterable<Uint8Array>
    case 'bzip2':
      return bzip2(bytes)
    case 'xz':
      return xz(bytes)
    case 'zstd':
      return zstd(bytes)
  }
}

/** Small pieces, so that a chunk of output stays small too. */
function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

function through<T extends NodeJS.ReadWriteStream>(transform: T, bytes: Uint8Array): T {
  return Readable.from(pieces(bytes)).pipe(transform)
}

/** A stream in the old style, which answers before `write` returns. */
async function* bzip2(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const stream = (await import('unbzip2-stream')).default()
  let ready: Uint8Array[] = []
  let failure: Error | undefined
  let ended = false
  stream.on('data', (chunk: Uint8Array) => void ready.push(chunk))
  stream.on('error', (error: Error) => {
    failure ??= error
  })
  stream.on('end', () => {
    ended = true
  })
  for (let at = 0; at <= bytes.length && !failure; at += PIECE) {
    if (at + PIECE < bytes.length) stream.write(bytes.subarray(at, at + PIECE))
    else stream.end(bytes.subarray(at))
    yield* ready
    ready = []
  }
  if (failure ?? !ended) throw failure ?? new Error('it ends early')
}

async function xz(bytes: Uint8Array): Promise<AsyncIterable<Uint8Array>> {
  const { XzReadableStream } = loaded(await import('xz-decompress'))
  const packed = Readable.toWeb(Readable.from(pieces(bytes)))
  return new XzReadableStream(packed as unknown as ReadableStream<Uint8Array>) as unknown as AsyncIterable<Uint8Array>
}

async function* zstd(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd')
  let ready: Uint8Array[] = []
  const decompress = new Decompress((chunk) => void ready.push(chunk))
  for (let at = 0; at < bytes.length; at += PIECE) {
    decompress.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length)
    yield* ready
    ready = []
  }
}
