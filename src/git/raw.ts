// Owns: the parser of git's `--raw -z` records. Staged, range and history share it.
// Must not know: which command printed them.
//
//   :100644 100644 <old oid> <new oid> M NUL path NUL
//   :100644 100644 <old oid> <new oid> R097 NUL old path NUL new path NUL

/** One changed path. Modes are git's octal strings; an oid of zeros means "none" (or "not hashed"). */
export interface RawEntry {
  readonly oldMode: string
  readonly newMode: string
  readonly oldOid: string
  readonly newOid: string
  /** A D M R C T U */
  readonly status: string
  readonly path: string
  /** Where a renamed or copied file was. */
  readonly oldPath?: string
}

const COLON = 58

/** Parses whole output. Paths are bytes to git: those that are not UTF-8 come with U+FFFD, and are read by oid only. */
export function parseRaw(output: Buffer): RawEntry[] {
  const entries: RawEntry[] = []
  let at = 0
  const field = (): string => {
    const end = output.indexOf(0, at)
    if (end === -1) throw new Error('git raw output ends in the middle of a record')
    const text = output.toString('utf8', at, end)
    at = end + 1
    return text
  }
  while (at < output.length) {
    if (output[at] !== COLON) throw new Error(`git raw output: expected ":" at byte ${at}`)
    const [oldMode = '', newMode = '', oldOid = '', newOid = '', letters = ''] = field().slice(1).split(' ')
    const status = letters.charAt(0)
    const first = field()
    const moved = status === 'R' || status === 'C'
    const path = moved ? field() : first
    entries.push({ oldMode, newMode, oldOid, newOid, status, path, ...(moved ? { oldPath: first } : {}) })
  }
  return entries
}

/** True for the all-zero oid of either hash. */
export function isZero(oid: string): boolean {
  return /^0+$/.test(oid)
}
