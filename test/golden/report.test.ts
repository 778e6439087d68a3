// Every report format against its golden file. A missing golden file is a failure; UPDATE=1 writes them, never in CI.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formats, type FormatName } from '../../src/report/index.ts'
import { characters } from '../tokens.ts'
import { cleanReport, sampleReport } from './sample.ts'

const SECRETS = [characters(24, 1), characters(24, 2), characters(24, 3), characters(24, 4)] as const
const STYLE = { color: false, bypass: 'to commit anyway: SKIP=stanch git commit ...\n' }
const CASES = { found: () => sampleReport([...SECRETS]), clean: cleanReport } as const
const names = Object.keys(formats) as FormatName[]

function golden(name: string, actual: string): void {
  const file = join(import.meta.dirname, 'report', name)
  if (process.env.UPDATE === '1' && !process.env.CI) writeFileSync(file, actual)
  if (!existsSync(file)) throw new Error(`${name} is missing: look at the output, then write it with UPDATE=1`)
  expect(actual).toBe(readFileSync(file, 'utf8'))
}

describe('report formats', () => {
  it.each(names.flatMap((name) => (['found', 'clean'] as const).map((kind) => [name, kind] as const)))(
    '%s, %s',
    async (name, kind) => {
      golden(`${name}.${kind}.expected`, (await formats[name]())(CASES[kind](), STYLE))
    },
  )

  it.each(names)('%s never shows a secret, whatever it is', async (name) => {
    const render = await formats[name]()
    const secret = fc.string({ minLength: 6, maxLength: 60, unit: fc.constantFrom(...'qzxj4%<>&"\'\\,;|`$') })
    fc.assert(
      fc.property(fc.tuple(secret, secret, secret, secret), (secrets) => {
        const text = render(sampleReport(secrets), STYLE)
        for (const s of secrets) expect(text.includes(s)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('the machine formats parse', async () => {
    const render = async (name: FormatName) => (await formats[name]())(CASES.found(), STYLE)
    expect(JSON.parse(await render('json'))).toHaveLength(3)
    expect(JSON.parse(await render('sarif')).runs[0].results).toHaveLength(4)
    expect(JSON.parse(await render('gitlab')).vulnerabilities).toHaveLength(2)
    expect((await render('csv')).split('\n')[0]).toMatch(/^RuleID,Commit,File,SymlinkFile,Secret,Match/)
  })

  it('control characters of a scanned file do not reach the terminal', async () => {
    const report = sampleReport([...SECRETS])
    const d = report.decisions[0]!
    const evil = { ...d.finding, description: '\u001b[2Jx\u0007\u202e', shown: { ...d.finding.shown, frame: { firstLine: 1, lines: ['\u001b]0;title\u0007'] } } }
    const text = (await formats.text())({ ...report, decisions: [{ ...d, finding: evil }] }, STYLE)
    expect(text).not.toMatch(/[\u001b\u0007\u202e]/)
  })
})
