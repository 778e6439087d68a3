// Owns: inflating many small zlib streams whose inflated size is known, without a new decompressor for each.
// Must not know: packs.
import { constants, createInflate, inflateSync } from 'node:zlib'

/** The part of Node's decompressor that is reused: a stream object costs more than most objects of a pack hold. */
interface Handle {
  reset(): void
  writeSync(flush: number, input: Buffer, at: number, length: number, output: Buffer, from: number, room: number): void
}

interface Inner {
  readonly _handle?: Partial<Handle> | null
  readonly _writeState?: Uint32Array
  reset(): void
}

/** A zlib stream and where to put what it holds: exactly `size` bytes. */
export interface Stream {
  readonly input: Buffer
  readonly at: number
  readonly length: number
  readonly output: Buffer
  readonly from: number
  readonly size: number
}

/** Inflates a stream. Throws when it is damaged, or holds more or less than it should. */
export type Inflater = (stream: Stream) => void

/** The fastest inflater that this Node has: its own handle, reused, or else one stream for each call. */
export function openInflater(): Inflater {
  const stream = createInflate() as unknown as Inner
  const { _handle: handle, _writeState: state } = stream
  if (!state || typeof handle?.writeSync !== 'function' || typeof handle.reset !== 'function') return simpleInflater
  let failed = false
  ;(stream as unknown as NodeJS.EventEmitter).on('error', () => {
    failed = true
  })
  const errors = handle as { onerror?: unknown }
  errors.onerror = () => {
    failed = true
  }
  const { reset, writeSync } = handle as Handle
  const spare = Buffer.allocUnsafeSlow(1)
  return ({ input, at, length, output, from, size }) => {
    failed = false
    reset.call(handle)
    if (size === 0) writeSync.call(handle, constants.Z_FINISH, input, at, length, spare, 0, 1)
    else writeSync.call(handle, constants.Z_FINISH, input, at, length, output, from, size)
    if (failed || state[0] !== (size === 0 ? 1 : 0)) throw new Error('zlib: the data is damaged')
  }
}

/** One stream for each call: what every Node has. */
export const simpleInflater: Inflater = ({ input, at, length, output, from, size }) => {
  const bytes = inflateSync(input.subarray(at, at + length), { maxOutputLength: size + 1 })
  if (bytes.length !== size) throw new Error('zlib: the data is damaged')
  bytes.copy(output, from)
}
