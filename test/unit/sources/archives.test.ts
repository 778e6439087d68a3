import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SourceItem } from '../../../src/core/fragment.ts'
import { expand } from '../../../src/sources/archives/expand.ts'
import { archiveKind } from '../../../src/sources/archives/kind.ts'
import { DEFAULT_LIMITS } from '../../../src/sources/archives/limits.ts'
import { PACKED, PACKED_TEXT, tarOf, tgzOf, zipOf } from '../../archives.ts'

const TEXT = 'key = value\n'

async function items(path: string, bytes: Uint8Array, limits = {}): Promise<SourceItem[]> {
  let seq = 0
  const origin = { kind: 'file', path } as const
  const found: SourceItem[] = []
  for await (const item of expand(origin, bytes, { ...DEFAULT_LIMITS, ...limits }, () => seq++)) found.push(item)
  return found
}

/** One line for each item: path = content, or what was left out and why. */
async function told(path: string, bytes: Uint8Array, limits = {}): Promise<string[]> {
  return (await items(path, bytes, limits)).map((item) => {
    if (item.type === 'fragment') return `${item.fragment.origin.path} = ${Buffer.from(item.fragment.bytes)}`
    if (item.type === 'skip') return `${item.skip.where}: skipped: ${item.skip.why}`
    return item.type === 'fault' ? `${item.fault.where}: fault: ${item.fault.message}` : item.type
  })
}

describe('archives', () => {
  test('a zip, by content and not by name', async () => {
    const zip = zipOf({ 'a.txt': TEXT, 'dir/': '', 'dir/b.env': TEXT })
    expect(await told('x.docx', zip)).toEqual([`x.docx!a.txt = ${TEXT}`, `x.docx!dir/b.env = ${TEXT}`])
    expect(await told('stored', zipOf({ a: TEXT }, 0, 0))).toEqual([`stored!a = ${TEXT}`])
  })

  test('a tar, plain and packed, is one archive and not two', async () => {
    const files = { 'in/a.txt': TEXT, './b': TEXT, '/c': TEXT }
    const expected = (name: string) => [`${name}!in/a.txt = ${TEXT}`, `${name}!b = ${TEXT}`, `${name}!c = ${TEXT}`]
    expect(await told('x.tar', await tarOf(files))).toEqual(expected('x.tar'))
    expect(await told('x.tgz', await tgzOf(files), { depth: 1 })).toEqual(expected('x.tgz'))
    for (const name of ['a.tar.bz2', 'a.tar.xz', 'a.tar.zst'])
      expect(await told(name, PACKED[name]!, { depth: 1 })).toEqual([`${name}!in/a.txt = ${PACKED_TEXT}`])
  })

  test('a packed file holds one file, named without its ending', async () => {
    expect(await told('dir/dump.sql.gz', gzipSync(TEXT))).toEqual([`dir/dump.sql.gz!dump.sql = ${TEXT}`])
    for (const name of ['a.bz2', 'a.xz', 'a.zst'])
      expect(await told(name, PACKED[name]!)).toEqual([`${name}!a = ${PACKED_TEXT}`])
  })

  test('archives in archives, as deep as is asked', async () => {
    const war = zipOf({ 'WEB-INF/lib/x.jar': zipOf({ 'app.properties': TEXT }), 'web.xml': TEXT })
    expect(await told('app.war', war)).toEqual([
      `app.war!WEB-INF/lib/x.jar!app.properties = ${TEXT}`,
      `app.war!web.xml = ${TEXT}`,
    ])
    expect(await told('app.war', war, { depth: 1 })).toEqual([
      'app.war!WEB-INF/lib/x.jar: skipped: archive more than 1 deep',
      `app.war!web.xml = ${TEXT}`,
    ])
  })

  test('fragments are numbered in order', async () => {
    const zip = zipOf({ a: TEXT, b: TEXT, c: TEXT })
    const numbers = (await items('z', zip)).map((i) => (i.type === 'fragment' ? i.fragment.seq : -1))
    expect(numbers).toEqual([0, 1, 2])
  })

  test('a large member comes in windows that own every byte once', async () => {
    const text = Buffer.alloc(9e6, 'some line of text\n')
    const windows = (await items('big.gz', gzipSync(text))).map((i) => (i.type === 'fragment' ? i.fragment : undefined))
    expect(windows.length).toBeGreaterThan(1)
    expect(windows.reduce((n, w) => n + (w?.owns ? w.owns.end - w.owns.start : 0), 0)).toBe(text.length)
  })

  test('what cannot be opened is said: encrypted members, unknown methods, 7z, pictures', async () => {
    expect(await told('z', zipOf({ a: TEXT }, 1))).toEqual(['z!a: skipped: encrypted archive member'])
    expect(await told('z', zipOf({ a: TEXT }, 0, 93))).toEqual(['z!a: skipped: archive member packed by method 93'])
    expect(await told('a.7z', Buffer.concat([Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'), Buffer.alloc(40)]))).toEqual([
      'a.7z: skipped: archive not opened: 7z',
    ])
    const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(40)])
    expect(await told('z', zipOf({ 'a.png': png }))).toEqual(['z!a.png: skipped: image'])
  })
})

