// Every rule is proved by its own examples, run through the real engine with all rules loaded.
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, test } from 'vitest'
import { builtinRules } from '../src/config/builtin.ts'
import type { RawFinding } from '../src/core/finding.ts'
import type { RuleSet } from '../src/core/rule.ts'
import { CHECKS } from '../src/engine/checks/index.ts'
import { Engine } from '../src/engine/engine.ts'
import { JUDGES } from '../src/engine/generic/judge.ts'
import { localityOf } from '../src/engine/pattern/locality.ts'
import { tableOf } from '../src/engine/table-of-set.ts'
import { scanText } from './engine.ts'
import { dataFile, joined, matchOf, missOf, RULES, type RuleEntry, ruleFiles, wrapped } from './rule-files.ts'

const files = ruleFiles()
const entries = files.flatMap((f) => f.rules.map((rule) => ({ ...rule, file: f.file })))
const structured = (file: string): boolean => !/^(context|generic|isolation)/.test(file)
const { syntaxes } = dataFile<{ syntaxes: { name: string; text: string }[] }>('syntaxes.toml')

const set = builtinRules(RULES)
const engine = engineFor(set)
const alone = engineFor({ ...set, rules: set.rules.filter((r) => !r.id.startsWith('generic-')) })
beforeAll(async () => {
  await engine.ready()
  await alone.ready()
})

function engineFor(rules: RuleSet): Engine {
  return new Engine({ rules: { kind: 'set', set: rules }, engine: 'auto', maxDecodeDepth: 0 }, tableOf(rules))
}

const show = (rule: RuleEntry, text: string): string => `${rule.id}: ${JSON.stringify(text.slice(0, 200))}`
const counts = (rule: RuleEntry): number => rule.matches?.length ?? 0

describe('every rule', () => {
  test('finds its matches, and the reported secret is the marked span', async () => {
    const wrong: string[] = []
    for (const rule of entries) {
      const examples = Array.from({ length: counts(rule) }, (_, n) => matchOf(rule, n))
      for (const path of new Set(rule.matches?.map((m) => m.path))) {
        const here = examples.filter((_, n) => rule.matches![n]!.path === path)
        const { text, secrets } = joined(here)
        const found = (await scanText(engine, text, path)).filter((f) => f.ruleId === rule.id)
        secrets.forEach((secret, n) => {
          if (!found.some((f) => same(f, secret))) wrong.push(show(rule, here[n]!.text))
        })
      }
    }
    expect(wrong).toEqual([])
  })

  test('passes over its misses', async () => {
    const wrong: string[] = []
    for (const rule of entries) {
      for (const n of (rule.misses ?? []).keys()) {
        const text = missOf(rule, n)
        const found = await scanText(engine, text, rule.misses![n]!.path)
        if (found.some((f) => f.ruleId === rule.id)) wrong.push(show(rule, text))
      }
    }
    expect(wrong).toEqual([])
  })

  test('finds its wrapped match in every syntax', async () => {
    const wrong: string[] = []
    for (const rule of entries) {
      const n = (rule.matches ?? []).findIndex((m) => m.wrap === true)
      if (n < 0) continue
      const examples = wrapped(matchOf(rule, n), syntaxes)
      const { text, secrets } = joined(examples)
      const found = (await scanText(alone, text)).filter((f) => f.ruleId === rule.id)
      secrets.forEach((secret, s) => {
        if (!found.some((f) => same(f, secret))) wrong.push(`${syntaxes[s]!.name}: ${show(rule, examples[s]!.text)}`)
      })
    }
    expect(wrong).toEqual([])
  })

  test('reports no placeholder where its secret would stand', async () => {
    const wrong: string[] = []
    for (const rule of entries.filter((r) => structured(r.file))) {
      const text = placeholdersOf(rule).join('\n\n\n')
      for (const f of await scanText(engine, text)) wrong.push(`${f.ruleId} on ${show(rule, f.match)}`)
    }
    expect(wrong).toEqual([])
  })
})

