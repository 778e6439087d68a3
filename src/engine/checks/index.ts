// Owns: the map of named checks, and how their answers add up.
// Must not know: how a rule's pattern matched.
import type { Confidence } from '../../core/rule.ts'
import { basicPair } from './basic-pair.ts'
import { bech32 } from './bech32.ts'
import type { Candidate, Check, CheckVerdict } from './check.ts'
import { CRC_CHECKS } from './crc-tail.ts'
import { drawn } from './drawn.ts'
import { example } from './example.ts'
import { jwt } from './jwt.ts'
import { pem } from './pem.ts'
import { pypi } from './pypi.ts'

/** Every check by the name that a rule's `checks` uses. */
export const CHECKS: Readonly<Record<string, Check>> = {
  ...CRC_CHECKS,
  bech32,
  jwt,
  pem,
  'pypi-macaroon': pypi,
  drawn,
  'basic-pair': basicPair,
  example,
}

/** What the checks of a rule make of a match. */
export interface Checked {
  readonly dropped: boolean
  readonly confidence: Confidence
  readonly state?: string
}

const WEIGHT: Readonly<Record<CheckVerdict, number>> = { fits: 0, proves: 1, weakens: 2, refutes: 3 }

/**
 * Asks the named checks, and `example` first where a rule names any at all: a published example stays an example even when its
 * checksum is wrong. Names that do not exist are refused when rules are loaded, and say nothing here.
 */
export function runChecks(names: readonly string[], candidate: Candidate, confidence: Confidence): Checked {
  if (names.length === 0) return { dropped: false, confidence }
  let strongest = example(candidate)
  if (strongest.verdict === 'fits') {
    for (const name of names) {
      const result = CHECKS[name]?.(candidate)
      if (result && WEIGHT[result.verdict] >= WEIGHT[strongest.verdict]) strongest = result
    }
  }
  const { verdict, state } = strongest
  const certainty = verdict === 'proves' ? 'certain' : verdict === 'weakens' ? 'low' : confidence
  return { dropped: verdict === 'refutes', confidence: certainty, ...(state ? { state } : {}) }
}
