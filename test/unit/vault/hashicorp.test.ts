// Owns: HashiCorp Vault and OpenBao as they answer: logins, engines, rights; and each trouble with its own sentence.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Secret } from '../../../src/core/secret.ts'
import type { VaultPolicy, VaultTrust } from '../../../src/core/vault-settings.ts'
import { VaultError } from '../../../src/vault/errors.ts'
import { filesOf } from '../../../src/vault/files.ts'
import { makeBackend } from '../../../src/vault/index.ts'
import { openKnown } from '../../../src/vault/known.ts'
import { syncIndex } from '../../../src/vault/sync.ts'
import type { AclRule } from '../../fixtures/vault-acl.ts'
import { VaultDouble } from '../../fixtures/vault-double.ts'
import { callFor, folder, settingsOf } from '../../fixtures/vault-worlds.ts'

const PASSWORD = 'sunny-harbor-42'
const ROOT_LOGIN = { kind: 'token', token: 'root-token', file: '' } as const

/** What docs/vault.md gives to a developer, and to whoever syncs. */
const DEVELOPER: readonly AclRule[] = [
  { path: 'transit/hmac/stanch/sha2-256', capabilities: ['update'] },
  { path: 'secret/data/stanch/*', capabilities: ['read'] },
]
const SYNCER: readonly AclRule[] = [
  ...DEVELOPER,
  { path: 'secret/data/*', capabilities: ['read'] },
  { path: 'secret/metadata/*', capabilities: ['read', 'list'] },
  { path: 'secret/data/stanch/index*', capabilities: ['create', 'update', 'read'] },
]

async function started(tls?: { key: Buffer; cert: Buffer }): Promise<VaultDouble> {
  const vault = new VaultDouble()
  await vault.start(tls)
  onTestFinished(() => vault.stop())
  return vault
}

function settingsFor(vault: VaultDouble, policy: Partial<VaultPolicy> = {}, trust: Partial<VaultTrust> = {}) {
  return settingsOf({ backend: 'hashicorp', ...policy }, { address: vault.address, login: ROOT_LOGIN, ...trust })
}

async function sync(vault: VaultDouble, policy: Partial<VaultPolicy> = {}, trust: Partial<VaultTrust> = {}) {
  const settings = settingsFor(vault, policy, trust)
  const backend = await makeBackend(settings)
  const key = await backend.key(callFor(), true)
  const request = {
    backend,
    key,
    policy: settings.policy,
    journal: filesOf(settings).journal,
    rate: 1000,
    progress: () => undefined,
  }
  const { publication, counts } = await syncIndex(request, callFor())
  await backend.publish(publication, callFor())
  backend.close?.()
  return counts
}

async function ask(
  vault: VaultDouble,
  value: string,
  policy: Partial<VaultPolicy> = {},
  trust: Partial<VaultTrust> = {},
) {
  const known = await openKnown(settingsFor(vault, policy, trust), callFor())
  try {
    return (await known.ask([new Secret(value)], callFor()))[0]!
  } finally {
    known.close()
  }
}

async function errorOf(work: Promise<unknown>): Promise<VaultError> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  )
  if (!(error instanceof VaultError)) throw new Error(`no VaultError: ${String(error)}`)
  return error
}

