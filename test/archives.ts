// Archives made at run time.
import { deflateRawSync, gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { crc32 } from './crc32.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

/** A zip of these files, deflated. `flags` go to every entry (1 = encrypted). */
export function zipOf(files: Files, flags = 0, method = 8): Buffer {
  const parts: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(files)) {
    const data = Buffer.from(content)
    const packed = method === 8 ? deflateRawSync(data) : data
    const fixed = Buffer.alloc(26)
    fixed.writeUInt16LE(20, 0)
    fixed.writeUInt16LE(flags, 2)
    fixed.writeUInt16LE(method, 4)
    fixed.writeUInt32LE(crc32(data), 10)
    fixed.writeUInt32LE(packed.length, 14)
    fixed.writeUInt32LE(data.length, 18)
    fixed.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fixed, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fixed, tail, Buffer.from(name)]))
    parts.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(central.length, 8)
  end.writeUInt16LE(central.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, directory, end])
}

/** A tar of these files. */
export async function tarOf(files: Files): Promise<Buffer> {
  const tar = pack()
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, Buffer.from(content))
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** A gzipped tar of these files. */
export async function tgzOf(files: Files): Promise<Buffer> {
  return gzipSync(await tarOf(files))
}

/** What no compressor here can make: the same two lines, alone and as `in/a.txt` in a tar. */
export const PACKED_TEXT = 'a line\nTOK_abcd1234\n'
export const PACKED: Readonly<Record<string, Buffer>> = Object.fromEntries(
  Object.entries({
    'a.bz2': 'QlpoOTFBWSZTWXw/9NUAAAXfAAAQQAA8AAAIhAC+JSAAMU0yMTExCgNGnpPUeoWBbOthxSH4UvL4u5IpwoSD4f+mqA==',
    'a.xz': '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQATYSBsaW5lClRPS19hYmNkMTIzNAoAJ48Z4fMtHysAASwU+AptAx+2830BAAAAAARZWg==',
    'a.zst': 'KLUv/QRYoQAAYSBsaW5lClRPS19hYmNkMTIzNArkMnaK',
    'a.tar.bz2':
      'QlpoOTFBWSZTWUGwmVcAAHffgMqRQAH9gAAIhED+JR5ACAggAHUQiA0NDRo9Taho02oJRTE0AAAAB93KQIID2oIIM6qeLG1yAgoM3YaHVENqoOUBCCxBcXurLdqqCYyBvpNSc9HtHwu5QkFk0SaNcIiH4u5IpwoSCDYTKuA=',
    'a.tar.xz':
      '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4Cf/AHBdADSbgeSYDm5xj/YRFMSL1fSxkjOCvkgLRMsNyosBHF0CPgnru6KpSufrl3n5NRR31uFS8E+ZPvZU6yqPOL8XHBswcwBXJPkCEElWD84owQgWHz1N/HexjS//ZGLVKssENkc1qOy9cZCLhmiAUZw5BgAAldc/8nJEfn4AAYwBgFAAAEWxohaxxGf7AgAAAAAEWVo=',
    'a.tar.zst':
      'KLUv/QRY1QIAlANpbi9hLnR4dAAwMDAwNjQ0MDAwMDAyNzMzMAAgMHVzdGFyADAwYSBsaW5lClRPS19hYmNkMTIzNAoLAAwFeEBLNxRzcxQAgAEOZzHThsrgZzEAjpXL4ASOnstIqw==',
  }).map(([name, text]) => [name, Buffer.from(text, 'base64')]),
)
