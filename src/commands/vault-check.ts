// Owns: `stanch vault check`: asks about values from stdin, or about the value of a finding.
// Must not know: how values are looked up. A value is never printed, nor taken from the command line.
import { UserError } from '../core/fault.ts'
import { Secret } from '../core/secret.ts'
import type { VaultAnswer } from '../core/vault.ts'
import { openKnown } from '../vault/known.ts'
import { secretOfFinding } from './finding-secret.ts'
import { readAll } from './read-all.ts'
import type { VaultCommand } from './vault.ts'

/** Exit code 0: none of them is known; 1: one is; 2: it could not be asked. */
export async function vaultCheck(command: VaultCommand): Promise<number> {
  const { settings, host, line } = command
  const secrets = line.args.length > 0 ? await ofFindings(command) : await ofStdin(command)
  const call = { signal: host.signal, now: host.now }
  const known = await openKnown(settings, call)
  try {
    const answers = await known.ask(secrets, call)
    const names = line.args.length > 0 ? line.args : secrets.map((_, i) => `line ${i + 1}`)
    const notes = known.notes.map((note) => `note  ${note}\n`)
    await host.stdout.write([...answers.map((a, i) => describe(names[i]!, a)), ...notes].join(''))
    return answers.some((a) => a.state !== 'unknown') ? 1 : 0
  } finally {
    known.close()
  }
}

async function ofStdin({ host }: VaultCommand): Promise<Secret[]> {
  if (host.stdin.isTTY) throw new UserError('no values on standard input', 'give one on each line, or a fingerprint')
  const lines = (await readAll(host.stdin)).toString().split('\n')
  return lines.filter((text) => text.trim() !== '').map((text) => new Secret(text.trim()))
}

async function ofFindings(command: VaultCommand): Promise<Secret[]> {
  const secrets: Secret[] = []
  for (const fingerprint of command.line.args) secrets.push(await secretOfFinding(fingerprint, command))
  return secrets
}

function describe(name: string, { state, place, reference, variable }: VaultAnswer): string {
  const where = place ? `  ${place}` : ''
  const instead = reference ? `\n  write  ${reference}${variable ? ` or \${${variable}}` : ''}` : ''
  return `${state.padEnd(8)} ${name}${where}${instead}\n`
}
