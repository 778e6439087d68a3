// Owns: the check of values that have no mark of their own: is it drawn by a machine, or is it a name, a word, a placeholder?
// Must not know: rules.
import { isPlaceholder } from '../generic/value.ts'
import { rarity } from '../rarity.ts'
import { type Check, FITS } from './check.ts'

// Of values drawn evenly, fewer than 1 in 100 are below it (16 characters and more); identifiers are below zero.
const LEAST = 0.15

/** Refutes what people wrote: identifiers, words, runs of the keyboard, placeholders. */
export const drawn: Check = ({ secret }) => {
  if (isPlaceholder(secret)) return { verdict: 'refutes', state: 'placeholder' }
  return rarity(secret) < LEAST ? { verdict: 'refutes', state: 'written' } : FITS
}
