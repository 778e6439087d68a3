// Owns: standard input as a source: one text of any length, read in windows.
// Must not know: rules.
import type { Readable } from 'node:stream'
import { messageOf } from '../core/fault.ts'
import type { Origin, Source, SourceItem } from '../core/fragment.ts'
import { TextStream } from '../core/text-stream.ts'
import { type Window, Windower } from './windows.ts'

/** `path` is what the text is called in reports and for path rules; '' as in gitleaks. */
export function stdinSource(stream: NodeJS.ReadableStream, path: string): Source {
  return { name: 'standard input', items: (signal) => read(stream, path, signal) }
}

async function* read(stream: NodeJS.ReadableStream, path: string, signal: AbortSignal): AsyncIterable<SourceItem> {
  const origin: Origin = { kind: 'stdin', path }
  const text = new TextStream()
  const windower = new Windower()
  let seq = 0
  const items = (windows: readonly Window[]): SourceItem[] =>
    windows.map((w) => ({ type: 'fragment', fragment: { seq: seq++, origin, focus: 'all', ...w } }))
  const stop = () => void (stream as Partial<Readable>).destroy?.() // or the wait for more would go on
  signal.addEventListener('abort', stop)
  try {
    for await (const piece of stream) {
      if (signal.aborted) return
      yield* items(windower.push(text.push(typeof piece === 'string' ? Buffer.from(piece) : piece)))
    }
  } catch (error) {
    if (signal.aborted) return
    const message = `cannot be read: ${messageOf(error)}`
    yield { type: 'fault', fault: { stage: 'source', where: 'standard input', message } }
  } finally {
    signal.removeEventListener('abort', stop)
  }
  yield* items(windower.push(text.end()))
  yield* items(windower.end())
}