describe('one value is one finding', () => {
  test('no two rules of the same weight report it', async () => {
    const twice: string[] = []
    for (const rule of entries.filter((r) => structured(r.file))) {
      for (let n = 0; n < counts(rule); n++) {
        const { text, secret } = matchOf(rule, n)
        const over = (await scanText(engine, text)).filter((f) =>
          touching(f, text, secret?.start ?? 0, secret?.end ?? 0),
        )
        if (over.length > 1) twice.push(`${over.map((f) => f.ruleId).join(' and ')} on ${show(rule, text)}`)
      }
    }
    expect(twice).toEqual([])
  })
})

describe('rule lint', () => {
  test('identifiers are kebab-case and unique', () => {
    const ids = entries.map((r) => r.id)
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([])
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
  })

  test('every rule has a description, a severity, a page to revoke, two matches and a miss with its reason', () => {
    const lacking = entries.filter(
      (r) =>
        !r.description ||
        /[.!]$/.test(r.description) ||
        !/^(critical|high|medium|low)$/.test(r.severity ?? '') ||
        !r.rotate ||
        counts(r) < 2 ||
        (r.misses ?? []).length < 1 ||
        (r.misses ?? []).some((m) => !m.why),
    )
    expect(lacking.map((r) => r.id)).toEqual([])
  })

  test('keywords are lower case, two characters or more, and every match holds one', () => {
    const wrong = entries.filter((rule) => {
      const keywords = rule.keywords ?? []
      if (keywords.length === 0 || keywords.some((k) => k.length < 2 || k !== k.toLowerCase())) return true
      return Array.from({ length: counts(rule) }, (_, n) => matchOf(rule, n).text.toLowerCase()).some(
        (text) => !keywords.some((k) => text.includes(k)),
      )
    })
    expect(wrong.map((r) => r.id)).toEqual([])
  })

  test('keywords are written with so few characters that a row of their automaton stays at 64: one more once doubled the table, and cost a fifth of the time', () => {
    const characters = new Set(set.rules.flatMap((rule) => rule.keywords).join(''))
    expect(characters.size).toBeLessThan(64) // and one for all others
    expect(tableOf(set).automaton.shift).toBe(6)
  })

  test('checks exist', () => {
    const unknown = entries.flatMap((r) =>
      (r.checks ?? []).filter((name) => !Object.hasOwn(CHECKS, name) && !Object.hasOwn(JUDGES, name)),
    )
    expect(unknown).toEqual([])
  })

  const places = set.rules
    .filter((r) => r.regex)
    .map((rule) => ({ rule, at: localityOf(rule.regex ?? '', rule.keywords) }))

  test('every match of every rule provably holds a keyword: none is lost to the prefilter, none runs over the whole text for nothing', () => {
    expect(places.filter(({ at }) => !at).map(({ rule }) => rule.id)).toEqual([])
  })

  // May only shrink: each of these reads on to the end of the text from its keyword.
  const WIDE = [
    'private-key-dsa',
    'private-key-ec',
    'private-key-encrypted',
    'private-key-openssh',
    'private-key-pgp',
    'private-key-pkcs8',
    'private-key-putty',
    'private-key-rsa',
    'private-key-ssh2',
  ]

  test('the engine can run every rule in windows around its keywords, but for whole key files', () => {
    const wide = places.filter(({ at }) => !at || (!at.inLine && (!at.plain.before || !at.plain.after)))
    expect(wide.map(({ rule }) => rule.id).sort()).toEqual(WIDE)
  })

  test('an anchored alternation in an allowlist is grouped', () => {
    const global = dataFile<{ allowlists: { regexes: string[] }[] }>('placeholders.toml').allowlists
    const patterns = [...global, ...entries.flatMap((r) => r.allowlists ?? [])].flatMap((a) => a.regexes ?? [])
    expect(patterns.filter(halfAnchored)).toEqual([])
    expect(['^true|false|null$', '(?i)^a|b'].filter(halfAnchored)).toHaveLength(2)
  })

  test('every file wraps at least one match', () => {
    const without = files.filter((f) => structured(f.file) && !f.rules.some((r) => r.matches?.some((m) => m.wrap)))
    // Strings and lines that bring their own syntax, keys of several lines, hashes full of dollar signs, and keys that only their line
    // names go by their own examples.
    expect(without.map((f) => f.file)).toEqual([
      'connection-strings.toml',
      'freemius.toml',
      'lemonsqueezy.toml',
      'password-hash.toml',
      'private-key.toml',
    ])
  })
})

