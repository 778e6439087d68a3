// Owns: zip files, and with them jar, war, whl, nupkg, docx, xlsx, apk ...
// Must not know: what becomes of the members.
import type { Entry, ZipFile } from 'yauzl'
import type { Account } from './limits.ts'
import { loaded } from './loaded.ts'
import { gathered, type Member } from './member.ts'

const STORED = 0
const DEFLATED = 8

/** The files of a zip, by its central directory. Throws when it is damaged, and BoundReached. */
export async function* zipMembers(bytes: Uint8Array, account: Account, most: number): AsyncGenerator<Member> {
  const { fromBufferPromise } = loaded(await import('yauzl'))
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  // Names are not decoded by yauzl: it refuses some (../x), and they are only shown here.
  const zip = await fromBufferPromise(buffer, { lazyEntries: true, autoClose: false, decodeStrings: false })
  for await (const entry of entriesOf(zip)) {
    const name = nameOf(entry)
    if (name.endsWith('/')) continue
    account.member()
    const why = reasonAgainst(entry, most)
    if (why) yield { type: 'left-out', name, why }
    else yield await gathered(name, await opened(zip, entry), account, most)
  }
}

function reasonAgainst(entry: Entry, most: number): string | undefined {
  if ((entry.generalPurposeBitFlag & 1) !== 0) return 'encrypted archive member'
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    return `archive member packed by method ${entry.compressionMethod}`
  }
  return entry.uncompressedSize > most ? `archive member of more than ${most >> 20} MiB` : undefined
}

function nameOf(entry: Entry): string {
  const name: unknown = entry.fileName
  const text = name instanceof Uint8Array ? Buffer.from(name).toString('utf8') : String(name)
  return text.replaceAll('\\', '/')
}

function entriesOf(zip: ZipFile): AsyncIterable<Entry> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise((resolve, reject) => {
          const settle = (use: () => void) => {
            zip.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error')
            use()
          }
          zip.once('entry', (entry: Entry) => settle(() => resolve({ done: false, value: entry })))
          zip.once('end', () => settle(() => resolve({ done: true, value: undefined })))
          zip.once('error', (error: Error) => settle(() => reject(error)))
          zip.readEntry()
        }),
    }),
  }
}

function opened(zip: ZipFile, entry: Entry): Promise<AsyncIterable<Uint8Array>> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(error)
      else resolve(stream as unknown as AsyncIterable<Uint8Array>)
    })
  })
}
