// The conformance vectors of the gitleaks dialect that the engine decides. Where gitleaks has a defect that stanch mends, the
// test says so. The others (files, git, config, command line) stand in test/e2e/vectors.test.ts.
import { describe, expect, it } from 'vitest'
import { redacted } from '../../../src/core/redact.ts'
import { decodeTags } from '../../../src/engine/decode-tags.ts'
import { scanFragment } from '../../../src/engine/scan.ts'
import { allowlist, engineFor, fragment, rule, ruleSet, scan } from '../../engine.ts'

const TOK = rule({ id: 'tok', regex: 'TOK_[a-z0-9]{8}', keywords: ['tok_'] })
const BLOCK = rule({ id: 'block', regex: '(?s)BEGIN.*?END', keywords: ['begin'] })

async function places(rules: Parameters<typeof scan>[0], text: string): Promise<string[]> {
  return (await scan(rules, text)).map(({ region: r }) => `${r.startLine}:${r.startColumn}-${r.endLine}:${r.endColumn}`)
}

async function secrets(rules: Parameters<typeof scan>[0], text: string): Promise<string[]> {
  return (await scan(rules, text)).map((f) => f.secret)
}

describe('vectors: where a match stands', () => {
  it('1: a match on a later line; gitleaks counts its columns one too high, we do not', async () => {
    const [found] = await scan([TOK], 'line1\nline2 TOK_abcd1234 tail\nline3\n')
    expect(found?.region).toEqual({ startLine: 2, startColumn: 7, endLine: 2, endColumn: 18 })
    expect(found?.entropy).toBe(Math.fround(3.5849626))
  })

  it('2: a match on the only line, without a newline', async () => {
    expect(await places([TOK], 'a TOK_yyyy9999')).toEqual(['1:3-1:14'])
  })

  it('3: columns count characters; gitleaks counts bytes', async () => {
    expect(await places([TOK], '\u00e9 \u00e9 TOK_abcd1234')).toEqual(['1:5-1:16'])
  })

  it.each([
    ['4', 'BEGIN\nEND', '1:1-2:3'],
    ['5', 'BEGIN\nEND\n', '1:1-2:3'],
    ['6', 'a\nBEGIN\nfoo\nEND\nz\n', '2:1-4:3'],
  ])('%s: a match of several lines ends where it ends, with or without a last newline', async (_, text, place) => {
    expect(await places([BLOCK], text)).toEqual([place])
  })

  it('7: newlines around a match do not belong to it', async () => {
    const found = await scan([rule({ id: 'r', regex: '\nTOK[a-z]+', keywords: ['tok'] })], 'a\nTOKabc\nx')
    expect(found.map((f) => f.match)).toEqual(['TOKabc'])
    expect(found[0]?.region).toEqual({ startLine: 2, startColumn: 1, endLine: 2, endColumn: 6 })
  })
})

describe('vectors: which part is the secret', () => {
  it('8: the group of the match as it stands in the text; gitleaks matches again without the newline and loses it', async () => {
    expect(await secrets([rule({ id: 'r', regex: 'KEY=([a-z]+)\n', keywords: ['key'] })], 'a KEY=abcd\nx\n')).toEqual([
      'abcd',
    ])
  })

  it('9: the first group that is not empty, or else the whole match', async () => {
    const r = rule({ id: 'r', regex: 'FN(a*)(b*)(c*)', keywords: ['fn'] })
    expect(await secrets([r], 'FNaabb')).toEqual(['aa'])
    expect(await secrets([r], 'FNbb')).toEqual(['bb'])
    expect(await secrets([r], 'FN')).toEqual(['FN'])
  })

  it('10: a named group that is empty is still reported', async () => {
    expect(await secrets([rule({ id: 'r', regex: 'GZ(a+)-(b*)', keywords: ['gz'], secretGroup: 2 })], 'GZa-')).toEqual([
      '',
    ])
  })

  it('11: entropy equal to the threshold is too low', async () => {
    const given = { id: 'r', regex: 'E([a-z]{4})', keywords: ['e'] }
    expect(await secrets([rule({ ...given, entropy: 2 })], 'Eabcd')).toEqual([])
    expect(await secrets([rule({ ...given, entropy: 1.99 })], 'Eabcd')).toEqual(['abcd'])
  })
})

