// Owns: a whole history with --cache: what was seen before is not read again.
// Must not know: the form of the cache file, how commits are read.
import type { Finding } from '../core/finding.ts'
import type { Source } from '../core/fragment.ts'
import type { RawOptions } from '../core/options.ts'
import type { Repo } from '../git/repo.ts'
import type { Walk } from '../git/walk.ts'
import type { ArchiveLimits } from '../sources/archives/limits.ts'
import { sinceSource, tipsOf } from '../sources/since.ts'
import { cacheKey, type Place, readCache, writeCache } from './git-cache.ts'
import type { SourceGiven } from './scan-request.ts'

/** What a cached scan needs. */
export interface CachedRequest {
  readonly dir: string
  readonly repo: Repo
  readonly revs: readonly string[]
  readonly archives: ArchiveLimits
  /** Keeps the commits of all refs for those who ask later. */
  readonly walk: Walk
  readonly options: RawOptions
  readonly version: string
}

/** A cached scan: `over` lays the cache over the source of everything, `remember` is called after a whole scan. */
export class CachedHistory {
  readonly #request: CachedRequest
  #key = ''
  #tips: readonly string[] = []

  constructor(request: CachedRequest) {
    this.#request = request
  }

  /** The source that reads what is new, or everything when nothing usable is remembered. */
  over(whole: Source, { engine, tell }: SourceGiven): Source {
    const { dir, repo, revs, archives, walk, options, version } = this.#request
    if (engine.options.known) {
      tell('--cache is not used: known values of the vault change without the history')
      return whole
    }
    this.#key = cacheKey([
      version,
      engine.table.digest,
      engine.options.maxDecodeDepth,
      archives,
      revs,
      options.enableRule,
    ])
    const prepare = async () => {
      this.#tips = await tipsOf(repo, revs)
      const before = readCache(dir, this.#key, tell)
      return (before && (await sinceSource(repo, revs, before, { archives, walk }))) ?? whole
    }
    return {
      name: whole.name,
      async *items(signal) {
        yield* (await prepare()).items(signal)
      },
    }
  }

  /** Writes down what was scanned. Call it only after everything was looked at. */
  remember(findings: readonly Finding[]): void {
    if (this.#key === '' || this.#tips.length === 0) return
    const places = new Map<string, Place>()
    for (const { origin } of findings) {
      if (origin.kind === 'commit')
        places.set(`${origin.commit.id}\0${origin.path}`, [origin.commit.id, outer(origin.path)])
    }
    writeCache(this.#request.dir, this.#key, { tips: this.#tips, places: [...places.values()] })
  }
}

/** A finding in an archive stands at `archive!member`; git knows the archive. */
function outer(path: string): string {
  return path.split('!')[0]!
}
