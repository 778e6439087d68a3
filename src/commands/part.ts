// Owns: the parts of a scan that is split over machines: which paths belong to which, and joining their reports.
// Must not know: how anything is scanned.
import { createHash } from 'node:crypto'
import { UserError } from '../core/fault.ts'
import { jsonErrorLine } from '../core/json-line.ts'
import type { Part } from '../core/report.ts'

/** Reads N/M. Throws a UserError unless 1 <= N <= M. */
export function partOf(text: string): Part {
  const [, number = '', of = ''] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []
  if (!(Number(number) >= 1 && Number(number) <= Number(of))) {
    throw new UserError(`--shard ${text} is not a part`, 'write part and number of parts: 3/16')
  }
  return { number: Number(number), of: Number(of) }
}

/**
 * Tells whether a path is a part's. All versions of a path are in one part, wherever they were packed, so the split
 * depends on nothing but the names, and versions are still compared with each other.
 */
export function ownerOf({ number, of }: Part): (path: string) => boolean {
  return (path) => createHash('sha1').update(path).digest().readUInt32BE(0) % of === number - 1
}

/** A part's report, as the json format writes it. */
export interface PartReport {
  readonly part: Part
  /** What all parts of one scan share. */
  readonly ruleset?: string
  readonly commits?: number
  readonly faults: readonly string[]
  readonly findings: readonly Record<string, unknown>[]
}

/** Reads a part's report. Throws a UserError when it is none. */
export function readPart(file: string, text: string): PartReport {
  try {
    const report = JSON.parse(text) as Partial<PartReport>
    if (report.part && Array.isArray(report.findings) && Array.isArray(report.faults)) return report as PartReport
  } catch {
    // The parser quotes the text, which holds what --redact=0 showed.
    const hint = 'the part may have been cut short: run it again'
    throw new UserError(`${file}:${jsonErrorLine(text)}: is not JSON`, hint)
  }
  throw new UserError(
    `${file} is not the report of a part`,
    'make it with: stanch git --shard N/M --report-format json',
  )
}

/** What is wrong with a set of parts, in words; empty when they are the whole. */
export function gaps(parts: readonly PartReport[]): string[] {
  const of = parts[0]?.part.of ?? 0
  const wrong: string[] = []
  if (parts.some((p) => p.part.of !== of)) wrong.push('the parts are of different splits')
  if (parts.some((p) => p.ruleset !== parts[0]?.ruleset || p.commits !== parts[0]?.commits)) {
    wrong.push('the parts are of different scans: other rules, or other commits')
  }
  for (let n = 1; n <= of; n++) {
    const count = parts.filter((p) => p.part.number === n).length
    if (count === 0) wrong.push(`part ${n}/${of} is missing`)
    if (count > 1) wrong.push(`part ${n}/${of} is there ${count} times`)
  }
  return [...wrong, ...parts.flatMap((p) => p.faults.map((f) => `part ${p.part.number}/${p.part.of}: ${f}`))]
}
