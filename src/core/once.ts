// Owns: work that is put off until somebody needs it, and then done once.
// Must not know: what the work is.

/** Gives the answer of the first call to every caller. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined
  return () => (done ??= work())
}
