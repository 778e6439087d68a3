import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { characters, githubToken } from '../tokens.ts'
import { stanch, temporaryFolder } from './harness.ts'

it('the report is the same whatever the number of threads', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'src'))
  const noise = Array.from({ length: 1500 }, (_, n) => `const token_${n} = call("${characters(20, n)}", ${n}) // ${n}`)
  for (let file = 0; file < 60; file++) {
    const lines =
      file % 3 === 0 ? [...noise, `const key = '${githubToken(file)}'`, ...noise.slice(0, file * 20)] : noise
    writeFileSync(join(folder, 'src', `f${file}.js`), `${lines.join('\n')}\n`)
  }
  const reports = [1, 2, 3, 6].map((threads) => stanch(folder, ['dir', '.', '-f', 'json', `--threads=${threads}`]))
  expect(JSON.parse(reports[0]!.stdout).length).toBeGreaterThanOrEqual(20)
  for (const report of reports) {
    expect(report.code).toBe(1)
    expect(report.stdout).toBe(reports[0]!.stdout)
  }
})

it('--threads must be a number of threads', () => {
  expect(stanch(temporaryFolder(), ['dir', '.', '--threads=0'])).toMatchObject({ code: 2 })
})
