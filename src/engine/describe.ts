// Owns: hits -> raw findings: lines and columns, the frame, the allow comments that speak for them.
// Must not know: how hits were found or chosen.
import { type Directive, directivesFor, directivesIn } from '../core/directive.ts'
import type { RawFinding } from '../core/finding.ts'
import type { RuleSpec } from '../core/rule.ts'
import { LineIndex } from '../core/span.ts'
import { decodeTags } from './decode-tags.ts'
import { frameAround } from './frame.ts'
import { type ContentHit, textOf } from './hit.ts'

interface Described {
  readonly bytes: Uint8Array
  readonly firstLine: number
  readonly firstColumn?: number
}

/** The raw findings of a content, in the order of its hits. */
export function describe(content: Described, hits: readonly ContentHit[], seq: number): RawFinding[] {
  if (hits.length === 0) return []
  const { bytes, firstLine, firstColumn } = content
  const lines = new LineIndex(bytes, firstColumn)
  const directives = allDirectives(bytes, firstLine)
  const hidden = hits.filter((hit) => hit.via.length > 0).map((hit) => hit.span)
  return hits.map((hit) => {
    const region = lines.region(hit.span, firstLine)
    return {
      ...said(hit.rule.spec, seq),
      tags: [...hit.rule.spec.tags, ...decodeTags(hit.via)],
      confidence: hit.confidence,
      span: hit.span,
      secretSpan: hit.secretSpan,
      region,
      secretRegion: lines.region(hit.secretSpan, firstLine),
      match: hit.match,
      secret: hit.secret,
      entropy: hit.entropy,
      via: hit.via,
      ...(hit.state === undefined ? {} : { state: hit.state }),
      directives: directivesFor(directives, region.startLine, region.endLine),
      frame: frameAround(bytes, lines, hit.span, firstLine, hidden),
    }
  })
}

const NOWHERE = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 }
const EMPTY = { start: 0, end: 0 }

/** The finding of a rule that looks at the path only: no place in the text, so line 0, as gitleaks has it. */
export function describePath(spec: RuleSpec, path: string, seq: number): RawFinding {
  return {
    ...said(spec, seq),
    confidence: spec.confidence,
    span: EMPTY,
    secretSpan: EMPTY,
    region: NOWHERE,
    secretRegion: NOWHERE,
    match: `file detected: ${path}`,
    secret: '',
    entropy: 0,
    via: [],
    directives: [],
    frame: { firstLine: 0, lines: [] },
  }
}

function said(spec: RuleSpec, seq: number) {
  const { id, description, severity, specificity, tags, rotate } = spec
  return { seq, ruleId: id, description, severity, specificity, tags, ...(rotate === undefined ? {} : { rotate }) }
}

function allDirectives(bytes: Uint8Array, firstLine: number): Directive[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return buffer.includes(':allow') ? directivesIn(textOf(bytes, { start: 0, end: bytes.length }), firstLine) : []
}
