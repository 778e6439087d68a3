// Owns: `stanch vault status`: is the vault there, may we ask it, how old are the known values.
// Must not know: how any of it is found out.
import { filesOf } from '../vault/files.ts'
import { makeBackend } from '../vault/index.ts'
import { openKnown } from '../vault/known.ts'
import { ageOf } from '../vault/local-copy.ts'
import type { VaultCommand } from './vault.ts'

/** Exit code 0: everything works. What does not is an error with its own sentence (exit code 2). */
export async function vaultStatus({ settings, host }: VaultCommand): Promise<number> {
  const call = { signal: host.signal, now: host.now }
  const backend = await makeBackend(settings)
  try {
    const { lines } = await backend.status(call)
    await host.stdout.write(`backend   ${backend.name}\n${lines.join('\n')}\n`)
    const known = await openKnown(settings, call)
    known.close()
    const { count, created, notes } = known
    const onError = settings.onError === 'block' ? 'exit code 2' : 'a warning'
    await host.stdout.write(
      [
        `index     ${count} hashed forms, made ${ageOf(created, host.now())}`,
        `copy      ${filesOf(settings).index}`,
        `on error  ${onError}`,
        ...notes.map((note) => `note      ${note}`),
        '',
      ].join('\n'),
    )
    return 0
  } finally {
    backend.close?.()
  }
}