describe('vectors: allow comments and allowlists', () => {
  it('12, 13: a comment on another line says nothing; gitleaks honours it when the last newline is missing', async () => {
    for (const text of ['x # gitleaks:allow\nTOK_abcd1234\n', 'x # gitleaks:allow\nTOK_abcd1234']) {
      expect((await scan([TOK], text)).map((f) => f.directives)).toEqual([[]])
    }
  })

  it('14: a comment on any line of a match speaks for it', async () => {
    for (const text of [
      'BEGIN # gitleaks:allow\nEND\n',
      'BEGIN\nx gitleaks:allow\nEND\n',
      'BEGIN\nEND # gitleaks:allow\n',
    ]) {
      expect((await scan([BLOCK], text)).map((f) => f.directives.length)).toEqual([1])
    }
  })

  it('15: an anchored line allowlist holds on every line; in gitleaks on the first only, and never on the last', async () => {
    const allowed = allowlist({ regexTarget: 'line', regexes: ['^ok:'] })
    const text = 'ok: TOK_aaaa1111\nok: TOK_bbbb2222\nok: TOK_cccc3333'
    expect(await secrets([{ ...TOK, allowlists: [allowed] }], text)).toEqual([])
    expect(await secrets([{ ...TOK, allowlists: [allowed] }], `x${text}`)).toEqual(['TOK_aaaa1111'])
  })

  it('16: of several regexes under AND one is enough', async () => {
    const list = allowlist({ condition: 'AND', regexes: ['^ddd$', '^eee$'] })
    const r = rule({ id: 'r', regex: 'v=([a-z]+)', keywords: ['v='], allowlists: [list] })
    expect(await secrets([r], 'v=ddd v=eee v=fff')).toEqual(['fff'])
  })

  it('16b: an AND list with a path asks the path, too, and only where the content fits', async () => {
    const list = allowlist({ condition: 'AND', regexes: ['^ddd$'], paths: ['^test/'] })
    const set = ruleSet([rule({ id: 'r', regex: 'v=([a-z]+)', keywords: ['v='], allowlists: [list] })])
    const at = (path: string) =>
      scanFragment(engineFor(set), fragment('v=ddd v=fff', { origin: { kind: 'file', path } })).then((all) =>
        all.map((f) => f.secret),
      )
    expect(await at('test/a')).toEqual(['fff'])
    expect(await at('src/a')).toEqual(['ddd', 'fff'])
  })

  it('17: stop words are looked for in the secret only', async () => {
    const r = rule({
      id: 'r',
      regex: 'TOK_([a-z0-9]+)',
      keywords: ['tok_'],
      allowlists: [allowlist({ stopwords: ['tok'] })],
    })
    expect(await secrets([r], 'TOK_abcd')).toEqual(['abcd'])
    expect(await secrets([r], 'TOK_atokb')).toEqual([])
  })

  it('18: a generic rule gives way to a specific one on the same value', async () => {
    const regex = 'TOK_[a-z0-9]{8}'
    const found = await scan([rule({ id: 'my-generic-x', regex }), rule({ id: 'spec', regex })], 'TOK_abcd1234')
    expect(found.map((f) => f.ruleId)).toEqual(['spec'])
  })
})

describe('vectors: encodings', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const inner = base64('hello TOK_abcd1234 bye')

  async function decoded(text: string, depth = 5) {
    const engine = engineFor(ruleSet([TOK]), { maxDecodeDepth: depth })
    return (await scanFragment(engine, fragment(text))).map((f) => ({
      match: f.match,
      tags: decodeTags(f.via).join(),
      columns: `${f.region.startColumn}-${f.region.endColumn}`,
    }))
  }

  it('19: base64: the place is that of the encoded value', async () => {
    expect(await decoded(`aaa ${inner}`)).toEqual([
      { match: 'TOK_abcd1234', tags: 'decoded:base64,decode-depth:1', columns: '5-36' },
    ])
  })

  it('20: base64 in base64', async () => {
    expect((await decoded(base64(inner))).map((f) => f.tags)).toEqual(['decoded:base64,decode-depth:2'])
  })

  it('21: base64 in hex needs depth 2', async () => {
    const text = Buffer.from(inner).toString('hex')
    expect((await decoded(text, 2)).map((f) => f.tags)).toEqual(['decoded:hex,decoded:base64,decode-depth:2'])
    expect(await decoded(text, 1)).toEqual([])
  })

  it('22: percent', async () => {
    expect(await decoded('u=TOK%5Fabcd1234')).toEqual([
      { match: 'TOK_abcd1234', tags: 'decoded:percent,decode-depth:1', columns: '3-16' },
    ])
  })

  it('23: a plain token that touches an escape is found as it stands', async () => {
    expect((await decoded('TOK_zzzz9999%41bc'))[0]).toEqual({ match: 'TOK_zzzz9999', tags: '', columns: '1-12' })
  })
})

