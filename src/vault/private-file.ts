// Owns: files that only their owner may read: keys, indexes, journals, the pause after a failure.
// Must not know: what they hold.
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { messageOf } from '../core/fault.ts'
import { VaultError } from './errors.ts'

/** Opens for reading: not through a link, and only what nobody else can read or change. undefined = not there. */
export function openPrivate(path: string): number | undefined {
  let fd: number
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new VaultError('unsafe file', `${path} cannot be opened: ${messageOf(error)}`)
  }
  // Windows has no such modes, nor O_NOFOLLOW
  if (constants.O_NOFOLLOW !== undefined && (fstatSync(fd).mode & 0o077) !== 0) {
    closeSync(fd)
    throw new VaultError('unsafe file', `${path} can be read or changed by others`)
  }
  return fd
}

/** The content, or undefined when there is no such file. */
export function readPrivate(path: string): Buffer | undefined {
  const fd = openPrivate(path)
  if (fd === undefined) return undefined
  try {
    return readFileSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Writes with mode 0600 by way of a new file beside it, in a folder of mode 0700. */
export function writePrivate(path: string, bytes: Uint8Array | string): void {
  const temporary = `${path}.new`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    rmSync(temporary, { force: true })
    writeFileSync(temporary, bytes, { mode: 0o600, flag: 'wx' })
    renameSync(temporary, path)
  } catch (error) {
    throw new VaultError(
      'unsafe file',
      `${path} cannot be written: ${messageOf(error)}`,
      'check the folder and its owner',
    )
  }
}

/** Appends to a file of mode 0600. */
export function appendPrivate(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0)
  const fd = openSync(path, flags, 0o600)
  try {
    writeSync(fd, bytes)
  } finally {
    closeSync(fd)
  }
}

/** Removes a file, if it is there. */
export function removePrivate(path: string): void {
  rmSync(path, { force: true })
}