describe('global skips', () => {
  const RE2 = createRequire(import.meta.url)('re2') as new (pattern: string) => { test(text: string): boolean }
  const { skips } = dataFile<{ skips: { reason: string; pattern: string; skips: string[]; keeps: string[] }[] }>(
    '_skip.toml',
  )

  test.each(skips)('$reason', ({ pattern, skips, keeps }) => {
    const regex = new RE2(pattern)
    expect(skips.length * keeps.length).toBeGreaterThan(0)
    expect(skips.filter((path) => !regex.test(path))).toEqual([])
    expect(keeps.filter((path) => regex.test(path))).toEqual([])
    expect(halfAnchored(pattern)).toBe(false)
  })

  test('keep every file of this repository that people wrote', () => {
    const all = new RE2(skips.map((s) => `(?:${s.pattern})`).join('|'))
    expect(
      ['src/main.ts', 'rules/github.toml', '.env', 'id_rsa', 'server.key', 'a.pem', 'x.ppk', 'k.asc', 'a.sql'].filter(
        (p) => all.test(p),
      ),
    ).toEqual([])
  })
})

function same(f: RawFinding, secret: { start: number; end: number }): boolean {
  return f.secretSpan.start === secret.start && f.secretSpan.end === secret.end
}

function touching(f: RawFinding, text: string, start: number, end: number): boolean {
  const [from, to] = [start, end].map((n) => Buffer.byteLength(text.slice(0, n))) as [number, number]
  return f.secretSpan.start < to && from < f.secretSpan.end
}

// The first matches with filler for the random part, and with a filler for the whole secret.
function placeholdersOf(rule: RuleEntry): string[] {
  const { text: template = '' } = rule.matches?.at(-1) ?? {}
  const secret = /<<([\s\S]*)>>/.exec(template)?.[1] ?? ''
  const random = /\{(?!repeat)[A-Za-z0-9]+(?::[^{}]*)?\}/g
  const length = (place: string): number => Number(/:(\d+)/.exec(place)?.[1] ?? 36)
  // Where only single characters are random, as in base64 of a readable text, filler makes another text and no placeholder.
  const fills = [...secret.matchAll(random)].some(([place]) => length(place) > 1) || !random.test(secret)
  const fillers = (fills ? ['x', 'X', '0', '*'] : []).map((c) => secret.replace(random, (p) => c.repeat(length(p))))
  const words = ['<your-token>', `${'${'}VAR}`, 'changeme', 'YOUR_API_KEY', secret.replace(random, 'your-token-here')]
  const bare = template.replace(/<<[\s\S]*>>/, '\u0000').replace(random, 'x')
  return [...fillers, ...words].map((filler) => bare.replace('\u0000', () => filler))
}

// "^a|b$": the anchors belong to one branch each. True when a top-level branch is anchored and another is not.
function halfAnchored(pattern: string): boolean {
  const bare = pattern
    .replace(/\\./g, 'x')
    .replace(/\[\^?\]?[^\]]*\]/g, 'x')
    .replace(/^\(\?[a-z]+\)/, '')
  const branches: string[] = ['']
  let depth = 0
  for (const c of bare) {
    if (c === '(') depth++
    if (c === ')') depth--
    if (c === '|' && depth === 0) branches.push('')
    else branches[branches.length - 1] += c
  }
  if (branches.length < 2) return false
  return (
    new Set(branches.map((b) => b.startsWith('^'))).size > 1 || new Set(branches.map((b) => b.endsWith('$'))).size > 1
  )
}
