// Owns: `git --pre-commit`: what was changed and is not staged yet.
// Must not know: how it is read or judged.
import { resolve } from 'node:path'
import type { CommandLine } from '../core/options.ts'
import { needWorkTree, openRepo } from '../git/repo.ts'
import type { Host } from '../host.ts'
import { archiveLimits } from '../sources/archives/limits.ts'
import { worktreeSource } from '../sources/worktree.ts'
import { runScan } from './scan.ts'

/** Scans the working tree against the index. */
export async function worktree({ options, args }: CommandLine, host: Host): Promise<number> {
  const repo = await openRepo({ cwd: resolve(host.cwd, options.source ?? args[0] ?? '.'), env: host.env })
  needWorkTree(repo)
  return runScan({
    source: worktreeSource(repo, archiveLimits(options.maxArchiveDepth)),
    root: repo.top,
    options,
    host,
    isolation: { context: repo.context, top: repo.top },
  })
}
