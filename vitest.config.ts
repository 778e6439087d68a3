import { defineConfig } from 'vitest/config'

// .ci/run reads the results from the file that VITEST_JSON names, and fails when a test was skipped.
const json = process.env.VITEST_JSON

export default defineConfig({
  test: {
    globalSetup: ['test/build.ts'],
    setupFiles: ['test/seed.ts'],
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    allowOnly: false,
    reporters: json ? ['default', 'json'] : ['default'],
    ...(json ? { outputFile: { json } } : {}),
    env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  },
})
