import { describe, expect, it, vi } from 'vitest'
import { openProgress, progressLine } from '../../../src/cli/progress.ts'

describe('progress', () => {
  it('tells share, rate and time left when the total is known', () => {
    const line = progressLine({ seen: 50, bytes: 4e6, findings: 2, expected: 100 }, 2000)
    expect(line).toBe('[##########----------] 50%  50 blobs  4.0 MB  2.0 MB/s  2 findings  2 s left')
  })

  it('tells no time left when the total is not known', () => {
    expect(progressLine({ seen: 50, bytes: 4e6, findings: 0, expected: 0 }, 2000)).toBe(
      '50 blobs  4.0 MB  2.0 MB/s  0 findings',
    )
  })

  it('on a terminal it shows after half a second and is wiped away; elsewhere it is a line every ten seconds', async () => {
    vi.useFakeTimers()
    try {
      for (const [isTTY, after, times] of [
        [true, 1000, 3],
        [false, 25_000, 2],
      ] as const) {
        const written: string[] = []
        const display = openProgress({ isTTY, now: () => Date.now(), write: async (text) => void written.push(text) })
        display.add({ fragments: 1, bytes: 10, findings: 0 })
        vi.advanceTimersByTime(after)
        expect(written).toHaveLength(times)
        await display.close()
        expect(written.at(-1)).toBe(isTTY ? '\r\u001b[K' : written[1])
        vi.advanceTimersByTime(60_000)
        expect(written).toHaveLength(isTTY ? times + 1 : times)
      }
    } finally {
      vi.useRealTimers()
    }
  })
})
