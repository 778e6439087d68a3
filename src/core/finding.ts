// Owns: what a worker reports (RawFinding) and what the rest of the program sees (Finding): the value is wrapped, and
// everything that may be shown has been redacted here, once.
// Must not know: rules, policies, formats.
import { createHash } from 'node:crypto'
import type { Directive } from './directive.ts'
import type { Fault, Skip } from './fault.ts'
import { commitOf, type Origin, pathOf } from './fragment.ts'
import { maskAll, redacted } from './redact.ts'
import type { Confidence, Severity } from './rule.ts'
import { Secret } from './secret.ts'
import type { Region, Span } from './span.ts'
import type { VaultAnswer } from './vault.ts'

/** Lines around a finding, as they stand in the file; long lines are cut around the match. */
export interface Frame {
  /** 1-based number of the first line. */
  readonly firstLine: number
  readonly lines: readonly string[]
}

/** What the engine posts. It crosses threads, so it is plain data, and it holds the value in clear. */
export interface RawFinding {
  readonly seq: number
  readonly ruleId: string
  readonly description: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly specificity: number
  readonly tags: readonly string[]
  readonly rotate?: string
  /** Bytes of the whole match in the fragment. */
  readonly span: Span
  /** Bytes of the secret in the fragment: equal to `span` when it was decoded. */
  readonly secretSpan: Span
  readonly region: Region
  readonly secretRegion: Region
  readonly match: string
  readonly secret: string
  readonly entropy: number
  /** Decoders passed, outermost first. */
  readonly via: readonly string[]
  /** What a named check found out: 'expired', 'wrong checksum', 'example' ... */
  readonly state?: string
  /** Replaces the usual advice. */
  readonly remedy?: Remedy
  readonly directives: readonly Directive[]
  readonly frame: Frame
}

/** What a job of a source gives: raw findings by place, and what was looked at or left out. Plain data. */
export interface Looked {
  readonly places: readonly { readonly origin: Origin; readonly findings: readonly RawFinding[] }[]
  readonly faults: readonly Fault[]
  readonly skips: readonly Skip[]
  /** Contents looked at, and their bytes that were new. */
  readonly fragments: number
  readonly bytes: number
  readonly commits: number
}

/** What to do, line by line: a word and a sentence or a command. */
export type Remedy = readonly (readonly [what: string, line: string])[]

/** What may be shown of a finding. */
export interface Shown {
  readonly secret: string
  readonly match: string
  readonly frame: Frame
}

/** One finding, safe to print. */
export interface Finding {
  readonly ruleId: string
  readonly description: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly tags: readonly string[]
  readonly rotate?: string
  readonly origin: Origin
  readonly region: Region
  readonly secretRegion: Region
  readonly entropy: number
  readonly via: readonly string[]
  readonly state?: string
  /** Replaces the usual advice. */
  readonly remedy?: Remedy
  readonly directives: readonly Directive[]
  readonly secret: Secret
  readonly shown: Shown
  /** For a finding of a commit: whether the value still stands in HEAD's version of the file, some refs that hold the commit, and how many more do. */
  readonly history?: { readonly inHead: boolean; readonly refs: readonly string[]; readonly moreRefs: number }
  /** gitleaks' form: `commit:file:rule:line`, or `file:rule:line` without a commit. */
  readonly fingerprint: string
  /** Stays the same when lines move: 20 hex digits of SHA-256 over rule id, path and secret. */
  readonly contentId: string
  /** What the vault said of the value, when it was asked. */
  readonly vault?: VaultAnswer
}

/** gitleaks' fingerprint of a place. */
export function fingerprint(origin: Origin, ruleId: string, line: number): string {
  const commit = commitOf(origin)
  const place = `${pathOf(origin)}:${ruleId}:${line}`
  return commit ? `${commit}:${place}` : place
}

/** Content fingerprint: survives line moves, rebases and squashes. */
export function contentId(ruleId: string, path: string, secret: string): string {
  return createHash('sha256').update(`${ruleId}\0${path}\0${secret}`).digest('hex').slice(0, 20)
}

/**
 * Wraps the raw findings of one fragment. `redact` is the share of each secret that is hidden, in percent (100 = all,
 * 0 = none). All secrets of the fragment are hidden in every frame, not only the frame's own.
 */
export function toFindings(raw: readonly RawFinding[], origin: Origin, redact: number): Finding[] {
  const secrets = raw.map((r) => r.secret)
  return raw.map((r) => wrap(r, origin, secrets, redact))
}

/** A secret may reach over lines. No lines stay none: a finding may be about a path. */
function maskedLines(lines: readonly string[], secrets: readonly string[], redact: number): readonly string[] {
  return lines.length === 0 ? [] : maskAll(lines.join('\n'), secrets, redact).split('\n')
}

function wrap(r: RawFinding, origin: Origin, secrets: readonly string[], redact: number): Finding {
  const shown: Shown = {
    secret: redacted(r.secret, redact),
    match: maskAll(r.match, secrets, redact),
    frame: { firstLine: r.frame.firstLine, lines: maskedLines(r.frame.lines, secrets, redact) },
  }
  return {
    ruleId: r.ruleId,
    description: r.description,
    severity: r.severity,
    confidence: r.confidence,
    tags: r.tags,
    ...(r.rotate === undefined ? {} : { rotate: r.rotate }),
    origin,
    region: r.region,
    secretRegion: r.secretRegion,
    entropy: r.entropy,
    via: r.via,
    ...(r.state === undefined ? {} : { state: r.state }),
    ...(r.remedy === undefined ? {} : { remedy: r.remedy }),
    directives: r.directives,
    secret: new Secret(r.secret),
    shown,
    fingerprint: fingerprint(origin, r.ruleId, r.region.startLine),
    contentId: contentId(r.ruleId, pathOf(origin), r.secret),
  }
}
