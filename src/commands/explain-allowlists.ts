// Owns: asking the allowlists of rules about one place: which would allow it, and which do not and why.
// Must not know: policies.
import type { Finding } from '../core/finding.ts'
import type { Fragment } from '../core/fragment.ts'
import type { RawOptions } from '../core/options.ts'
import type { AllowlistSpec, RuleSet } from '../core/rule.ts'
import { toText } from '../core/utf8.ts'
import { allowsPlace, compileAllowlist, contentHalf, type MatchTexts, placeHalf } from '../engine/allowlist.ts'
import { openEngine } from '../engine/engine.ts'
import { placeAt } from '../engine/place.ts'
import { loadRegexEngine, type RegexEngine } from '../engine/regex.ts'
import { scanFragment } from '../engine/scan.ts'
import { runGit, succeeded } from '../git/run.ts'
import type { Host } from '../host.ts'
import type { Ground } from './ground.ts'
import { builtinSet, engineOf, rulesOfRun } from './rules-of-run.ts'

async function rulesOf(ground: Ground, options: RawOptions, host: Host): Promise<RuleSet> {
  const { source } = await rulesOfRun(ground.root, options, host, ground)
  if (source.kind === 'set') return source.set
  const set = await builtinSet(source.file)
  const patched = new Map(source.patched?.map((rule) => [rule.id, rule]))
  const rules = set.rules.filter((r) => !source.disabled.includes(r.id)).map((rule) => patched.get(rule.id) ?? rule)
  return { ...set, rules, allowlists: source.allowlists ?? set.allowlists }
}

/** What each allowlist that is asked about a finding says of it. */
export async function allowlistsOf(f: Finding, ground: Ground, options: RawOptions, host: Host) {
  const set = await rulesOf(ground, options, host)
  const rule = set.rules.find((r) => r.id === f.ruleId)
  const regex = await loadRegexEngine(engineOf(options), () => undefined)
  const texts = f.secret.with((secret) => textsOf(secret, secret, ''))
  const lists = [...set.allowlists, ...(rule?.allowlists ?? [])]
  return {
    definedAt:
      rule && rule.definedAt.line > 0 ? `${rule.definedAt.file}:${rule.definedAt.line}` : (rule?.definedAt.file ?? ''),
    lines: lists.map((list) => `does not apply: ${describeList(list)}${missing(list, f, texts, regex)}`),
  }
}

/** For an AND list, which half holds: people look for the other one. */
function missing(list: AllowlistSpec, f: Finding, texts: MatchTexts, regex: RegexEngine): string {
  if (list.condition === 'OR') return ''
  const compiled = compileAllowlist(list, (p) => regex.compile(p))
  const place = placeAt(f.origin.path, 'commit' in f.origin ? f.origin.commit.id : '')
  if (placeHalf(compiled, place)) return '; its place holds, its content does not'
  return contentHalf(compiled, texts) === 'no' ? '' : '; its content holds, its place does not'
}

function textsOf(secret: string, match: string, line: string): MatchTexts {
  const bytes = (text: string) => Buffer.from(text)
  return { secret: bytes(secret), match: bytes(match), line: bytes(line), word: secret.toLowerCase() }
}

/** Scans the place that a fingerprint names without any allowlist, and tells which one keeps it from being a finding. */
export async function whyNot(name: string, ground: Ground, options: RawOptions, host: Host): Promise<string[]> {
  const parts = /^(?:([0-9a-f]{40,64}):)?(.+):([^:]+):(\d+)$/.exec(name)
  if (!parts) return []
  const [, commit = '', path = '', ruleId = '', line = ''] = parts
  const set = await rulesOf(ground, options, host)
  const rule = set.rules.find((r) => r.id === ruleId)
  if (!rule) return [`there is no rule ${ruleId}`]
  const bytes = await contentAt({ commit, path }, ground, host)
  if (!bytes) return [`${path} is not there`]
  const bare = { ...rule, allowlists: [], required: [] }
  const rules = { kind: 'set', set: { rules: [bare], allowlists: [], digest: '' } } as const
  const engine = await openEngine({ rules, engine: engineOf(options), maxDecodeDepth: options.maxDecodeDepth ?? 5 })
  const fragment: Fragment = {
    seq: 0,
    origin: { kind: 'file', path },
    bytes: toText(bytes).bytes,
    firstLine: 1,
    focus: 'all',
  }
  const hit = (await scanFragment(engine, fragment)).find((raw) => raw.region.startLine === Number(line))
  if (!hit)
    return [`rule ${ruleId} does not match on line ${line}${rule.path ? ` (it looks at paths like ${rule.path})` : ''}`]
  const regex = await loadRegexEngine(engineOf(options), () => undefined)
  const place = placeAt(path, commit)
  const texts = textsOf(hit.secret, hit.match, hit.frame.lines[hit.region.startLine - hit.frame.firstLine] ?? '')
  const allowing = [...set.allowlists, ...rule.allowlists].filter((list) => {
    const compiled = compileAllowlist(list, (p) => regex.compile(p))
    const content = contentHalf(compiled, texts)
    return (
      allowsPlace(compiled, place) ||
      content === 'allows' ||
      (content === 'asks the place' && placeHalf(compiled, place))
    )
  })
  const whose = (list: AllowlistSpec) =>
    rule.allowlists.includes(list) ? `allowlist of rule ${ruleId}` : 'global allowlist'
  if (allowing.length > 0)
    return allowing.map((list) => `rule ${ruleId} matches, and the ${whose(list)} applies: ${describeList(list)}`)
  return [`rule ${ruleId} matches there, and a more specific rule, a composite condition or a check dropped it`]
}

async function contentAt({ commit, path }: { commit: string; path: string }, ground: Ground, host: Host) {
  if (!commit) return ground.files.read(`${ground.root}/${path}`)
  const result = await runGit({ cwd: ground.root, env: host.env }, ['cat-file', 'blob', `${commit}:${path}`])
  return succeeded(result) ? result.stdout : undefined
}

/** As much of a pattern as tells it from others. */
function short(pattern: string): string {
  return pattern.length > 48 ? `${pattern.slice(0, 45)}...` : pattern
}

/** An allowlist for people. */
function describeList(list: AllowlistSpec): string {
  const kinds = [
    ...list.paths.map((p) => `path ${short(p)}`),
    ...list.regexes.map((r) => `${list.regexTarget} ${short(r)}`),
    ...list.stopwords.map((w) => `stop word ${w}`),
    ...list.commits.map((c) => `commit ${c}`),
  ]
  return `${list.description || 'allowlist'} (${list.condition}; ${kinds.slice(0, 3).join(', ')}${kinds.length > 3 ? ', ...' : ''})`
}
