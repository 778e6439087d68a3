// Owns: archives that are known to be damaged (test data, mostly): a path line of .stanchignore with a reason names them. They
// are left out on purpose then, counted and shown; of nothing else can a line say that it need not be looked at.
// Must not know: how archives are opened.
import type { Fault, Skip } from '../core/fault.ts'
import { pathEntryFor } from './ignore-file.ts'
import type { PolicyFacts } from './index.ts'

/** What is left of the faults, and what became of the others. */
export interface KnownDamage {
  readonly faults: readonly Fault[]
  readonly skips: readonly Skip[]
  /** `.stanchignore:3` of the lines that spoke. */
  readonly by: readonly string[]
}

/** Splits the faults. `placed` gives the path from the repository's top. */
export function knownDamage(
  faults: readonly Fault[],
  facts: PolicyFacts,
  placed: (path: string) => string = (path) => path,
): KnownDamage {
  const known = faults.map(({ damaged }) => (damaged === undefined ? undefined : entryOf(placed(damaged), facts)))
  return {
    faults: faults.filter((_, i) => !known[i]),
    skips: faults.flatMap(({ where, message }, i) => {
      const entry = known[i]
      return entry ? [{ where, why: `${message}; known: ${entry.reason} (${entry.file}:${entry.line})` }] : []
    }),
    by: known.flatMap((entry) => (entry ? [`${entry.file}:${entry.line}`] : [])),
  }
}

function entryOf(path: string, facts: PolicyFacts) {
  const entry = pathEntryFor(path, facts)
  return entry && entry.reason !== '' ? entry : undefined
}
