// Owns: telling by its path and its content that a file must not be committed.
// Must not know: where content comes from; what becomes of the finding. Costs a look-up of the name for most files.
import type { Change, Fragment } from '../core/fragment.ts'
import { isPlaceholder, looksLive } from '../core/live-value.ts'
import type { IsolationEntry, Zone } from '../core/settings.ts'
import type { Content } from './encrypted.ts'
import { isolationFinding } from './isolation-finding.ts'
import { type NameTable, namedIn } from './name-table.ts'

/** What the inspection goes by. `matches` is asked only when there are globs of the repository's own. */
export interface IsolationRules {
  readonly builtin: readonly IsolationEntry[]
  readonly names: NameTable
  readonly disable: readonly string[]
  readonly allow: readonly string[]
  readonly files: readonly IsolationEntry[]
  readonly zones: readonly Zone[]
  readonly matches: (path: string, globs: readonly string[], ignoreCase?: boolean) => boolean
}

/** What an inspection found: the entry that forbids the file, and why it is not let off. */
export interface Isolated {
  readonly entry: IsolationEntry
  readonly why: string
}

/** The raw findings of a file; [] for almost all. */
export async function inspectFile(fragment: Fragment, rules: IsolationRules) {
  const found = await isolatedBy({ path: fragment.origin.path, ...fragment }, rules)
  return found ? [isolationFinding(fragment, found, changeOf(fragment))] : []
}

/** Candidates without looking at content: for most files none, synchronously. */
export function candidates(path: string, head: Uint8Array, rules: IsolationRules): IsolationEntry[] {
  const { builtin, names, disable, files, zones, matches } = rules
  const numbers = namedIn(names, path, head)
  const own = files.filter((e) => matches(path, e.paths) && !matches(path, e.except))
  const known = numbers
    .map((n) => builtin[n]!)
    .filter((e) => !disable.includes(e.id) && !files.some((f) => f.id === e.id))
  const sealed = zones.filter((z) => z.encrypted && matches(path, z.paths)).map(zoneEntry)
  return [...own, ...known, ...sealed]
}

async function isolatedBy(content: Content, rules: IsolationRules): Promise<Isolated | undefined> {
  const list = candidates(content.path, content.head ?? content.bytes, rules)
  if (list.length === 0 || rules.matches(content.path, rules.allow)) return undefined
  for (const entry of list) {
    const why = await objection(entry, content)
    if (why) return { entry, why }
  }
  return undefined
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

function zoneEntry(zone: Zone): IsolationEntry {
  return {
    ...{ id: `zone-${zone.name}`, paths: zone.paths, except: [], content: [], unless: 'encrypted', severity: 'high' },
    reason: `zone ${zone.name} holds encrypted files only${zone.reason ? ` (${zone.reason})` : ''}`,
    instead: 'encrypt it (sops, age, git-crypt, ansible-vault ...) and stage it again',
  }
}

function changeOf({ origin }: Fragment): Change {
  return origin.kind === 'staged' ? origin.change : 'present'
}
