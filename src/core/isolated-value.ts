// Owns: a value that lives in a git-ignored file or in the environment and must not be committed.
// Must not know: how such values are found or looked for.
import type { Secret } from './secret.ts'

/** Rule ids of isolation begin with this: files and values that must not be committed. */
export const ISOLATION = 'isolation/'

/** One value. */
export interface IsolatedValue {
  /** `STRIPE_KEY` */
  readonly name: string
  /** `.env`, `apps/web/.env.local`, or `the environment` */
  readonly from: string
  readonly value: Secret
}
