// Owns: a place (path, commit) as rules and allowlists ask for it.
// Must not know: content. One content may stand at many places.

/** Where a content stands. '' = there is no path, or no commit; then nothing about it holds. */
export interface Place {
  readonly path: string
  readonly commit: string
  /** The path for pattern matching. */
  readonly pathBytes: Uint8Array
}

/** A place. The commit is compared in lower case. */
export function placeAt(path: string, commit = ''): Place {
  return { path, commit: commit.toLowerCase(), pathBytes: Buffer.from(path) }
}
