// Owns: the baseline's text: reading ours and gitleaks' JSON reports, telling other tools' apart, writing ours.
// Must not know: how policies judge. One finding a line, sorted, no line numbers, no dates: it merges like text.
//
//   # stanch baseline 1 salt=9f2c...
//   5d41402abc4b2a76b9719d911017c592 github-pat config/app.js allow reason="test fixture" until=2027-01-31
import { attributesOf, isDay } from '../core/allow-comment.ts'
import { baselineHash } from '../core/baseline-hash.ts'
import { UserError } from '../core/fault.ts'
import { jsonErrorLine } from '../core/json-line.ts'
import type { Baseline, BaselineEntry } from '../core/policy-facts.ts'
import { REDACTED } from '../core/redact.ts'

/** Where a baseline is looked for when none is named. */
export const BASELINE_FILE = '.stanch-baseline'

const HEADER = /^# stanch baseline 1 salt=([0-9a-f]{32})\s*$/
const ENTRY = /^([0-9a-f]{32}) (\S+) (.*?) (known|real|false|allow)$/

/** Reads a baseline. Throws a UserError "file:line: ..." for anything that it cannot read. */
export function parseBaseline(text: string, file: string): Baseline {
  const body = text.replace(/^\uFEFF/, '')
  const start = body.trimStart()
  if (start.startsWith('[') || start.startsWith('{')) return fromJson(body, file)
  const lines = body.split('\n')
  const salt = HEADER.exec(lines[0]!.trimEnd())?.[1]
  if (!salt) throw new UserError(`${file}:1: is not a baseline`, 'make one with: stanch baseline create')
  const hashes = new Map<string, BaselineEntry>()
  lines.forEach((raw, i) => {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) return
    const { hash, entry } = readEntry(line, file, i + 1)
    hashes.set(hash, entry)
  })
  return { file, salt, hashes, names: new Map() }
}

function readEntry(text: string, file: string, line: number): { hash: string; entry: BaselineEntry } {
  const { rest, reason, until } = attributesOf(text)
  const parts = ENTRY.exec(rest.trim())
  if (!parts) throw new UserError(`${file}:${line}: is no entry of a baseline`, 'was a merge conflict left in it?')
  if (until !== '' && !isDay(until)) {
    throw new UserError(`${file}:${line}: until=${until} is no date`, 'write it as until=2027-01-31')
  }
  const [, hash = '', ruleId = '', path = '', decision = 'known'] = parts
  const entry = { file, line, ruleId, path: decodeURI(path), decision: decision as 'known', reason, until }
  return { hash, entry }
}

/** Writes a baseline: sorted by path, rule and hash. */
export function formatBaseline(salt: string, hashes: ReadonlyMap<string, BaselineEntry>): string {
  const rows = [...hashes].map(([hash, e]) => {
    const attributes = [
      ...(e.reason ? [`reason="${e.reason.replaceAll('"', "'")}"`] : []),
      ...(e.until ? [`until=${e.until}`] : []),
    ]
    return {
      key: `${e.path}\0${e.ruleId}\0${hash}`,
      row: [hash, e.ruleId, encodePath(e.path), e.decision, ...attributes].join(' '),
    }
  })
  rows.sort((a, b) => (a.key < b.key ? -1 : 1))
  const head = [
    `# stanch baseline 1 salt=${salt}`,
    '# known findings as salted hashes: no secret stands here; commit this file',
  ]
  return `${[...head, ...rows.map((r) => r.row)].join('\n')}\n`
}

/** A path in one word: blanks, control characters and % are escaped. */
function encodePath(path: string): string {
  return path.replace(/[\s%\p{Cc}]/gu, (c) => encodeURIComponent(c)) || '-'
}

interface ReportRow {
  readonly RuleID?: unknown
  readonly File?: unknown
  readonly StartLine?: unknown
  readonly Commit?: unknown
  readonly Secret?: unknown
  readonly Fingerprint?: unknown
  readonly ContentID?: unknown
}

/** A JSON report of gitleaks, betterleaks or ourselves. Its secrets are hashed at once and never kept. */
function fromJson(text: string, file: string): Baseline {
  const table = parsed(text, file)
  if (!Array.isArray(table)) throw notOurs(table as object, file)
  const salt = 'report'
  const hashes = new Map<string, BaselineEntry>()
  const names = new Map<string, BaselineEntry>()
  let from = 0
  for (const [i, row] of (table as ReportRow[]).entries()) {
    const at = text.indexOf('"RuleID"', from)
    from = at === -1 ? from : at + 1
    const line = text.slice(0, Math.max(0, at)).split('\n').length
    if (typeof row?.RuleID !== 'string' || typeof row.File !== 'string') {
      throw new UserError(`${file}:${line}: entry ${i + 1} has no RuleID or File`, 'gitleaks JSON reports are accepted')
    }
    const { RuleID: ruleId, File: path } = row
    const entry: BaselineEntry = { file, line, ruleId, path, decision: 'known', reason: '', until: '' }
    const secret = wholeSecret(row)
    if (secret === undefined) names.set(nameOf(row), entry)
    else hashes.set(baselineHash(salt, ruleId, path, secret), entry)
  }
  return { file, salt, hashes, names }
}

/** The secret, where the report shows it; then the baseline goes by content. */
function wholeSecret({ Secret }: ReportRow): string | undefined {
  const shown = typeof Secret === 'string' ? Secret : ''
  return shown === '' || shown === REDACTED || shown.endsWith('...') ? undefined : shown
}

/** The content id of our own reports, else the place. */
function nameOf(row: ReportRow): string {
  if (typeof row.ContentID === 'string') return row.ContentID
  if (typeof row.Fingerprint === 'string' && row.Fingerprint !== '') return row.Fingerprint
  const place = `${row.File}:${row.RuleID}:${row.StartLine}`
  return row.Commit ? `${row.Commit}:${place}` : place
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser quotes the text: a report in clear holds secrets.
    throw new UserError(
      `${file}:${jsonErrorLine(text)}: the baseline is no JSON report`,
      'stanch baseline create makes one',
    )
  }
}

const OTHERS: readonly (readonly [tool: string, keys: readonly string[]])[] = [
  ['detect-secrets', ['plugins_used', 'results']],
  ['trufflehog', ['SourceMetadata', 'DetectorName']],
  ['SARIF', ['$schema', 'runs']],
  ['talisman', ['fileignoreconfig']],
]

function notOurs(table: object, file: string): UserError {
  const tool = OTHERS.find(([, keys]) => keys.every((key) => Object.hasOwn(table, key)))?.[0]
  const what = tool ? `is a baseline of another tool (${tool})` : 'is no list of findings'
  return new UserError(`${file}:1: ${what}`, 'make one with: stanch baseline create')
}
