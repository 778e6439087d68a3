// Owns: telling that content holds the value of a git-ignored file: as it is, or in a common encoding.
// Must not know: where values come from. What it finds is masked like every secret; the name is shown, never the value.
import { type Directive, directivesFor, directivesIn } from '../core/directive.ts'
import type { RawFinding } from '../core/finding.ts'
import type { Fragment } from '../core/fragment.ts'
import { ISOLATION, type IsolatedValue } from '../core/isolated-value.ts'
import { LineIndex, type Span, touches } from '../core/span.ts'
import { quoted } from './isolation-finding.ts'
import { TextSearch } from './text-search.ts'

/** The rule id of such a finding. */
export const ISOLATED_VALUE = `${ISOLATION}value`

interface Form {
  readonly of: IsolatedValue
  readonly text: Buffer
  readonly encoding: string
}

interface Hit {
  readonly form: Form
  readonly span: Span
}

/** Looks for values in fragments. Made once a run. */
export function valueInspector(values: readonly IsolatedValue[]): (fragment: Fragment) => RawFinding[] {
  const hitsIn = finderOf(values)
  return (fragment) => {
    const hits = hitsIn(fragment)
    return hits.length === 0 ? [] : described(fragment, outermost(hits))
  }
}

/** Tells whether one of the values stands in a fragment. */
export function valueSearch(values: readonly IsolatedValue[]): (fragment: Fragment) => boolean {
  const hitsIn = finderOf(values)
  return (fragment) => hitsIn(fragment).length > 0
}

function finderOf(values: readonly IsolatedValue[]): (fragment: Fragment) => Hit[] {
  const forms = values.flatMap(formsOf)
  const search = new TextSearch(forms.map((f) => f.text))
  const longest = forms.reduce((length, { text }) => Math.max(length, text.length), 0)
  return ({ bytes, focus }) => {
    const hits: Hit[] = []
    for (const span of focus === 'all' ? [{ start: 0, end: bytes.length }] : focus) {
      const wide = { start: Math.max(0, span.start - longest), end: Math.min(bytes.length, span.end + longest) }
      search.find(bytes, wide, (n, start) => {
        const form = forms[n]!
        const found = { start, end: start + form.text.length }
        if (focus === 'all' || touches(focus, found.start, found.end)) hits.push({ form, span: found })
      })
    }
    return hits
  }
}

/** The value as it is, and as base64, a URL and a JSON string write it. */
function formsOf(of: IsolatedValue): Form[] {
  return of.value.with((given) => {
    const value = Buffer.from(given).toString() // half a surrogate pair, which JSON can write, is none in any file
    const texts: [string, string][] = [
      ['', value],
      ['base64', Buffer.from(value).toString('base64').replace(/=+$/, '')],
      ['percent', encodeURIComponent(value)],
      ['json', JSON.stringify(value).slice(1, -1)],
    ]
    const seen = new Set<string>()
    return texts.flatMap(([encoding, text]) => {
      if (seen.has(text)) return []
      seen.add(text)
      return [{ of, text: Buffer.from(text), encoding }]
    })
  })
}

/** Of hits that lie in one another the longest. */
function outermost(hits: readonly Hit[]): Hit[] {
  const sorted = [...hits].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)
  let reach = 0
  return sorted.filter(({ span }) => {
    if (span.end <= reach) return false
    reach = span.end
    return true
  })
}

function described(fragment: Fragment, hits: readonly Hit[]): RawFinding[] {
  const lines = new LineIndex(fragment.bytes)
  const text = Buffer.from(fragment.bytes.buffer, fragment.bytes.byteOffset, fragment.bytes.length).toString('utf8')
  const directives = directivesIn(text, fragment.firstLine)
  return hits.map((hit) => findingOf(fragment, hit, lines, directives))
}

function findingOf(fragment: Fragment, { form, span }: Hit, lines: LineIndex, all: readonly Directive[]): RawFinding {
  const region = lines.region(span, fragment.firstLine)
  const secret = form.text.toString()
  const whose = `the value of ${form.of.name} from ${form.of.from}`
  return {
    seq: fragment.seq,
    ruleId: ISOLATED_VALUE,
    description: whose,
    severity: 'critical',
    confidence: 'certain',
    specificity: 50,
    tags: ['isolation'],
    ...{ span, secretSpan: span, region, secretRegion: region, match: secret, secret, entropy: 0 },
    via: form.encoding ? [form.encoding] : [],
    state: `${whose} may not be committed: that file is kept out of the repository`,
    remedy: [
      ['remove', `take it out of ${fragment.origin.path}, then: git add -- ${quoted(fragment.origin.path)}`],
      ['refer', `read it from the environment: ${form.of.name}`],
      ['allow', `public after all? stanch.toml:  [isolation.values]  ignore = [${JSON.stringify(form.of.name)}]`],
    ],
    directives: directivesFor(all, region.startLine, region.endLine),
    frame: { firstLine: region.startLine, lines: [lineOf(fragment.bytes, lines, span)] },
  }
}

const WIDEST = 400

function lineOf(bytes: Uint8Array, lines: LineIndex, span: Span): string {
  const line = lines.lineSpan(lines.lineOf(span.start))
  const start = Math.max(line.start, span.start - WIDEST / 4)
  const end = Math.min(line.end, Math.max(span.end, start + WIDEST))
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
    .toString('utf8')
    .replace(/\r$/, '')
}
