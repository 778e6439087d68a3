// Owns: the verb `stdin`: what comes in on standard input.
// Must not know: how it is read or judged.
import type { CommandLine } from '../core/options.ts'
import type { Host } from '../host.ts'
import { stdinSource } from '../sources/stdin.ts'
import { runScan } from './scan.ts'

/** Scans standard input. */
export async function stdin({ options }: CommandLine, host: Host): Promise<number> {
  return runScan({ source: stdinSource(host.stdin, options.stdinPath ?? ''), root: host.cwd, options, host })
}
