// Owns: how V8 is told to compile a long run.
// Must not know: what runs.
import { setFlagsFromString } from 'node:v8'

/**
 * Inlines little. A scan of some seconds warms up a few hundred functions in each thread, and a quarter of its processor time went
 * into compiling them with all that they call. Measured with one thread: 25 MB of program text 2.0 -> 1.4 s, 115 MB of C
 * headers 5.2 -> 4.7 s, a history of 11,000 commits 6.2 -> 5.0 s. Holds for all threads; V8 reads it when it compiles.
 */
export function inlineLittle(): void {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=60')
}
