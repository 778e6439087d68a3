// What we read from packs is what git reads from them: every blob, byte for byte, over generated repositories.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameAt, readPackIndex } from '../../src/git/pack/index-file.ts'
import { openInflater, simpleInflater } from '../../src/git/pack/inflate.ts'
import { BLOB, layoutOf, NONE } from '../../src/git/pack/layout.ts'
import { PackWalker } from '../../src/git/pack/walk.ts'
import { openKernel } from '../../src/kernel/kernel.ts'
import { cleanEnv, temporaryFolder } from '../e2e/harness.ts'

const KERNEL = openKernel()

const LINES = fc.array(fc.stringMatching(/^[a-e ]{0,30}$/), { maxLength: 40 })
const EDIT = fc.record({
  at: fc.nat(60),
  remove: fc.nat(6),
  insert: fc.array(fc.stringMatching(/^[a-z]{0,70}$/), { maxLength: 5 }),
})
const FILE = fc.record({
  lines: LINES,
  edits: fc.array(EDIT, { maxLength: 12 }),
  tail: fc.uint8Array({ maxLength: 90 }),
})

/** Every version of a generated file. */
function versions({
  lines,
  edits,
  tail,
}: {
  lines: string[]
  edits: { at: number; remove: number; insert: string[] }[]
  tail: Uint8Array
}): Buffer[] {
  const now = [...lines, ...Array.from({ length: 30 }, (_, i) => `line ${i} that stays as it is`)]
  const end = Buffer.from(tail)
  const all = [Buffer.concat([Buffer.from(now.join('\n')), end])]
  for (const { at, remove, insert } of edits) {
    now.splice(at % (now.length + 1), remove, ...insert)
    all.push(Buffer.concat([Buffer.from(now.join('\n')), end]))
  }
  return all
}

function git(cwd: string, args: string[], input?: Buffer): Buffer {
  return execFileSync('git', args, { cwd, env: cleanEnv(), input, maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'pipe'] })
}

interface Shape {
  readonly hash: 'sha1' | 'sha256'
  readonly deltas: 'OFS' | 'REF'
  readonly wide: boolean
  readonly depth: number
}

/** A repository whose objects are the given contents, in one pack. Gives the pack's folder. */
function packed(contents: readonly Buffer[], shape: Shape): string {
  const dir = temporaryFolder()
  git(dir, ['init', '-q', '--bare', `--object-format=${shape.hash}`, '.'])
  const names = contents.map((c) => git(dir, ['hash-object', '-w', '--stdin'], c).toString().trim())
  const options = [...(shape.deltas === 'OFS' ? ['--delta-base-offset'] : []), `--depth=${shape.depth}`, '--window=20']
  const wide = shape.wide ? ['-c', 'pack.indexVersion=2'] : []
  const base = join(dir, 'objects', 'pack', 'pack')
  git(
    dir,
    [...wide, 'pack-objects', '-q', ...options, shape.wide ? '--index-version=2,0x40' : '--index-version=2', base],
    Buffer.from(`${[...new Set(names)].join('\n')}\n`),
  )
  return join(dir, 'objects', 'pack')
}

/** Everything that the walker shows, by name; `checked` holds that edits tell the truth. */
function walked(
  folder: string,
  hash: number,
  inflater = openInflater(),
): { blobs: Map<string, string>; broken: unknown[] } {
  const blobs = new Map<string, string>()
  const broken: unknown[] = []
  for (const file of readdirSync(folder).filter((f) => f.endsWith('.idx'))) {
    const index = readPackIndex(join(folder, file), hash)
    const layout = layoutOf(join(folder, file.replace(/idx$/, 'pack')), index, KERNEL)
    const keep = (object: number, bytes: Buffer) => {
      blobs.set(nameAt(index, layout.position[object]!), bytes.toString('latin1'))
      return bytes.toString('latin1')
    }
    const walker = new PackWalker<string>(
      KERNEL,
      layout,
      {
        whole: keep,
        patched(object, bytes, edits, base) {
          let at = 0
          for (let i = 0; i < edits.length; i += 3) {
            const [start, source, length] = edits.triples.subarray(i, i + 3) as unknown as [number, number, number]
            expect(start).toBe(at)
            if (source >= 0)
              expect(bytes.toString('latin1', start, start + length)).toBe(base.slice(source, source + length))
            at += length
          }
          expect(at).toBe(bytes.length)
          return keep(object, bytes)
        },
        broken: (_object, error) => broken.push(error),
      },
      inflater,
    )
    for (let i = 0; i < layout.count; i++) if (layout.base[i] === NONE && layout.kind[i] === BLOB) walker.family(i)
    walker.close()
  }
  return { blobs, broken }
}

