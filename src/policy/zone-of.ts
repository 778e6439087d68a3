// Owns: which zones a path lies in.
// Must not know: what zones mean.
import { type PolicyFacts, scopeOf } from '../core/policy-facts.ts'
import type { Zone } from '../core/settings.ts'
import { matchesGlobs } from './globs.ts'

/** The first zone that holds the path and of which the question is true. */
export function zoneOf(facts: PolicyFacts, path: string, asks: (zone: Zone) => boolean): Zone | undefined {
  return scopeOf(facts, path).zones.find((zone) => asks(zone) && matchesGlobs(path, zone.paths))
}