describe('engines', () => {
  it('walks KV 1 and KV 2, an entry and a folder of one name', async () => {
    const vault = await started()
    vault.put('secret', 'foo', { password: PASSWORD })
    vault.put('secret', 'foo/bar', { password: 'other-harbor-43' })
    vault.put('kv1', 'old', { password: 'third-harbor-44' })
    await sync(vault, { mounts: ['secret', 'kv1'] })
    expect((await ask(vault, PASSWORD)).place).toBe('secret/foo#password (version 1)')
    expect((await ask(vault, 'other-harbor-43')).reference).toBe('vault:secret/data/foo/bar#password')
    expect((await ask(vault, 'third-harbor-44')).reference).toBe('vault:kv1/old#password')
  })

  it('an old version is retired, a deleted one is not read', async () => {
    const vault = await started()
    vault.put('secret', 'pay', { password: 'first-harbor-41' })
    vault.put('secret', 'pay', { password: 'second-harbor-42' })
    vault.put('secret', 'pay', { password: PASSWORD })
    vault.mounts.get('secret')!.v2.get('pay')![0]!.deleted = new Date().toISOString()
    await sync(vault)
    expect((await ask(vault, PASSWORD)).state).toBe('live')
    expect(await ask(vault, 'second-harbor-42')).toMatchObject({
      state: 'retired',
      place: 'secret/pay#password (version 2)',
    })
    expect((await ask(vault, 'first-harbor-41')).state).toBe('unknown')
  })

  it('only the paths that the policy names are read', async () => {
    const vault = await started()
    vault.put('secret', 'pay/a', { password: PASSWORD })
    vault.put('secret', 'hr/b', { password: 'other-harbor-43' })
    await sync(vault, { paths: ['pay/**'] })
    expect((await ask(vault, 'other-harbor-43')).state).toBe('unknown')
    expect(vault.wire).not.toContain('data/hr/b')
  })

  it('the rights of docs/vault.md are enough, and a developer cannot read values with theirs', async () => {
    const vault = await started()
    vault.put('secret', 'pay', { password: PASSWORD })
    vault.tokens.set('dev', { policies: DEVELOPER, expires: Number.POSITIVE_INFINITY })
    vault.tokens.set('ci', { policies: SYNCER, expires: Number.POSITIVE_INFINITY })
    expect((await sync(vault, {}, { login: { kind: 'token', token: 'ci', file: '' } })).missed).toEqual([])
    const developer = { login: { kind: 'token', token: 'dev', file: '' } } as const
    expect((await ask(vault, PASSWORD, {}, developer)).state).toBe('live')
    expect(vault.seen.filter((s) => s.headers['x-vault-token'] === 'dev' && s.path.includes('data/pay'))).toEqual([])
  })

  it('what may not be read is named and does not end the walk', async () => {
    const vault = await started()
    vault.put('secret', 'pay', { password: PASSWORD })
    vault.put('secret', 'root', { password: 'other-harbor-43' })
    vault.tokens.set('ci', {
      policies: [...SYNCER, { path: 'secret/data/root', capabilities: [] }],
      expires: Number.POSITIVE_INFINITY,
    })
    const counts = await sync(vault, {}, { login: { kind: 'token', token: 'ci', file: '' } })
    expect(counts.missed).toEqual(['secret/root: permission denied'])
    expect((await ask(vault, PASSWORD)).state).toBe('live')
  })

  it('an index of several pieces comes back whole', async () => {
    const vault = await started()
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, i) => [`k${i}`, `value-${i}-${(i * 7919).toString(36)}`]),
    )
    vault.put('secret', 'many', many)
    await sync(vault)
    expect(
      [...vault.mounts.get('secret')!.v2.keys()].filter((k) => k.startsWith('stanch/index-')).length,
    ).toBeGreaterThan(1)
    expect((await ask(vault, many.k2999!)).state).toBe('live')
  })
})

describe('hashing by the vault', () => {
  it('sends values to the HMAC endpoint only, in batches', async () => {
    const vault = await started()
    vault.put('secret', 'pay', Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, `${PASSWORD}-${i}`])))
    await sync(vault, { hashing: 'transit' })
    expect((await ask(vault, `${PASSWORD}-7`, { hashing: 'transit' })).state).toBe('live')
    expect((await ask(vault, 'windy-harbor-43', { hashing: 'transit' })).state).toBe('unknown')
    const encoded = Buffer.from(`${PASSWORD}-7`).toString('base64').slice(0, 20)
    const carrying = vault.seen.filter((s) => s.body.includes(PASSWORD) || s.body.includes(encoded))
    expect(new Set(carrying.map((s) => s.path))).toEqual(new Set(['/v1/transit/hmac/stanch/sha2-256']))
    expect(carrying.length).toBeLessThan(10)
  })

  it('sends nothing to a mount that is no transit engine, whatever the repository calls it', async () => {
    const vault = await started()
    vault.put('secret', 'pay', { password: PASSWORD })
    const backend = await makeBackend(settingsFor(vault, { transit: 'kv1/stanch', hashing: 'transit' }))
    const error = await errorOf(backend.hmac!([PASSWORD], callFor()))
    expect(error.message).toContain('kv1')
    expect(error.message).toContain('no transit engine')
    expect(vault.wire).not.toContain(Buffer.from(PASSWORD).toString('base64'))
  })
})

