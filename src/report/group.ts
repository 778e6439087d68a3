// Owns: findings of a history grouped by secret: one entry for people, however many commits and paths hold it.
// Must not know: how an entry is shown.
import type { CommitRef } from '../core/fragment.ts'
import type { Decision } from '../core/verdict.ts'

/** One entry. `others` are further places of the same secret; empty for what does not come from a commit. */
export interface Group {
  readonly first: Decision
  readonly others: readonly Decision[]
}

/** Groups by rule, action and value; the oldest commit comes first in its group, groups keep the order given. */
export function grouped(decisions: readonly Decision[]): Group[] {
  const groups = new Map<string, Decision[]>()
  decisions.forEach((decision, i) => {
    const { finding, verdict } = decision
    const name =
      finding.origin.kind === 'commit'
        ? finding.secret.with((value) => `${verdict.action}\0${finding.ruleId}\0${value}`)
        : `${i}`
    groups.set(name, [...(groups.get(name) ?? []), decision])
  })
  return [...groups.values()].map((list) => {
    const [first, ...others] = [...list].sort((a, b) => dateOf(a) - dateOf(b))
    return { first: first!, others }
  })
}

/** Lines about the commits of a group; none for what does not come from a commit. */
export function commitLines({ first, others }: Group): (readonly [what: string, line: string])[] {
  const commit = commitOf(first)
  if (!commit) return []
  const all = [first, ...others]
  const commits = new Set(all.map((d) => commitOf(d)?.id)).size
  const refs = [...new Set(all.flatMap((d) => d.finding.history?.refs ?? []))]
  const known = all.some((d) => d.finding.history)
  const inHead = all.some((d) => d.finding.history?.inHead)
  const shown = refs.slice(0, 5).join(', ')
  const more = Math.max(refs.length - 5, 0) + Math.max(...all.map((d) => d.finding.history?.moreRefs ?? 0))
  return [
    ['first', `${commit.id.slice(0, 12)} ${commit.date.slice(0, 10)} ${commit.author}`],
    [
      'in',
      `${count(commits, 'commit')}, ${count(all.length, 'place')}${known ? `; ${inHead ? 'still in HEAD' : 'not in HEAD any more'}` : ''}`,
    ],
    ...(refs.length > 0 ? [['refs', `${shown}${more > 0 ? ` and ${more} more` : ''}`] as const] : []),
  ]
}

function commitOf({ finding: { origin } }: Decision): CommitRef | undefined {
  return origin.kind === 'commit' ? origin.commit : undefined
}

function dateOf(decision: Decision): number {
  return Date.parse(commitOf(decision)?.date ?? '') || 0
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
