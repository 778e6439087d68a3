// Owns: how much of an archive is looked at, and the account of one run through it.
// Must not know: formats.

/** Bounds for one outermost archive. */
export interface ArchiveLimits {
  /** Archives inside each other; 0 = none is opened. */
  readonly depth: number
  /** Members in all. */
  readonly members: number
  /** Bytes in all, unpacked. */
  readonly bytes: number
  /** Bytes of one member, unpacked. */
  readonly memberBytes: number
  /** Unpacked bytes for each packed one, once more than `RATIO_FREE` were unpacked. */
  readonly ratio: number
}

/** gitleaks opens none unless asked; two deep finds the jar in a zip. */
export const DEFAULT_LIMITS: ArchiveLimits = {
  depth: 2,
  members: 20_000,
  bytes: 1 << 30,
  memberBytes: 64 << 20,
  ratio: 200,
}

/** The default bounds, as deep as `--max-archive-depth` says. */
export function archiveLimits(depth: number | undefined): ArchiveLimits {
  return depth === undefined ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, depth }
}

const RATIO_FREE = 16 << 20

/** A bound was reached: what follows in the archive is left out, and reported. */
export class BoundReached extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'BoundReached'
  }
}

/** Counts what was unpacked, over all archives inside one. */
export class Account {
  readonly #limits: ArchiveLimits
  readonly #packed: number
  #bytes = 0
  #members = 0

  /** `packed` is the size of the outermost archive in bytes. */
  constructor(limits: ArchiveLimits, packed: number) {
    this.#limits = limits
    this.#packed = packed
  }

  /** Notes one more member. Throws BoundReached. */
  member(): void {
    const { members } = this.#limits
    if (++this.#members > members) throw new BoundReached(`archive with more than ${members} members`)
  }

  /** Notes unpacked bytes. Throws BoundReached. */
  unpacked(count: number): void {
    this.#bytes += count
    this.check(0)
  }

  /** Throws BoundReached if so many more bytes would be too many: for unpackers that give many at once. */
  check(more: number): void {
    const { bytes, ratio } = this.#limits
    const all = this.#bytes + more
    if (all > bytes) throw new BoundReached(`archive of more than ${bytes >> 20} MiB unpacked`)
    if (all > RATIO_FREE && all > ratio * this.#packed) {
      throw new BoundReached(`archive that unpacks to more than ${ratio} times its size`)
    }
  }
}
