// Reads vitest's json report: fails when a test was skipped that may not be, and when suspiciously few ran.
//   node scripts/no-skipped.mjs REPORT [--summary]
import { readFileSync } from 'node:fs'

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const tests = report.testResults.flatMap((file) => file.assertionResults)
if (process.argv.includes('--summary')) {
  const count = (status) => tests.filter((t) => t.status === status).length
  console.log(`${count('passed')} passed, ${count('failed')} failed`)
} else {
  const skipped = tests.filter((t) => t.status !== 'passed' && t.status !== 'failed')
  for (const t of skipped) console.log(`skipped: ${t.fullName}`)
  const bad = skipped.filter((t) => !/\[needs (vault binary|peer)\]/.test(t.fullName))
  if (bad.length > 0) throw new Error(`${bad.length} tests were skipped that may not be`)
  if (tests.length < 100) throw new Error(`only ${tests.length} tests ran`)
}
