// Owns: the verb `protect`: what is about to be committed.
// Must not know: how it is read or judged.
import { resolve } from 'node:path'
import type { CommandLine } from '../core/options.ts'
import { needWorkTree, openRepo } from '../git/repo.ts'
import type { Host } from '../host.ts'
import { stagedSource } from '../sources/staged.ts'
import { runScan } from './scan.ts'

/** Scans the index against HEAD. */
export async function protect({ options, args }: CommandLine, host: Host): Promise<number> {
  const cwd = resolve(host.cwd, options.source ?? args[0] ?? '.')
  const context = { cwd, env: host.env }
  const opening = openRepo(context).then(needWorkTree)
  const source = stagedSource(context, opening)
  try {
    const { top } = await opening
    return await runScan({ source, root: top, options, host })
  } finally {
    source.close()
  }
}
