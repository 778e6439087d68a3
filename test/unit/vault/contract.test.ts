// Owns: what every backend must do, run over the map of backends; and over the real program where there is one.
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { knownSpans } from '../../../src/core/known-values.ts'
import { Secret } from '../../../src/core/secret.ts'
import type { VaultTrouble } from '../../../src/vault/errors.ts'
import { VaultError } from '../../../src/vault/errors.ts'
import { filesOf } from '../../../src/vault/files.ts'
import { backends } from '../../../src/vault/index.ts'
import { HEADER_BYTES } from '../../../src/vault/index-file.ts'
import { openKnown } from '../../../src/vault/known.ts'
import { callFor, folder, realWorld, syncWorld, VAULT_BINARY, type World, worlds } from '../../fixtures/vault-worlds.ts'

const PASSWORD = 'sunny-harbor-42'
const TOKEN = `tok_${'9f3a'.repeat(8)}`
const FILL = {
  'pay/stripe': { db_password: PASSWORD, nested: { api_token: TOKEN } },
  web: { host: 'db.example.org', port: 5432 },
}

async function filled(make: () => World | Promise<World>): Promise<World> {
  const world = await make()
  world.fill(FILL)
  return world
}

async function ask(world: World, values: readonly string[], settings = world.settings()) {
  const known = await openKnown(settings, callFor())
  try {
    return await known.ask(
      values.map((v) => new Secret(v)),
      callFor(),
    )
  } finally {
    known.close()
  }
}

async function troubleOf(work: Promise<unknown>): Promise<VaultTrouble | string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof VaultError ? error.trouble : String(error)),
  )
}

