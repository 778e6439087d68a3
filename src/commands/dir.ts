// Owns: the verb `dir`: files and folders as they are on the disk.
// Must not know: how they are read or judged.
import { isAbsolute, normalize, resolve } from 'node:path'
import type { CommandLine } from '../core/options.ts'
import type { Host } from '../host.ts'
import { archiveLimits } from '../sources/archives/limits.ts'
import { filesSource } from '../sources/files.ts'
import { folderOf, repositoryTop } from './place.ts'
import { placedBelow } from './placed.ts'
import { runScan } from './scan.ts'
import { filesUnderOverlay } from './with-overlay.ts'

/** Scans the given paths, or the folder that we are in. */
export async function dir({ options, args }: CommandLine, host: Host): Promise<number> {
  const named = args.length > 0 ? args : options.source === undefined ? ['.'] : [options.source]
  const roots = named.map((path) => path || '.')
  const target = roots.length > 1 ? host.cwd : folderOf(resolve(host.cwd, roots[0]!)) // several have what we are in in common
  const root = repositoryTop(target)
  return runScan({
    source: ({ leaveOut, settings }) => {
      const source = filesSource({
        roots,
        cwd: host.cwd,
        followSymlinks: options.followSymlinks ?? false,
        maxBytes: (options.maxTargetMegabytes ?? 0) * 1e6,
        binary: options.binary ?? false,
        archives: archiveLimits(options.maxArchiveDepth),
        leaveOut,
        settings,
      })
      return options.overlay ? filesUnderOverlay(source, roots, options, host) : source
    },
    root,
    target,
    ...(root === host.cwd && !roots.some(isOutOfLine) ? {} : { placed: placedBelow(root, host.cwd) }),
    options,
    host,
    isolation: {},
    whole: roots.length === 1 && resolve(host.cwd, roots[0]!) === root,
    wholeFiles: true,
  })
}

/** Paths that begin with it do not count from the folder that we are in. */
function isOutOfLine(path: string): boolean {
  return isAbsolute(path) || normalize(path).startsWith('..')
}
