// The examples in the documentation are rule files without a defect, and the tables name every key.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { flags, longName } from '../../../src/cli/flags.ts'
import { KEYS } from '../../../src/config/keys.ts'
import { resolved } from './resolve-helper.ts'

const docs = join(import.meta.dirname, '..', '..', '..', 'docs')
const text = readFileSync(join(docs, 'config.md'), 'utf8')

describe('docs/config.md', () => {
  it('has examples that are free of errors', async () => {
    const blocks = [...text.matchAll(/^```toml\n(.*?)^```/gms)].map((m) => m[1]!)
    expect(blocks.length).toBeGreaterThan(0)
    for (const block of blocks) {
      const { problems } = await resolved({
        '.gitleaks.toml': block.replace('github-pat', 'base-token').replace('jwt', 'base-other'),
      })
      expect(problems.filter((p) => p.level === 'error')).toEqual([])
    }
  })

  it('names every key of the dialect', () => {
    const ours = ['provider', 'wrap', 'why', 'betterleaksMinVersion', 'url']
    const keys = Object.values(KEYS).flat()
    expect(keys.filter((key) => !ours.includes(key) && !text.includes(key))).toEqual([])
  })
})

describe('docs/migrating-from-gitleaks.md', () => {
  it('names only flags that exist', () => {
    const page = readFileSync(join(docs, 'migrating-from-gitleaks.md'), 'utf8')
    const known = new Set(Object.keys(flags).map(longName))
    const named = [...page.matchAll(/--([a-z][a-z-]+)/g)].map((m) => m[1]!)
    expect(named.filter((name) => !known.has(name) && name !== 'save-dev')).toEqual([])
  })
})
