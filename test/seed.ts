// Property tests run with one seed, so that a failure repeats; PROPERTY_SEED tries others.
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20261122) })