describe('vectors: keywords, empty matches, redaction, paths', () => {
  it('24: a keyword is found in any case (config puts it into lower case)', async () => {
    for (const text of ['TOK_abcd1234', 'xtok_ TOK_abcd1234']) expect(await secrets([TOK], text)).toHaveLength(1)
    const fancy = rule({ id: 'r', regex: '(?i)tok=[0-9]+', keywords: ['tok'] })
    expect(await secrets([fancy], 'TO\u212a=1 toK=2')).toEqual(['TO\u212a=1', 'toK=2'])
  })

  it('25: a rule whose only keyword is empty never runs', async () => {
    expect(await secrets([rule({ id: 'r', regex: 'TOK', keywords: [''] })], 'TOK')).toEqual([])
  })

  it('26: empty matches are findings, but not right after another match', async () => {
    expect(await secrets([rule({ id: 'r', regex: 'x*' })], 'axxb\n')).toEqual(['', 'xx', '', ''])
  })

  it('27: --redact keeps a share of the secret; gitleaks keeps all of it at 1 percent, we always hide something', () => {
    const secret = 'abcdefghijkl'
    expect([20, 50, 99, 1].map((p) => redacted(secret, p))).toEqual([
      'abcdefghij...',
      'abcdef...',
      '...',
      'abcdefghijk...',
    ])
  })

  it('28: a rule of paths fires once for a file, on line 0; gitleaks once for each hunk', async () => {
    const r = rule({ id: 'p', path: '\\.p12$' })
    const engine = engineFor(ruleSet([r]))
    const at = (path: string) => scanFragment(engine, fragment('a\nb\nc\n', { origin: { kind: 'file', path } }))
    expect((await at('x/k.p12')).map((f) => [f.match, f.secret, f.region.startLine])).toEqual([
      ['file detected: x/k.p12', '', 0],
    ])
    expect(await at('x/k.txt')).toEqual([])
  })

  it('34: a flag in a group holds to the end of it, across |', async () => {
    const r = rule({ id: 'r', regex: '(?:(?i)foo|BAR)[0-9]', keywords: ['foo', 'bar'] })
    expect(await secrets([r], 'bar3 BAR4 Foo5')).toEqual(['bar3', 'BAR4', 'Foo5'])
  })
})

describe('composite rules', () => {
  const id = rule({ id: 'id', regex: 'ID[0-9]+', keywords: ['id'] })
  const near = (given: object) =>
    rule({ id: 'sec', regex: 'SEC[0-9]+', keywords: ['sec'], required: [{ id: 'id', ...given }] })

  it('count only with the other rule in the same file, wherever that stands', async () => {
    expect(await secrets([near({}), id], 'SEC1\n\n\n\nID2')).toEqual(['SEC1', 'ID2'])
    expect(await secrets([near({}), id], 'SEC1')).toEqual([])
  })

  it('within lines and columns', async () => {
    expect(await secrets([near({ withinLines: 1 }), id], 'SEC1\nID2\n\nSEC3')).toEqual(['SEC1', 'ID2'])
    expect(await secrets([near({ withinColumns: 2 }), id], 'SEC1\n  ID2\n     SEC3')).toEqual(['SEC1', 'ID2'])
  })

  it('use rules that are not reported themselves', async () => {
    expect(await secrets([near({}), { ...id, skipReport: true }], 'SEC1 ID2')).toEqual(['SEC1'])
  })

  it('count when only the other half is new', async () => {
    const set = ruleSet([near({}), { ...id, skipReport: true }])
    const focus = [{ start: 5, end: 9 }]
    expect((await scanFragment(engineFor(set), fragment('SEC1\nID2\n', { focus }))).map((f) => f.secret)).toEqual([
      'SEC1',
    ])
    const elsewhere = [{ start: 9, end: 12 }]
    expect(await scanFragment(engineFor(set), fragment('SEC1\nID2\nxyz', { focus: elsewhere }))).toEqual([])
  })
})

describe('focus', () => {
  it('a finding counts when it touches what is new, and is the one that the whole text gives', async () => {
    const text = 'TOK_abcd1234 x\nTOK_efgh5678\n'
    const at = (start: number, end: number) => scan([TOK], text, { focus: [{ start, end }] })
    expect((await at(5, 6)).map((f) => f.secret)).toEqual(['TOK_abcd1234'])
    expect((await at(12, 16)).map((f) => f.secret)).toEqual(['TOK_efgh5678'])
    expect(await at(12, 14)).toEqual([])
  })
})
