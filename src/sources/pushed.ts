// Owns: what git tells the hooks pre-push and pre-receive on their standard input -> the commits that are new to the other side.
// Must not know: how commits are scanned.
//
//   pre-push:     <local ref> SP <local oid> SP <remote ref> SP <remote oid> LF      (the local ref may hold spaces)
//   pre-receive:  <old oid> SP <new oid> SP <ref> LF
import { UserError } from '../core/fault.ts'

/** One ref that is pushed. An oid of zeros: the ref is new (old) or deleted (new). */
export interface PushedRef {
  readonly oldOid: string
  readonly newOid: string
  readonly ref: string
}

const OID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/
const ZERO = /^0+$/

/** Lines of pre-push, split from the right. Throws on a line of another form: a ref that is not read is not scanned. */
export function parsePrePush(text: string): PushedRef[] {
  return lines(text).map((line) => {
    const fields = line.split(' ')
    const [newOid, ref, oldOid] = fields.slice(-3)
    return checked({ oldOid: oldOid ?? '', newOid: newOid ?? '', ref: ref ?? '' }, line)
  })
}

/** Lines of pre-receive (and of post-receive). */
export function parsePreReceive(text: string): PushedRef[] {
  return lines(text).map((line) => {
    const [oldOid = '', newOid = '', ...ref] = line.split(' ')
    return checked({ oldOid, newOid, ref: ref.join(' ') }, line)
  })
}

/** The new tips, without those of deleted refs. */
export function newTips(refs: readonly PushedRef[]): string[] {
  return [...new Set(refs.filter((r) => !ZERO.test(r.newOid)).map((r) => r.newOid))]
}

/** What the other side has of these refs. */
export function oldTips(refs: readonly PushedRef[]): string[] {
  return [...new Set(refs.filter((r) => !ZERO.test(r.oldOid)).map((r) => r.oldOid))]
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

function checked(ref: PushedRef, line: string): PushedRef {
  if (OID.test(ref.oldOid) && OID.test(ref.newOid) && ref.ref !== '') return ref
  throw new UserError(`standard input is not what git hands to this hook: "${line}"`, 'call it from a git hook')
}
