// Owns: what is said of a secret in the history beside its commits: whether it still stands in HEAD, and which refs hold it.
// Must not know: how it was found or judged.
import type { Finding } from '../core/finding.ts'
import { BlobReader } from '../git/blobs.ts'
import { type Holders, refsContaining } from '../git/containing.ts'
import type { Repo } from '../git/repo.ts'
import type { Walk } from '../git/walk.ts'

/** With more commits than this they are reported without: the work for the refs grows with their number. */
const MOST = 1000

/** What is known of a history. */
export interface Known {
  /** Stands before the paths of a submodule. */
  readonly prefix?: string
  /** The commits of all refs. */
  readonly walk?: Walk
}

/** The findings, those of commits with their `history`. */
export async function withHistory(
  repo: Repo,
  findings: readonly Finding[],
  { prefix = '', walk }: Known = {},
): Promise<Finding[]> {
  const commits = new Set(findings.flatMap((f) => (f.origin.kind === 'commit' ? [f.origin.commit.id] : [])))
  if (commits.size === 0 || commits.size > MOST) return [...findings]
  const reader = new BlobReader(repo.context)
  reader.start()
  try {
    const holders = await refsContaining(repo.context, commits, walk)
    const told: Finding[] = []
    for (const finding of findings) told.push(await withFacts(finding, prefix, reader, holders))
    return told
  } finally {
    reader.close()
  }
}

async function withFacts(
  finding: Finding,
  prefix: string,
  reader: BlobReader,
  holders: ReadonlyMap<string, Holders>,
): Promise<Finding> {
  const { origin } = finding
  if (origin.kind !== 'commit') return finding
  const path = origin.path.slice(prefix.length)
  const named = path.includes('\n') ? undefined : await reader.read(`HEAD:${path}`)
  const text = named?.found && named.type === 'blob' ? named.bytes : undefined
  const inHead = text !== undefined && finding.secret.with((value) => value !== '' && text.includes(value))
  const { refs, more } = holders.get(origin.commit.id) ?? { refs: [], more: 0 }
  return { ...finding, history: { inHead, refs, moreRefs: more } }
}
