// Owns: the source of a whole history, and of the submodules in it when they are asked for.
// Must not know: what is done with it.
import type { Finding } from '../core/finding.ts'
import type { Source } from '../core/fragment.ts'
import type { Part } from '../core/report.ts'
import type { Repo } from '../git/repo.ts'
import { openStore } from '../git/store.ts'
import type { Walk } from '../git/walk.ts'
import type { ArchiveLimits } from '../sources/archives/limits.ts'
import { historySource } from '../sources/history.ts'
import { withShallow } from '../sources/shallow.ts'
import { type Submodule, withSubmodules } from '../sources/with-submodules.ts'
import { withHistory } from './history-facts.ts'
import { PackLook } from './look.ts'
import { ownerOf } from './part.ts'
import { pathRulesOf } from './path-rules.ts'
import type { SourceGiven } from './scan-request.ts'

/** Which history, and how. */
export interface WholeHistory {
  readonly repo: Repo
  /** Arguments for rev-list: --all ... */
  readonly revs: readonly string[]
  readonly archives: ArchiveLimits
  readonly part: Part | undefined
  /** Keeps the commits that git lists. */
  readonly walk?: Walk
}

/** Reads a whole history; `prefix` is where its files stand for path rules and shares. git looks for the packs at once. */
export function wholeHistory(wish: WholeHistory, prefix = ''): (given: SourceGiven) => Promise<Source> {
  const { repo, revs, archives, part, walk } = wish
  const opened = openStore(repo)
  opened.catch(() => undefined) // awaited below
  return async ({ leaveOut, engine, executor, progress }) => {
    const store = await opened
    const look = new PackLook(store, executor, progress)
    const at = <T>(ask: (path: string) => T) => (prefix === '' ? ask : (path: string) => ask(prefix + path))
    const owns = part ? { owns: at(ownerOf(part)) } : {}
    const asked = { leaveOut: at(leaveOut), speaks: at(pathRulesOf(engine)) }
    const { partial } = store
    return historySource({ repo, revs, look, archives, partial, ...(walk ? { walk } : {}), ...asked, ...owns })
  }
}

/** The submodules of a run. */
export class Submodules {
  readonly #wish: WholeHistory
  readonly #allowShallow: boolean
  readonly #found: Submodule[] = []

  constructor(wish: WholeHistory, allowShallow: boolean) {
    this.#wish = wish
    this.#allowShallow = allowShallow
  }

  /** The source with the whole history of each submodule behind it. */
  behind(source: Source, given: SourceGiven): Source {
    const { walk: _own, ...wish } = this.#wish
    const { repo } = wish
    return withSubmodules(source, {
      repo,
      prefix: '',
      history: async ({ repo: inner, prefix }) => {
        const made = await wholeHistory({ ...wish, repo: inner }, prefix)(given)
        return this.#allowShallow ? made : withShallow(made, inner, this.#wish.revs)
      },
      found: (submodule) => void this.#found.push(submodule),
    })
  }

  /** The findings with what is to be said of their commits, each by its own repository. */
  async told(findings: readonly Finding[]): Promise<Finding[]> {
    const innermost = [...this.#found].sort((a, b) => b.prefix.length - a.prefix.length)
    const owner = (f: Finding) => innermost.find(({ prefix }) => f.origin.path.startsWith(prefix))
    const told = new Map<Finding, Finding>()
    for (const submodule of [undefined, ...innermost]) {
      const own = findings.filter((f) => owner(f) === submodule)
      const { repo, prefix } = submodule ?? { repo: this.#wish.repo, prefix: '' }
      const facts = await withHistory(repo, own, { prefix })
      own.forEach((finding, i) => {
        told.set(finding, facts[i]!)
      })
    }
    return findings.map((finding) => told.get(finding)!)
  }
}
