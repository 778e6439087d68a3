// Owns: the verb `stdin`: what comes in on standard input.
// Must not know: how it is read or judged.
import type { CommandLine } from '../core/options.ts'
import type { Host } from '../host.ts'
import { stdinSource } from '../sources/stdin.ts'
import { repositoryTop } from './place.ts'
import { placedBelow } from './placed.ts'
import { runScan } from './scan.ts'

/** Scans standard input. A path that it is given counts from the folder that we are in. */
export async function stdin({ options }: CommandLine, host: Host): Promise<number> {
  const root = repositoryTop(host.cwd)
  const source = stdinSource(host.stdin, options.stdinPath ?? '')
  return runScan({ source, root, target: host.cwd, placed: placedBelow(root, host.cwd), options, host })
}
