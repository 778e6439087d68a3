// Owns: how far a scan is, on stderr: one line that changes on a terminal, a line every ten seconds elsewhere.
// Must not know: what is scanned.
import type { Progress, Seen } from '../core/progress.ts'

/** What the display needs of the world. */
export interface ProgressOutput {
  write(text: string): Promise<void>
  readonly isTTY: boolean
  now(): number
}

/** A display. Close it before the report is written. */
export interface ProgressDisplay extends Progress {
  close(): Promise<void>
}

const FIRST = 500
const TERMINAL_EVERY = 200
const PLAIN_EVERY = 10_000

interface State {
  seen: number
  bytes: number
  findings: number
  expected: number
}

/** Starts a display; nothing shows before half a second has gone by. */
export function openProgress(output: ProgressOutput): ProgressDisplay {
  const started = output.now()
  const state: State = { seen: 0, bytes: 0, findings: 0, expected: 0 }
  let shown = 0
  const show = () => {
    if (output.isTTY ? output.now() - started < FIRST : false) return
    const text = progressLine(state, output.now() - started)
    shown = text.length
    void output.write(output.isTTY ? `\r\u001b[K${text}` : `stanch: ${text}\n`)
  }
  const timer = setInterval(show, output.isTTY ? TERMINAL_EVERY : PLAIN_EVERY)
  timer.unref()
  return {
    expect(fragments) {
      state.expected += fragments
    },
    add(more: Seen) {
      state.seen += more.fragments
      state.bytes += more.bytes
      state.findings += more.findings
    },
    async close() {
      clearInterval(timer)
      if (shown > 0 && output.isTTY) await output.write('\r\u001b[K')
    },
  }
}

/** `[#####-----] 50%  1200 blobs  34.5 MB  12.1 MB/s  3 findings  8 s left` */
export function progressLine(state: Readonly<State>, elapsed: number): string {
  const { seen, bytes, findings, expected } = state
  const rate = elapsed > 0 ? bytes / elapsed / 1000 : 0
  const parts = [`${seen} blobs`, `${(bytes / 1e6).toFixed(1)} MB`, `${rate.toFixed(1)} MB/s`, `${findings} findings`]
  if (expected < seen || seen === 0) return parts.join('  ')
  const share = seen / expected
  const filled = Math.round(share * 20)
  const left = Math.ceil((elapsed / share - elapsed) / 1000)
  const bar = `[${'#'.repeat(filled)}${'-'.repeat(20 - filled)}] ${Math.floor(share * 100)}%`
  return [bar, ...parts, `${left} s left`].join('  ')
}
