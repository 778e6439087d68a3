// Builds dist/ once before the tests, so that end-to-end tests run what is shipped.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Called by vitest. */
export function setup(): void {
  if (process.env.STANCH_TEST_BUILT) return
  execFileSync(process.execPath, [join(import.meta.dirname, '..', 'scripts', 'bundle.mjs')], { stdio: 'inherit' })
}
