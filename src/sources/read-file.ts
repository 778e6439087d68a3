// Owns: reading one file from the disk in pieces, fast: a small file costs four system calls and one copy.
// Must not know: what is read, or why.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

const SMALL = 256 << 10
const MEDIUM = 2 << 20
const PIECE = 1 << 20

/** Shared by all reads: each copies out what it got before the next one starts. */
const scratch = Buffer.allocUnsafeSlow(SMALL)

/** O_NONBLOCK: a file that was swapped for a pipe meanwhile must not hang the run. Absent on Windows. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** One open file: its first bytes, its size when that is known to be large, and the rest in pieces. */
export interface OpenFile {
  /** The whole content when `rest` is undefined. */
  readonly head: Uint8Array
  /** Size in bytes: of the head when that is all, else what the file system says. */
  readonly size: number
  /** Each piece is good until the next. */
  readonly rest?: () => Generator<Uint8Array>
  close(): void
}

/** Opens a file and reads its first 256 kB, or all of it up to 2 MB. Throws the file system's error. `pipe` waits for a writer. */
export function openFile(path: string, pipe = false): OpenFile {
  const fd = openSync(path, pipe ? constants.O_RDONLY : FLAGS)
  try {
    const length = fill(fd, scratch, 0)
    if (length < SMALL && !pipe) {
      const head = copy(length)
      closeSync(fd)
      return { head, size: length, close: () => undefined }
    }
    const size = pipe ? length : fstatSync(fd).size
    const rest = () => pieces(fd)
    if (pipe || size > MEDIUM) return { head: copy(length), size, rest, close: () => closeSync(fd) }
    const whole = Buffer.allocUnsafeSlow(size + 1) // one byte more than there should be: a file that grew shows
    const end = fill(fd, whole, scratch.copy(whole, 0, 0, length))
    if (end === whole.length) return { head: whole, size: end, rest, close: () => closeSync(fd) }
    closeSync(fd)
    return { head: whole.subarray(0, end), size: end, close: () => undefined }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** Reads until a buffer is full or the file ends: files of /proc give less than is asked for. Gives where it ended. */
function fill(fd: number, buffer: Buffer, from: number): number {
  let length = from
  while (length < buffer.length) {
    const got = readSync(fd, buffer, length, buffer.length - length, null)
    if (got === 0) break
    length += got
  }
  return length
}

/** In a buffer of its own, which can be handed to another thread. */
function copy(length: number): Buffer {
  const own = Buffer.allocUnsafeSlow(length)
  scratch.copy(own, 0, 0, length)
  return own
}

/** Each is good until the next: memory that was used before costs no page faults. */
function* pieces(fd: number): Generator<Uint8Array> {
  const piece = Buffer.allocUnsafeSlow(PIECE)
  for (;;) {
    const length = readSync(fd, piece, 0, PIECE, null)
    if (length === 0) return
    yield piece.subarray(0, length)
  }
}

/** All of an open file, in memory. */
export function wholeOf({ head, rest }: OpenFile): Uint8Array {
  if (!rest) return head
  const pieces = [head]
  for (const piece of rest()) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

/** A whole file in memory. Throws the file system's error. */
export function readWhole(path: string): Uint8Array {
  const file = openFile(path)
  try {
    return wholeOf(file)
  } finally {
    file.close()
  }
}