describe('bounds of archives', () => {
  test('members, bytes of one, bytes of all', async () => {
    const zip = zipOf({ a: TEXT, b: TEXT, c: TEXT })
    expect(await told('z', zip, { members: 2 })).toEqual([
      `z!a = ${TEXT}`,
      `z!b = ${TEXT}`,
      'z: skipped: archive with more than 2 members',
    ])
    const large = zipOf({ a: TEXT, big: Buffer.alloc(3 << 20), c: TEXT })
    expect((await told('z', large, { memberBytes: 1 << 20 }))[1]).toBe(
      'z!big: skipped: archive member of more than 1 MiB',
    )
    expect(await told('z', large, { bytes: 1 << 20 })).toEqual([
      `z!a = ${TEXT}`,
      'z: skipped: archive of more than 1 MiB unpacked',
    ])
  })

  test.each(['zip', 'gzip', 'tar'])('a bomb (%s) is left at its ratio', async (kind) => {
    const zeros = Buffer.alloc(40 << 20)
    const bomb = kind === 'zip' ? zipOf({ a: zeros }) : kind === 'gzip' ? gzipSync(zeros) : await tgzOf({ a: zeros })
    expect(await told('b', bomb)).toEqual(['b: skipped: archive that unpacks to more than 200 times its size'])
  })

  test('a bomb (bzip2) of 2,000 blocks in 90 kB is left at its ratio, and never unpacked as a whole', async () => {
    const block = Buffer.from('QlpoOTFBWSZTWckBtsgBWKtAIMAAEAAACCAAMMwFKaZSSFJsVJIUni7kinChIZIDbZA=', 'base64') // 45 MB of NUL
    const before = process.memoryUsage().rss
    expect(await told('b', Buffer.concat(Array.from({ length: 2000 }, () => block)))).toEqual([
      'b: skipped: archive that unpacks to more than 200 times its size',
    ])
    expect(process.memoryUsage().rss - before).toBeLessThan(400 << 20)
  })

  test('a bomb (zstd) is left at its ratio in the midst of a piece', async () => {
    const frame = Buffer.from(
      'KLUv/QBoTAAACAABAPz/ORACAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAARAAAAAEA/f/MCxACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAAD0AIA',
      'base64',
    ) // 40 MB of NUL
    expect(await told('b', Buffer.concat([frame, frame, frame]))).toEqual([
      'b: skipped: archive that unpacks to more than 200 times its size',
    ])
  })

  test('streams of bzip2 after each other are one content', async () => {
    const one = PACKED['a.bz2']!
    expect(await told('b', Buffer.concat([one, one]))).toEqual([`b!b = ${PACKED_TEXT}${PACKED_TEXT}`])
  })

  test('a bomb in many layers is bounded by one account', async () => {
    const one = zipOf({ a: Buffer.alloc(10 << 20) })
    const many = zipOf(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.zip`, one])))
    const all = await told('b', many, { bytes: 100 << 20, ratio: 1e9 })
    expect(all.at(-1)).toContain('archive of more than 100 MiB unpacked')
    expect(new Set(all.map((line) => line.split(' = ')[0])).size).toBeLessThan(12)
  })
})

describe('damaged archives', () => {
  const cut = (bytes: Buffer, part: number) => bytes.subarray(0, Math.floor(bytes.length * part))
  const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 31) & 255))

  test('a cut archive is a fault, and what came before the cut is given', async () => {
    const tar = await tarOf({ a: TEXT, b: noise })
    expect(await told('t', cut(tar, 0.5))).toEqual([
      `t!a = ${TEXT}`,
      expect.stringContaining('t: fault: damaged tar archive'),
    ])
    const whole: [string, Buffer][] = [
      ['zip', zipOf({ a: TEXT, b: noise })],
      ['gzip', gzipSync(noise)],
      ...Object.entries(PACKED).map(([name, bytes]): [string, Buffer] => [name, bytes]),
    ]
    for (const [name, bytes] of whole) {
      const last = (await told(name, cut(bytes, 0.7))).at(-1)
      expect(last, name).toMatch(/fault: damaged \w+ archive/)
    }
  })

  test('a wrong byte in the data is a fault', async () => {
    const zip = zipOf({ a: noise, c: TEXT })
    zip[60]! ^= 0xff
    expect((await told('z', zip)).some((line) => line.includes('fault: damaged zip'))).toBe(true)
  })

  test('no bytes make it throw or hang', async () => {
    const seeds = [
      zipOf({ a: TEXT, b: zipOf({ c: TEXT }) }),
      gzipSync(TEXT),
      await tgzOf({ a: TEXT }),
      ...Object.values(PACKED),
    ]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...seeds), fc.nat(), fc.nat(255), fc.nat(), async (seed, at, value, end) => {
        const bytes = Buffer.from(seed)
        bytes[20 + (at % (bytes.length - 20))] = value
        const part = bytes.subarray(0, 20 + (end % (bytes.length - 19)))
        expect(Array.isArray(await told('x', part))).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  test('texts that begin like an archive are none', () => {
    const texts = [
      'PK is a prefix, and this is text',
      'BZh9 is a bzip2 header, is it not',
      '7z is a program that packs files',
      'Rar! it is not one',
      `${'x'.repeat(257)}ustar${'y'.repeat(600)}`,
    ]
    for (const text of texts) expect(archiveKind(Buffer.from(text)), text).toBeUndefined()
    expect(archiveKind(Buffer.alloc(1024))).toBeUndefined()
  })
})
