// Owns: the JUnit report: one failed test case for each blocked finding, one error for each fault.
// Must not know: where it is written.
import { type Report, sorted } from '../core/report.ts'
import type { Decision } from '../core/verdict.ts'
import { remedyLines } from './remedy.ts'
import { escaped } from './xml.ts'

/** A clean run is one passed case, so that test viewers show that the scan took place. */
export function renderJunit(report: Report): string {
  const blocked = sorted(report.decisions).filter((d) => d.verdict.action === 'block')
  const cases = [
    ...blocked.map(failure),
    ...report.faults.map((f) => testCase('not looked at', f.where, `<error message="${escaped(f.message)}"/>`)),
  ]
  if (cases.length === 0) cases.push(testCase('stanch', `no secrets in the ${report.scope}`, ''))
  const head = `tests="${cases.length}" failures="${blocked.length}" errors="${report.faults.length}"`
  const time = (report.stats.milliseconds / 1000).toFixed(3)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `\t<testsuite name="stanch" ${head} time="${time}">`,
    ...cases,
    '\t</testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function failure({ finding: f, verdict }: Decision): string {
  const commit = 'commit' in f.origin ? `, at commit ${f.origin.commit.id}` : ''
  const name = `${f.ruleId} has detected a secret in file ${f.origin.path}, line ${f.region.startLine}${commit}.`
  const body = [
    `match: ${f.shown.match}`,
    `why: ${verdict.reason}`,
    ...remedyLines(f),
    `fingerprint: ${f.fingerprint}`,
  ].join('\n')
  return testCase(
    f.description || f.ruleId,
    name,
    `<failure message="${escaped(name)}" type="${escaped(f.ruleId)}">${escaped(body)}</failure>`,
    f.origin.path,
  )
}

function testCase(classname: string, name: string, inner: string, file = ''): string {
  const at = file ? ` file="${escaped(file)}"` : ''
  const head = `\t\t<testcase classname="${escaped(classname)}" name="${escaped(name)}"${at}`
  return inner ? `${head}>${inner}</testcase>` : `${head}/>`
}
