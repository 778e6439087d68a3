// Owns: what a running scan tells about itself.
// Must not know: how it is shown.

/** Something looked at. */
export interface Seen {
  readonly fragments: number
  readonly bytes: number
  readonly findings: number
}

/** Whoever wants to know how far the scan is. */
export interface Progress {
  /** That many more fragments will come. May never be called: then there is no time left to tell. */
  expect(fragments: number): void
  add(seen: Seen): void
}

/** Tells nobody. */
export const silent: Progress = { expect: () => undefined, add: () => undefined }
