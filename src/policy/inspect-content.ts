// Owns: telling by its content whether a file that may be one must not be committed, and the finding for it.
// Must not know: where content comes from; how entries are chosen (inspect-file.ts).
import type { RawFinding } from '../core/finding.ts'
import type { Change, Fragment } from '../core/fragment.ts'
import { isPlaceholder, looksLive } from '../core/live-value.ts'
import type { IsolationEntry } from '../core/settings.ts'
import type { Content } from './encrypted.ts'
import { isolationFinding } from './isolation-finding.ts'

/** What an inspection found: the entry that forbids the file, and why it is not let off. */
export interface Isolated {
  readonly entry: IsolationEntry
  readonly why: string
}

/** The finding of the first entry that forbids the file. */
export async function inspectContent(fragment: Fragment, list: readonly IsolationEntry[]): Promise<RawFinding[]> {
  const content = { path: fragment.origin.path, ...fragment }
  for (const entry of list) {
    const why = await objection(entry, content)
    if (why) return [isolationFinding(fragment, { entry, why }, changeOf(fragment))]
  }
  return []
}

/** Why an entry forbids the content; undefined = it does not. */
async function objection(entry: IsolationEntry, content: Content): Promise<string | undefined> {
  const text = Buffer.from(content.bytes.buffer, content.bytes.byteOffset, content.bytes.length)
  if (entry.content.length > 0 && !entry.content.some((part) => text.includes(part))) return undefined
  if (entry.unless === undefined) return entry.reason
  const { encryptionOf } = await import('./encrypted.ts')
  if (await encryptionOf(content)) return undefined
  if (entry.unless === 'encrypted') return `${entry.reason}; it is not encrypted`
  const line = entry.unless === 'no-values' ? liveLine(text.toString()) : credentialLine(text.toString())
  return line === 0 ? undefined : `${entry.reason}; line ${line} holds one`
}

const ASSIGNMENT = /^\s*(?:export\s+|set\s+|-\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*[:=]\s*["']?(.*?)["']?,?\s*$/

/** 1-based line of the first assignment whose value looks live; 0 = none. */
export function liveLine(text: string): number {
  return (
    1 +
    text.split('\n').findIndex((line) => {
      const [, name = '', value = ''] = ASSIGNMENT.exec(line) ?? []
      return name !== '' && looksLive(name, value.replace(/\s+#.*$/, ''), 8)
    })
  )
}

const CREDENTIAL =
  /(?:_auth(?:token)?|_password|npmauthtoken|password|passwd|\bpass|token|secret|api_?-?key|"auth"|client-key-data|private_?-?key|access_?-?key(?:_id)?)["']?\s*[=:\s]\s*["']?([^\s"',;]{4,})/i

/** 1-based line of the first credential; 0 = none. */
export function credentialLine(text: string): number {
  return (
    1 +
    text.split('\n').findIndex((line) => {
      if (/^\s*[#;]/.test(line)) return false
      const value = CREDENTIAL.exec(line)?.[1]
      return value !== undefined && !/^\$|^%\w+%$/.test(value) && !isPlaceholder(value)
    })
  )
}

function changeOf({ origin }: Fragment): Change {
  return origin.kind === 'staged' ? origin.change : 'present'
}
