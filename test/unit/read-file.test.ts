// A file is read whole, whatever its size says: small, medium, large, growing, of no size at all.
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openFile, readWhole } from '../../src/sources/read-file.ts'
import { temporaryFolder } from '../e2e/harness.ts'

describe('reading a file', () => {
  it.each([0, 1, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 2 << 20, (2 << 20) + 1, 5_000_000])(
    'of %i bytes',
    (size) => {
      const path = join(temporaryFolder(), 'f')
      const content = Buffer.alloc(size, 'abcdefg')
      writeFileSync(path, content)
      expect(Buffer.from(readWhole(path)).equals(content)).toBe(true)
    },
  )

  it('that grows while it is read gives what was added, too', () => {
    const path = join(temporaryFolder(), 'f')
    writeFileSync(path, Buffer.alloc(3 << 20, 'a'))
    const file = openFile(path)
    appendFileSync(path, 'more')
    const all = Buffer.concat([file.head, ...(file.rest?.() ?? [])])
    file.close()
    expect(all.toString('latin1').endsWith('amore')).toBe(true)
  })

  it('of the kernel, which says that it has no bytes', () => {
    expect(existsSync('/proc/self/status') ? readWhole('/proc/self/status').length : 1).toBeGreaterThan(0)
  })

  it('keeps each content apart: the shared buffer is copied', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'a'), 'first')
    writeFileSync(join(folder, 'b'), 'second')
    const a = readWhole(join(folder, 'a'))
    readWhole(join(folder, 'b'))
    expect(Buffer.from(a).toString()).toBe('first')
  })
})
