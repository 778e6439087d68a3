// Owns: the mark of a content that is an archive: history tells by marks which commits must be looked at closely.
// Must not know: what is in the archive; that is found out where it is looked at closely.
import { createHash } from 'node:crypto'
import { archiveKind } from './kind.ts'

/** A number of 48 bits that two archives share only when they are the same; undefined when the content is no archive. */
export function archiveMark(bytes: Uint8Array): number | undefined {
  return archiveKind(bytes) ? createHash('sha1').update(bytes).digest().readUIntBE(0, 6) : undefined
}
