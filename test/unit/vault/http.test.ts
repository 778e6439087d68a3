// Owns: what a prefix service gets to see, and what becomes of one that lies.
import { describe, expect, it, onTestFinished } from 'vitest'
import { Secret } from '../../../src/core/secret.ts'
import { VaultError } from '../../../src/vault/errors.ts'
import { openKnown } from '../../../src/vault/known.ts'
import { PrefixDouble } from '../../fixtures/prefix-double.ts'
import { callFor, folder, settingsOf, syncWorld } from '../../fixtures/vault-worlds.ts'

const VALUES = Object.fromEntries(
  Array.from({ length: 2000 }, (_, i) => [`k${i}`, `value-${i}-${(i * 7919).toString(36)}`]),
)

async function service() {
  const double = new PrefixDouble()
  const address = await double.start()
  onTestFinished(() => double.stop())
  const login = { kind: 'token', token: double.token, file: '' } as const
  const settings = (token = login) => settingsOf({ backend: 'http' }, { address, login: token, cache: folder() })
  await syncWorld({
    settings: () => settings(),
    fill: () => undefined,
    input: () => JSON.stringify({ all: VALUES }),
    wire: () => '',
    break: () => double.stop(),
  })
  return { double, settings, login }
}

async function troubleOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  )
  return error instanceof VaultError ? error.trouble : String(error)
}

describe('the http backend', () => {
  it('shows the server prefixes that many values share, and no tag, value or path', async () => {
    const { double, settings } = await service()
    const known = await openKnown(settings(), callFor())
    double.seen.length = 0
    const [live, unknown] = await known.ask([new Secret(VALUES.k7!), new Secret('windy-harbor-44')], callFor())
    expect([live!.state, unknown!.state]).toEqual(['live', 'unknown'])
    expect(double.seen.map((s) => s.path)).toEqual(['/base/v1/prefixes'])
    const { prefixes } = JSON.parse(double.seen[0]!.body) as { prefixes: string[] }
    expect(prefixes.every((p) => p.length === 1)).toBe(true)
    known.close()
  })

  it('stops asking when a bucket is too small to hide in', async () => {
    const { double, settings } = await service()
    const known = await openKnown(settings(), callFor())
    double.trouble = (seen, response) => {
      if (!seen.path.endsWith('prefixes')) return false
      response.writeHead(200).end(JSON.stringify({ buckets: [[{ tag: '0'.repeat(32), entry: '' }]] }))
      return true
    }
    expect(await troubleOf(known.ask([new Secret(VALUES.k7!)], callFor()))).toBe('not anonymous')
    known.close()
  })

  it('an entry that the server made up is damage, not an answer', async () => {
    const { double, settings } = await service()
    const known = await openKnown(settings(), callFor())
    const { hashed } = await import('../../../src/vault/hashing.ts')
    const { keyFrom } = await import('../../../src/vault/local.ts')
    const tag = hashed(keyFrom(double.key, ''), Buffer.alloc(16), VALUES.k7!).tag.toString('hex')
    double.trouble = (seen, response) => {
      if (!seen.path.endsWith('prefixes')) return false
      const bucket = Array.from({ length: 40 }, () => ({ tag, entry: Buffer.alloc(80, 1).toString('base64') }))
      response.writeHead(200).end(JSON.stringify({ buckets: [bucket] }))
      return true
    }
    expect(await troubleOf(known.ask([new Secret(VALUES.k7!)], callFor()))).toBe('corrupt index')
    known.close()
  })

  it.each([
    ['no token', '', 401],
    ['expired token', 'old', 401],
    ['denied', 'service-token', 403],
    ['rate limit', 'service-token', 429],
    ['sealed', 'service-token', 503],
  ])('%s has its sentence', async (trouble, token, status) => {
    const { double, settings } = await service()
    if (status !== 401) {
      double.trouble = (_, response) => {
        response.writeHead(status, { 'retry-after': '0' }).end()
        return true
      }
    }
    const work = openKnown(settings({ kind: 'token', token, file: '' } as never), callFor())
    expect(await troubleOf(work)).toBe(trouble)
  })
})
