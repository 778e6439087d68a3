// Owns: the verdict of ignore files: exact fingerprints, patterns with *, content ids, and globs of paths.
// Must not know: how the files are read.
import { matchesName } from '../core/allow-comment.ts'
import { type Finding, fingerprint } from '../core/finding.ts'
import type { IgnoreEntry, PolicyFacts } from '../core/policy-facts.ts'
import { matchesGlobs } from './globs.ts'
import type { Policy } from './index.ts'

/** Allows a finding that an entry names. An expired entry, or one without a required reason, does not count. */
export const ignoreFile: Policy = {
  id: 'ignore-file',
  judge(finding, facts) {
    const entry = entriesFor(finding, facts).find((e) => objection(e, facts) === '')
    if (!entry) return null
    const by = `${entry.file}:${entry.line}`
    return { action: 'allow', policy: 'ignore-file', reason: entry.reason ? `${by}: ${entry.reason}` : by, by }
  },
  remark(finding, facts) {
    const entry = entriesFor(finding, facts)[0]
    const why = entry && objection(entry, facts)
    return why ? `${entry.file}:${entry.line} does not count: ${why}` : ''
  },
}

function objection(entry: IgnoreEntry, facts: PolicyFacts): string {
  if (entry.until !== '' && entry.until < facts.today) return `it expired on ${entry.until}`
  const ours = /stanchignore$/.test(entry.file)
  return facts.ignoreNeedsReason && ours && entry.reason === ''
    ? 'it gives no reason, and the settings require one'
    : ''
}

interface Table {
  readonly named: ReadonlyMap<string, IgnoreEntry>
  readonly patterns: readonly IgnoreEntry[]
  readonly globs: readonly (readonly string[])[]
  readonly paths: readonly IgnoreEntry[]
}

const tables = new WeakMap<readonly IgnoreEntry[], Table>()

function tableOf(entries: readonly IgnoreEntry[]): Table {
  let table = tables.get(entries)
  if (!table) {
    const paths = entries.filter((e) => e.kind === 'paths')
    table = {
      named: new Map(entries.filter((e) => e.kind === 'exact' || e.kind === 'content').map((e) => [e.text, e])),
      patterns: entries.filter((e) => e.kind === 'pattern'),
      paths,
      globs: paths.map((e) => [e.text]),
    }
    tables.set(entries, table)
  }
  return table
}

/** Every entry that speaks of a finding. */
function entriesFor(finding: Finding, facts: PolicyFacts): IgnoreEntry[] {
  if (facts.ignores.length === 0) return []
  const { named, patterns, paths, globs } = tableOf(facts.ignores)
  const { path } = finding.origin
  const anywhere = fingerprint({ kind: 'file', path }, finding.ruleId, finding.region.startLine)
  const exact = [finding.fingerprint, anywhere, finding.contentId].flatMap((name) => named.get(name) ?? [])
  const wild = patterns.filter((e) =>
    matchesName(e.text.split(':').length > 3 ? finding.fingerprint : anywhere, [e.text]),
  )
  const globbed = paths.filter((e, i) => !e.text.startsWith('!') && matchesGlobs(path, globs[i]!))
  const takenBack = globbed.filter(
    (e) => !paths.some((later, i) => after(later, e) && takesBack(later, path, globs[i]!)),
  )
  return [...exact, ...wild, ...takenBack]
}

function after(later: IgnoreEntry, entry: IgnoreEntry): boolean {
  return later.file === entry.file && later.line > entry.line
}

/** `!glob` takes back what an earlier line of the same file ignores. */
function takesBack(entry: IgnoreEntry, path: string, glob: readonly string[]): boolean {
  if (!entry.text.startsWith('!')) return false
  const plain = PLAIN.get(glob) ?? [entry.text.slice(1)]
  PLAIN.set(glob, plain)
  return matchesGlobs(path, plain)
}

const PLAIN = new WeakMap<readonly string[], readonly string[]>()
