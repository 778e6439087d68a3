// Owns: the finding for a file that must not be committed: what it says and what to do.
// Must not know: how the file was recognised.
import { directivesFor, directivesIn } from '../core/directive.ts'
import type { RawFinding, Remedy } from '../core/finding.ts'
import type { Change, Fragment } from '../core/fragment.ts'
import { ISOLATION } from '../core/isolated-value.ts'
import type { Region } from '../core/span.ts'
import type { Isolated } from './inspect-content.ts'
import { ZONE } from './inspect-file.ts'

const TOP: Region = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }

/** One finding for the file as a whole: it has no secret, and is known by its path. */
export function isolationFinding(fragment: Fragment, { entry, why }: Isolated, change: Change): RawFinding {
  const { path } = fragment.origin
  return {
    seq: fragment.seq,
    ruleId: `${ISOLATION}${entry.id}`,
    description: 'a file that must not be committed',
    severity: entry.severity,
    confidence: 'certain',
    specificity: 100,
    tags: ['isolation'],
    ...{ span: { start: 0, end: 0 }, secretSpan: { start: 0, end: 0 }, region: TOP, secretRegion: TOP },
    ...{ match: '', secret: '', entropy: 0, via: [] },
    state: why,
    remedy: remedyFor(path, entry.instead, entry.id, change),
    directives: topDirectives(fragment),
    frame: { firstLine: 1, lines: [] },
  }
}

/** Allow comments of the first line, or of a block that begins there. */
function topDirectives({ bytes }: Fragment) {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1000)).toString('utf8')
  return directivesFor(directivesIn(text), 1, 1)
}

function remedyFor(path: string, instead: string, id: string, change: Change): Remedy {
  const tracked = change === 'modified' || change === 'type-changed'
  const untrack = [
    `git rm --cached -- ${quoted(path)}`,
    ...(tracked ? ['(it is in earlier commits: rotate what it held)'] : []),
  ]
  return [
    ['untrack', untrack.join('  ')],
    ['ignore', `echo ${quoted(ignoreLine(path))} >> .gitignore`],
    ['instead', instead],
    [
      'allow',
      `in stanch.toml:  [isolation]  allow = [${JSON.stringify(ignoreLine(path))}]${id.startsWith(ZONE) ? '' : `   or  disable = ["${id}"]`}`,
    ],
  ]
}

/** The line of .gitignore that names exactly this path. */
export function ignoreLine(path: string): string {
  return `/${path.replace(/[\\*?[]/g, '\\$&').replace(/ $/, '\\ ')}`
}

/** A word for the shell. */
export function quoted(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
