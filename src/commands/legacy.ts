// Owns: gitleaks' old verb `detect`: which of our verbs it means.
// Must not know: what those do.
import type { CommandLine } from '../core/options.ts'
import type { Host } from '../host.ts'

/** detect = git; with --no-git = dir; with --pipe = stdin. */
export async function detect(line: CommandLine, host: Host): Promise<number> {
  if (line.options.noGit) return (await import('./dir.ts')).dir(line, host)
  if (line.options.pipe) return (await import('./stdin.ts')).stdin(line, host)
  return (await import('./git.ts')).git(line, host)
}
