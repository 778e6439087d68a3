// Our own rule files pass the checks that users' files go through, without a single warning.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { patternDoor } from '../../../src/commands/rules-of-run.ts'
import { fragmentTable } from '../../../src/config/builtin.ts'
import { readConfig } from '../../../src/config/dialect.ts'
import { expandFragments } from '../../../src/config/fragments.ts'
import { lint } from '../../../src/config/lint.ts'
import { type Problem, problemText } from '../../../src/config/problem.ts'
import { layered } from '../../../src/config/rule-layers.ts'

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'rules')
const fragments = fragmentTable(join(FOLDER, '_fragments.toml'))

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.toml') && !/(^|[/\\])_|(syntaxes|isolation)\.toml$/.test(f))
  .map((f) => readConfig(readFileSync(join(FOLDER, f), 'utf8'), `rules/${f}`))
  .map((file) => ({
    ...file,
    rules: file.rules.map((part) =>
      part.fields.regex === undefined
        ? part
        : { ...part, fields: { ...part.fields, regex: expandFragments(part.fields.regex, fragments) } },
    ),
  }))

describe('rules/*.toml', () => {
  it('have no defect: patterns, groups, keywords, references, allowlists, unknown keys', {
    timeout: 120_000,
  }, async () => {
    const problems: Problem[] = files.flatMap((f) => f.problems)
    const report = (problem: Problem) => void problems.push(problem)
    lint(layered(undefined, files, report), await patternDoor('re2'), report, 'error')
    expect(files.length).toBeGreaterThan(100)
    expect(problems.map(problemText)).toEqual([])
  })
})
