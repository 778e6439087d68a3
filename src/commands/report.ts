// Owns: the verb `report`: `report merge` joins the json reports of a scan that was split into parts.
// Must not know: how parts are made.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { messageOf, UserError } from '../core/fault.ts'
import type { CommandLine } from '../core/options.ts'
import type { Host } from '../host.ts'
import { gaps, type PartReport, readPart } from './part.ts'

/** Joins parts into one json report. 2 when a part is missing or did not look at everything. */
export async function report({ args, options }: CommandLine, host: Host): Promise<number> {
  const [what = '', ...files] = args
  if (what !== 'merge')
    throw new UserError(`report: unknown action "${what}"`, 'use: stanch report merge PART.json ...')
  if (files.length === 0) throw new UserError('report merge: no files were named', 'name the reports of all parts')
  const parts = files.map((file) => readPart(file, read(resolve(host.cwd, file))))
  const findings = parts.flatMap((p) => p.findings)
  const text = `${JSON.stringify(findings, null, 1)}\n`
  const wrong = gaps(parts)
  for (const line of wrong) await host.stderr.write(`stanch: ${line}\n`)
  const path = options.reportPath === '-' ? undefined : options.reportPath
  if (path === undefined) await host.stdout.write(text)
  else (await import('../report/write.ts')).writeReportFile(resolve(host.cwd, path), text)
  await host.stderr.write(`stanch: ${parts.length} parts, ${findings.length} findings\n`)
  return exitCode(parts, wrong, options.exitCode)
}

function exitCode(parts: readonly PartReport[], wrong: readonly string[], forLeaks = 1): number {
  if (wrong.length > 0) return 2
  return parts.some((p) => p.findings.some((f) => f.Action !== 'warn')) ? forLeaks : 0
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${messageOf(error)}`, 'name the reports of all parts')
  }
}
