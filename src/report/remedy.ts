// Owns: the advice of a finding that has some of its own (a file or a value that must not be committed), as plain lines.
// Must not know: the format that it goes into.
import type { Finding } from '../core/finding.ts'

/** `ignore: echo /.env >> .gitignore`; [] when the usual advice holds. */
export function remedyLines({ remedy = [] }: Finding): string[] {
  return remedy.map(([what, line]) => `${what}: ${line}`)
}