/** The same by git. */
function byGit(folder: string): Map<string, string> {
  const all = git(join(folder, '..', '..'), ['cat-file', '--batch', '--batch-all-objects'])
  const blobs = new Map<string, string>()
  for (let at = 0; at < all.length; ) {
    const lf = all.indexOf(10, at)
    const [name = '', kind, size] = all.toString('latin1', at, lf).split(' ')
    const end = lf + 1 + Number(size)
    if (kind === 'blob') blobs.set(name, all.toString('latin1', lf + 1, end))
    at = end + 1
  }
  return blobs
}

const SHAPE = fc.record({
  hash: fc.constantFrom('sha1' as const, 'sha256' as const),
  deltas: fc.constantFrom('OFS' as const, 'REF' as const),
  wide: fc.boolean(),
  depth: fc.constantFrom(1, 5, 50),
})

/** A copy with some bits of some bytes turned. */
function damaged(whole: Buffer, spots: readonly { at: number; bits: number }[]): Buffer {
  const bytes = Buffer.from(whole)
  for (const { at, bits } of spots) bytes[at % bytes.length]! ^= bits
  return bytes
}

describe('the pack reader', () => {
  it('gives every blob as git cat-file does, whatever the pack', () => {
    let deltas = 0
    fc.assert(
      fc.property(fc.array(FILE, { minLength: 1, maxLength: 4 }), SHAPE, (files, shape) => {
        const folder = packed(files.flatMap(versions), shape)
        const size = shape.hash === 'sha1' ? 20 : 32
        const { blobs, broken } = walked(folder, size)
        expect(broken).toEqual([])
        expect(blobs).toEqual(byGit(folder))
        expect(walked(folder, size, simpleInflater).blobs).toEqual(blobs)
        deltas += blobs.size - files.length
      }),
      { numRuns: 25, seed: 7 },
    )
    expect(deltas).toBeGreaterThan(100)
  }, 120_000)

  it('ends on any damage, and reads a whole pack as before', () => {
    let refused = 0
    let read = 0
    const damage = fc.array(fc.record({ at: fc.nat(), bits: fc.integer({ min: 1, max: 255 }) }), {
      minLength: 1,
      maxLength: 8,
    })
    const files = fc.array(FILE, { minLength: 1, maxLength: 2 })
    fc.assert(
      fc.property(files, SHAPE, fc.array(damage, { minLength: 6, maxLength: 6 }), (all, shape, damages) => {
        const folder = packed(all.flatMap(versions), shape)
        const size = shape.hash === 'sha1' ? 20 : 32
        const { blobs } = walked(folder, size)
        const pack = join(folder, readdirSync(folder).find((f) => f.endsWith('.pack'))!)
        chmodSync(pack, 0o644)
        const whole = readFileSync(pack)
        for (const bytes of damages.map((spots) => damaged(whole, spots))) {
          writeFileSync(pack, bytes)
          try {
            const found = walked(folder, size)
            expect(found.blobs.size + found.broken.length).toBeLessThanOrEqual(blobs.size)
            read++
          } catch (error) {
            expect(String(error)).toMatch(/bad header|cut short|belong together|not a pack/)
            refused++
          }
        }
        writeFileSync(pack, whole)
        expect(walked(folder, size).blobs).toEqual(blobs)
      }),
      { numRuns: 15, seed: 11 },
    )
    expect(Math.min(refused, read)).toBeGreaterThan(5)
  }, 120_000)

  it('says of a damaged object that it is damaged, and reads the others', () => {
    const contents = Array.from({ length: 9 }, (_, i) =>
      Buffer.from(`${'x'.repeat(i * 7)}${Math.sin(i)}${'y'.repeat(90 - i)}${i ** 9}\n`.repeat(9)),
    )
    const folder = packed(contents, { hash: 'sha1', deltas: 'OFS', wide: false, depth: 0 })
    const pack = join(folder, readdirSync(folder).find((f) => f.endsWith('.pack'))!)
    chmodSync(pack, 0o644)
    const bytes = readFileSync(pack)
    bytes[Math.floor(bytes.length / 2)]! ^= 0xff
    writeFileSync(pack, bytes)
    const { blobs, broken } = walked(folder, 20)
    expect(broken.length).toBeGreaterThan(0)
    expect(blobs.size + broken.length).toBe(9)
    truncateSync(pack, 40)
    expect(() => walked(folder, 20)).toThrow('cut short')
    expect(spawnSync('git', ['-C', folder, 'fsck']).status).not.toBe(0)
  })
})