describe('logins', () => {
  async function withRole(role: string, login: VaultTrust['login'], more: Partial<VaultTrust> = {}) {
    const vault = await started()
    vault.roles.set(role, 'root-token')
    const backend = await makeBackend(settingsFor(vault, {}, { login, ...more }))
    const status = await backend.status(callFor())
    return { vault, status }
  }

  function jwt(): string {
    const file = join(folder(), 'jwt')
    writeFileSync(file, 'a.b.c\n', { mode: 0o600 })
    return file
  }

  it('AppRole', async () => {
    const login = { kind: 'approle', mount: 'approle', roleId: 'r', secretId: 's', secretIdFile: '' } as const
    expect((await withRole('approle:r:s', login)).status.lines.join()).toContain('valid for 3600 s')
  })

  it('Kubernetes', async () => {
    const { vault } = await withRole('kubernetes:ci:a.b.c', {
      kind: 'kubernetes',
      mount: 'kubernetes',
      role: 'ci',
      jwtFile: jwt(),
    })
    expect(vault.wire).toContain('"jwt":"a.b.c"')
  })

  it('JWT, in a namespace', async () => {
    const login = { kind: 'jwt', mount: 'jwt', role: 'ci', jwtFile: jwt() } as const
    const { vault } = await withRole('jwt:ci:a.b.c', login, { namespace: 'team-a' })
    expect(vault.seen.every((s) => s.headers['x-vault-namespace'] === 'team-a')).toBe(true)
    expect(vault.seen.every((s) => s.headers['x-vault-request'] === 'true')).toBe(true)
  })

  it('the token file', async () => {
    const file = join(folder(), 'token')
    writeFileSync(file, 'root-token\n')
    expect((await withRole('', { kind: 'token', token: '', file })).status.lines).toHaveLength(2)
  })

  it('no token, and a wrong role, each say so', async () => {
    const none = withRole('', { kind: 'token', token: '', file: '/nonexistent/token' })
    expect((await errorOf(none)).trouble).toBe('no token')
    const wrong = withRole('', { kind: 'approle', mount: 'approle', roleId: 'r', secretId: 'x', secretIdFile: '' })
    expect(await errorOf(wrong)).toMatchObject({
      trouble: 'denied',
      message: expect.stringContaining('refused the approle login'),
    })
  })

  it('a clock that is wrong is named as the reason of a refused login', async () => {
    const vault = await started()
    vault.clockOffset = -3_600_000
    vault.loginError = { status: 400, body: { errors: ['error validating token: token used before issued (iat)'] } }
    const backend = await makeBackend(
      settingsFor(vault, {}, { login: { kind: 'jwt', mount: 'jwt', role: 'ci', jwtFile: jwt() } }),
    )
    const error = await errorOf(backend.status(callFor()))
    expect(error.trouble).toBe('clock skew')
    expect(error.message).toMatch(/clock is (59|60) minutes ahead of/)
  })
})

