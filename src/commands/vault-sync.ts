// Owns: `stanch vault sync`: values -> index, with progress, and the counts of what was left out.
// Must not know: how values are read or hashed.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { messageOf, UserError } from '../core/fault.ts'
import { filesOf } from '../vault/files.ts'
import { makeBackend } from '../vault/index.ts'
import { keepCopy } from '../vault/local-copy.ts'
import { writePrivate } from '../vault/private-file.ts'
import { type SyncCounts, syncIndex } from '../vault/sync.ts'
import { readAll } from './read-all.ts'
import type { VaultCommand } from './vault.ts'

const RATE = 50

/** Exit code 0: all was read; 2: the index is there, but something could not be read. */
export async function vaultSync({ settings, line, host }: VaultCommand): Promise<number> {
  const { from, rate, reportPath } = line.options
  const backend = await makeBackend(settings)
  const call = { signal: host.signal, now: host.now }
  const files = filesOf(settings)
  try {
    const key = await backend.key(call, true)
    const progress = host.stderr.isTTY ? (counts: SyncCounts) => void host.stderr.write(bar(counts)) : () => undefined
    const input = from === undefined ? {} : { input: await inputOf(from, host) }
    const request = {
      backend,
      key,
      policy: settings.policy,
      journal: files.journal,
      rate: rate ?? RATE,
      progress,
      ...input,
    }
    const { publication, counts, finish } = await syncIndex(request, call)
    const where = reportPath
      ? writeOut(resolve(host.cwd, reportPath), publication.file)
      : await backend.publish(publication, call)
    keepCopy(files, key, backend.buckets ? publication.filterFile : publication.file)
    finish()
    await host.stdout.write(`${host.stderr.isTTY ? '\r' : ''}${summary(counts, where)}`)
    return counts.missed.length > 0 ? 2 : 0
  } finally {
    backend.close?.()
  }
}

async function inputOf(from: string, host: VaultCommand['host']): Promise<string> {
  if (from === '-') return (await readAll(host.stdin)).toString()
  try {
    return readFileSync(resolve(host.cwd, from), 'utf8')
  } catch (error) {
    throw new UserError(`${from} cannot be read: ${messageOf(error)}`)
  }
}

function writeOut(path: string, file: Buffer): string {
  writePrivate(path, file)
  return path
}

function bar({ entries, resumed, values }: SyncCounts): string {
  return `\r${entries + resumed} entries, ${values} values`
}

function summary({ entries, resumed, values, left, missed }: SyncCounts, where: string): string {
  const reasons = Object.entries(left).sort(([, a], [, b]) => b - a)
  return [
    `index    ${values} hashed forms of the values of ${entries + resumed} entries -> ${where}`,
    ...(resumed > 0 ? [`resumed  ${resumed} entries were hashed by a sync that broke`] : []),
    ...reasons.map(([why, n]) => `left out ${n}: ${why}`),
    ...missed.map((m) => `not read ${m}`),
    '',
  ].join('\n')
}
