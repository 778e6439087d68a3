// Owns: from a fingerprint (`[commit:]file:rule:line`) back to the value that was found there.
// Must not know: what the value is wanted for. It stays a Secret.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, UserError } from '../core/fault.ts'
import type { Origin } from '../core/fragment.ts'
import { Secret } from '../core/secret.ts'
import { toText } from '../core/utf8.ts'
import { openEngine } from '../engine/engine.ts'
import { scanFragment } from '../engine/scan.ts'
import { runGit, succeeded } from '../git/run.ts'
import { engineOf, rulesOfRun } from './rules-of-run.ts'
import type { VaultCommand } from './vault.ts'

/** The value of a finding. Throws a UserError when the fingerprint names none. */
export async function secretOfFinding(fingerprint: string, { root, host, line }: VaultCommand): Promise<Secret> {
  const [, commit, path, rule, at] = /^(?:([0-9a-f]{40,64}):)?(.+):([\w./-]+):(\d+)$/.exec(fingerprint) ?? []
  if (!path)
    throw new UserError(
      `"${fingerprint}" is no fingerprint`,
      'a fingerprint is file:rule:line or commit:file:rule:line',
    )
  const content = commit ? await blobAt(commit, path, root, host.env) : fileAt(root, path)
  const { source: rules } = await rulesOfRun(root, line.options, host)
  const engine = await openEngine({ rules, engine: engineOf(line.options), maxDecodeDepth: 5 })
  const origin: Origin = { kind: 'file', path }
  const found = await scanFragment(engine, { seq: 0, origin, bytes: toText(content).bytes, firstLine: 1, focus: 'all' })
  const finding = found.find((f) => f.ruleId === rule && f.region.startLine === Number(at))
  if (!finding) throw new UserError(`there is no finding ${fingerprint}`, 'the file may have changed since')
  return new Secret(finding.secret)
}

async function blobAt(commit: string, path: string, root: string, env: VaultCommand['host']['env']): Promise<Buffer> {
  const result = await runGit({ cwd: root, env }, ['cat-file', 'blob', `${commit}:${path}`])
  if (!succeeded(result)) throw new UserError(`${path} cannot be read in commit ${commit.slice(0, 12)}`)
  return result.stdout
}

function fileAt(root: string, path: string): Buffer {
  try {
    return readFileSync(join(root, path))
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${messageOf(error)}`)
  }
}