function contract(make: () => World | Promise<World>): void {
  it('a value that it holds is live, with its place and what to write instead; another is unknown', async () => {
    const world = await filled(make)
    await syncWorld(world)
    const [live, nested, unknown] = await ask(world, [PASSWORD, TOKEN, 'windy-harbor-43'])
    expect(live).toMatchObject({ state: 'live', variable: 'DB_PASSWORD' })
    expect(live!.place).toContain('pay/stripe#db_password')
    expect(live!.reference).toMatch(/^vault:.*pay\/stripe#db_password$/)
    expect(nested).toMatchObject({ state: 'live' })
    expect(nested!.place).toContain('nested.api_token')
    expect(unknown!.state).toBe('unknown')
  })

  it('paths are not named when the policy forbids it', async () => {
    const world = await filled(make)
    await syncWorld(world)
    const [live] = await ask(world, [PASSWORD], world.settings({ showPath: false }))
    expect(live).toEqual({ state: 'live', backend: world.settings().policy.backend })
  })

  it('its filter finds the value in a text, plain and in base64', async () => {
    const world = await filled(make)
    await syncWorld(world)
    const known = await openKnown(world.settings(), callFor())
    for (const form of [PASSWORD, Buffer.from(PASSWORD).toString('base64')]) {
      const text = Buffer.from(`a: 1\npassword: ${form}\n`)
      const spans = knownSpans(known.filter, text, 'all').map((s) => text.subarray(s.start, s.end).toString())
      expect(spans).toContain(form)
      expect((await known.ask([new Secret(form)], callFor()))[0]!.state).toBe('live')
    }
    known.close()
  })

  it('public and small values are left out and counted', async () => {
    const { counts } = await syncWorld(await filled(make))
    expect(counts.left).toEqual({ 'a public name': 1, short: 1 })
    expect(counts.missed).toEqual([])
  })

  it('no value stands in any file, and none goes over the wire; files are for their owner only', async () => {
    const world = await filled(make)
    const settings = world.settings()
    const { publication } = await syncWorld(world, settings)
    await ask(world, [PASSWORD, 'windy-harbor-43'], settings)
    const { cache } = settings.trust
    const files = readdirSync(cache).map((f) => join(cache, f))
    expect(files.length).toBeGreaterThan(0)
    const texts = [...files.map((f) => readFileSync(f, 'latin1')), publication.file.toString('latin1'), world.wire()]
    for (const text of texts) {
      for (const value of [PASSWORD, Buffer.from(PASSWORD).toString('base64'), 'windy-harbor-43', 'db_password'])
        expect(text).not.toContain(value)
    }
    for (const file of files) expect(statSync(file).mode & 0o077).toBe(0)
  })

  it('without an index it says that there is none', async () => {
    const world = await make()
    expect(await troubleOf(openKnown(world.settings(), callFor()))).toBe('no index')
  })

  it('offline the last index is used, and its age is told', async () => {
    const world = await filled(make)
    await syncWorld(world)
    const settings = world.settings()
    ;(await openKnown(settings, callFor())).close()
    const old = new Date(Date.now() - 5 * 3_600_000)
    utimesSync(filesOf(settings).index, old, old)
    await world.break()
    const known = await openKnown(settings, callFor())
    expect(known.notes.join()).toMatch(/^known values are those of \d+ minutes ago: /)
    known.close()
  })

  it('another key: the copy is fetched again, and without a server it is refused', async () => {
    const world = await filled(make)
    await syncWorld(world)
    const settings = world.settings()
    ;(await openKnown(settings, callFor())).close()
    writeFileSync(filesOf(settings).key, Buffer.alloc(32, 7))
    const again = await openKnown(settings, callFor())
    expect(again.notes.join()).toContain('another key')
    again.close()
    writeFileSync(filesOf(settings).key, Buffer.alloc(32, 7))
    await world.break()
    expect(await troubleOf(openKnown(settings, callFor()))).toBe('index of another key')
  })

  it.each([0, 40, HEADER_BYTES + 5])('damage at byte %i: fetched again, and without a server refused', async (at) => {
    const world = await filled(make)
    await syncWorld(world)
    const settings = world.settings()
    ;(await openKnown(settings, callFor())).close()
    const damage = () => {
      const bytes = readFileSync(filesOf(settings).index)
      bytes[at]! ^= 1
      writeFileSync(filesOf(settings).index, bytes)
    }
    damage()
    const again = await openKnown(settings, callFor())
    expect(again.notes.join()).toContain('damaged')
    again.close()
    damage()
    await world.break()
    expect(await troubleOf(openKnown(settings, callFor()))).toBe('corrupt index')
  })
}

describe.each(Object.keys(backends))('backend %s', (name) => {
  it('has a world in which the contract can be tested', () => expect(Object.keys(worlds)).toContain(name))
  contract(() => worlds[name]!())
})

describe('a sync that broke', () => {
  it('does not hash again what it has hashed', async () => {
    const world = await filled(worlds.hashicorp!)
    const settings = world.settings()
    const { makeBackend } = await import('../../../src/vault/index.ts')
    const { syncIndex } = await import('../../../src/vault/sync.ts')
    const backend = await makeBackend(settings)
    const key = await backend.key(callFor(), true)
    const base = { key, policy: settings.policy, journal: filesOf(settings).journal, rate: 1000 }
    const stop = () => {
      throw new Error('the plug was pulled')
    }
    await expect(syncIndex({ ...base, backend, progress: stop }, callFor())).rejects.toThrow('plug')
    expect(readFileSync(filesOf(settings).journal, 'latin1')).not.toContain(PASSWORD)
    const result = await syncIndex({ ...base, backend, progress: () => undefined }, callFor())
    expect(result.counts).toMatchObject({ entries: 1, resumed: 1 })
    const whole = await syncWorld(world, world.settings({}, folder()))
    expect(result.publication.values.length).toBe(whole.publication.values.length)
    backend.close?.()
  })
})

if (VAULT_BINARY === undefined) console.warn('skipped: [needs vault binary]: neither vault nor bao is on PATH')
describe.skipIf(VAULT_BINARY === undefined)('the real program [needs vault binary]', () => {
  contract(realWorld)
})