describe('troubles, each with its own sentence', () => {
  async function troubled(
    arrange: (vault: VaultDouble) => void,
    milliseconds = 20_000,
    trust: Partial<VaultTrust> = {},
  ) {
    const vault = await started()
    vault.put('secret', 'pay', { password: PASSWORD })
    await sync(vault)
    arrange(vault)
    const error = await errorOf(openKnown(settingsFor(vault, {}, trust), callFor(milliseconds)))
    expect(error.hint).not.toBe('')
    expect(`${error.message} ${error.hint} ${error.stack}`).not.toContain('root-token')
    return { trouble: error.trouble, message: error.message, vault }
  }

  it('sealed', async () => {
    const { trouble, message } = await troubled((v) => void (v.sealed = true))
    expect([trouble, message]).toEqual(['sealed', expect.stringMatching(/^the vault at \S+ is sealed$/)])
  })

  it('permission denied', async () => {
    const { trouble, message } = await troubled((v) =>
      v.tokens.set('root-token', {
        policies: [{ path: 'secret/data/other', capabilities: ['read'] }],
        expires: Number.POSITIVE_INFINITY,
      }),
    )
    expect([trouble, message]).toEqual(['denied', expect.stringContaining('does not permit transit/hmac/stanch')])
  })

  it('an expired token, though the vault only says "permission denied"', async () => {
    const { trouble, message } = await troubled((v) => v.tokens.set('root-token', { policies: [], expires: 1 }))
    expect([trouble, message]).toEqual(['expired token', expect.stringContaining('not valid any more')])
  })

  it('unreachable', async () => {
    const { trouble, message } = await troubled(() => undefined, 20_000, { address: 'http://127.0.0.1:1' })
    expect([trouble, message]).toEqual(['unreachable', '127.0.0.1:1 cannot be reached (ECONNREFUSED)'])
  })

  it('slow: the time budget ends the wait', async () => {
    const { trouble, message } = await troubled((v) => void (v.trouble = () => new Promise(() => undefined)), 300)
    expect([trouble, message]).toEqual(['timeout', expect.stringContaining('did not answer in the time')])
  })

  it('too many requests, after one more try', async () => {
    const { trouble, vault } = await troubled((v) => {
      v.seen.length = 0
      v.trouble = (_, r) => {
        r.writeHead(429, { 'retry-after': '0' }).end('{"errors":["rate limit quota exceeded"]}')
        return true
      }
    })
    expect(trouble).toBe('rate limit')
    expect(vault.seen.filter((s) => s.path.includes('/hmac/'))).toHaveLength(2)
  })

  it('a passing failure is got over', async () => {
    const vault = await started()
    vault.put('secret', 'pay', { password: PASSWORD })
    await sync(vault)
    let failures = 1
    vault.trouble = (_, response) => {
      if (failures-- <= 0) return false
      response.writeHead(502).end()
      return true
    }
    expect((await ask(vault, PASSWORD)).state).toBe('live')
  })

  it('a redirect to another host is not followed, and the token stays here', async () => {
    const other = await started()
    const { trouble, message } = await troubled((v) => {
      v.trouble = (s, r) => {
        r.writeHead(307, { location: other.address + s.path }).end()
        return true
      }
    })
    expect(trouble).toBe('redirect')
    expect(message).toContain(new URL(other.address).host)
    expect(other.seen).toEqual([])
  })

  it('an oversized answer is cut off', async () => {
    const { trouble, message } = await troubled((v) => {
      v.trouble = (_, r) => {
        r.writeHead(200)
        for (let i = 0; i < 9; i++) r.write(Buffer.alloc(1 << 20, 'x'))
        r.end()
        return true
      }
    })
    expect([trouble, message]).toEqual(['oversized', expect.stringContaining('more than 8 MiB')])
  })

  it('an answer that is not a vault’s', async () => {
    const { trouble } = await troubled((v) => v.answerWith(200, '<html>'))
    expect(trouble).toBe('bad answer')
  })

  it('an index that lies about its size, and one with a piece changed', async () => {
    const lies = await troubled((v) => v.put('secret', 'stanch/index', { pieces: 1e9, sha256: '', generation: 'a' }))
    expect(lies.trouble).toBe('oversized')
    const changed = await troubled((v) => {
      const [piece] = [...v.mounts.get('secret')!.v2.keys()].filter((k) => k.startsWith('stanch/index-'))
      v.put('secret', piece!, { data: Buffer.from('something else').toString('base64') })
    })
    expect(changed.trouble).toBe('corrupt index')
  })

  it('an index from the future: a clock is wrong, so it is fetched again', async () => {
    const vault = await started()
    vault.put('secret', 'pay', { password: PASSWORD })
    await sync(vault)
    const settings = settingsFor(vault)
    ;(await openKnown(settings, callFor())).close()
    await vault.stop()
    const known = await openKnown(settings, callFor(20_000, -5 * 3_600_000))
    expect(known.notes.join()).toContain('one of the clocks is wrong')
    known.close()
  })

  it('after a failure the vault is left alone for a minute, then asked again', async () => {
    const vault = await started()
    vault.put('secret', 'pay', { password: PASSWORD })
    await sync(vault)
    const settings = settingsFor(vault)
    vault.sealed = true
    expect((await errorOf(openKnown(settings, callFor()))).trouble).toBe('sealed')
    const asked = vault.seen.length
    const paused = await errorOf(openKnown(settings, callFor(20_000, 5000)))
    expect([paused.trouble, paused.message]).toEqual([
      'paused',
      expect.stringMatching(/is sealed; it is asked again in 5\d s$/),
    ])
    expect(vault.seen.length).toBe(asked)
    vault.sealed = false
    ;(await openKnown(settings, callFor(20_000, 61_000))).close()
  })
})

describe('TLS', () => {
  function certificate(days: string, ...names: string[]): { key: Buffer; cert: Buffer; file: string } {
    const at = folder()
    const [key, cert] = [join(at, 'key.pem'), join(at, 'cert.pem')]
    const subject = ['-subj', '/CN=test', '-addext', `subjectAltName=${names.join(',')}`]
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        '-days',
        days,
        ...subject,
      ],
      { stdio: 'ignore' },
    )
    return { key: readFileSync(key), cert: readFileSync(cert), file: cert }
  }

  async function statusWith(tls: { key: Buffer; cert: Buffer }, caFile: string) {
    const vault = await started(tls)
    const backend = await makeBackend(settingsFor(vault, {}, { caFile }))
    return { work: backend.status(callFor()), vault }
  }

  it('an authority that is named is trusted', async () => {
    const tls = certificate('2', 'IP:127.0.0.1')
    expect((await (await statusWith(tls, tls.file)).work).lines).toHaveLength(2)
  })

  it('a certificate that nobody vouches for is refused before the token is sent', async () => {
    const { work, vault } = await statusWith(certificate('2', 'IP:127.0.0.1'), '')
    expect(await errorOf(work)).toMatchObject({
      trouble: 'bad certificate',
      message: expect.stringContaining('signed by itself'),
    })
    expect(vault.seen).toEqual([])
  })

  it('a certificate of another host is refused', async () => {
    const tls = certificate('2', 'DNS:other.example.org')
    expect((await errorOf((await statusWith(tls, tls.file)).work)).message).toContain('another host')
  })

  it('plain http is for this machine only', async () => {
    const make = makeBackend(
      settingsOf({ backend: 'hashicorp' }, { address: 'http://vault.example.org:8200', login: ROOT_LOGIN }),
    )
    expect((await errorOf(make)).message).toContain('not asked without TLS')
  })
})
