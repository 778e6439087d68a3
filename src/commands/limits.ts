// Owns: what flags say of a whole run: how long, how large a file may be, and flags of gitleaks that mean nothing here.
// Must not know: which source is read.
import { availableParallelism } from 'node:os'
import { UserError } from '../core/fault.ts'
import type { Source, SourceItem } from '../core/fragment.ts'
import type { RawOptions } from '../core/options.ts'

const PLATFORMS = ['', 'unknown', 'none', 'github', 'gitlab', 'azuredevops', 'gitea', 'bitbucket']

/** Throws a UserError for a flag that cannot be honoured; gives notes on those that do nothing. */
export function checkFlags(options: RawOptions): string[] {
  const { reportTemplate, reportFormat, platform = '', diagnostics } = options
  if (reportTemplate !== undefined || reportFormat?.trim().toLowerCase() === 'template') {
    throw new UserError(
      'report templates are Go templates, which stanch does not run',
      'use -f json and a script of yours',
    )
  }
  if (!PLATFORMS.includes(platform.toLowerCase())) {
    throw new UserError(`unknown platform "${platform}"`, PLATFORMS.slice(2).join(', '))
  }
  return diagnostics ? ['--diagnostics does nothing here; use node --cpu-prof'] : []
}

/** Ends when the host's signal does, or after --timeout seconds. */
export function signalFor({ timeout = 0 }: RawOptions, signal: AbortSignal): AbortSignal {
  return timeout > 0 ? AbortSignal.any([signal, AbortSignal.timeout(timeout * 1000)]) : signal
}

/** Leaves out fragments above --max-target-megabytes (of 1,000,000 bytes), as skips. */
export function limited(source: Source, { maxTargetMegabytes = 0 }: RawOptions): Source {
  if (maxTargetMegabytes === 0) return source
  const most = maxTargetMegabytes * 1e6
  return {
    name: source.name,
    async *items(signal) {
      for await (const item of source.items(signal)) yield tooLarge(item, most) ?? item
    },
  }
}

function tooLarge(item: SourceItem, most: number): SourceItem | undefined {
  if (item.type !== 'fragment' || item.fragment.bytes.length <= most) return undefined
  return { type: 'skip', skip: { where: item.fragment.origin.path, why: 'too large' } }
}

/** --threads. Throws a UserError for what is no number of threads. */
export function threadsOf({ threads }: RawOptions): { readonly threads: number; readonly asked: boolean } {
  if (threads === undefined) return { threads: availableParallelism(), asked: false }
  if (!Number.isInteger(threads) || threads < 1) throw new UserError(`--threads=${threads} is not a number of threads`)
  return { threads, asked: true }
}
