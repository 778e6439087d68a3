// Owns: the vault check as a developer and a CI job meet it: real git, the built program, a server that speaks the API.
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { VaultDouble } from '../fixtures/vault-double.ts'
import { githubToken } from '../tokens.ts'
import { BIN, cleanEnv, type Run, TestRepo, temporaryFolder } from './harness.ts'

const PASSWORD = 'sunny-harbor-42'
const YAML = `db:\n  user: app\n  motto: ${PASSWORD}\n`
const SETTINGS = '[vault]\nbackend = "hashicorp"\nmounts = ["secret"]\n'

/** Without blocking this process, which is the server. */
function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string | undefined>,
  input = '',
): Promise<Run> {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd, env: cleanEnv(env) })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (d: Buffer) => void (stdout += d.toString()))
    child.stderr.on('data', (d: Buffer) => void (stderr += d.toString()))
    child.stdin.end(input)
    child.on('close', (code) => done({ code, stdout, stderr, output: stdout + stderr }))
  })
}

interface Scene {
  readonly vault: VaultDouble
  readonly repo: TestRepo
  readonly home: string
  readonly env: Record<string, string | undefined>
  stanch(args: readonly string[], env?: Record<string, string | undefined>, input?: string): Promise<Run>
}

/** A vault that holds the password, a repository that names it, a developer who has synced. */
async function scene(settings = SETTINGS, synced = true): Promise<Scene> {
  const vault = new VaultDouble()
  await vault.start()
  onTestFinished(() => vault.stop())
  vault.put('secret', 'pay/db', { password: PASSWORD, host: 'db.example.org' })
  const repo = new TestRepo()
  const home = temporaryFolder()
  writeFileSync(join(home, '.vault-token'), 'root-token\n', { mode: 0o600 })
  repo.write('stanch.toml', settings)
  const env = { HOME: home, VAULT_ADDR: vault.address }
  const stanch: Scene['stanch'] = (args, more = {}, input) =>
    run(process.execPath, [BIN, ...args], repo.dir, { ...env, ...more }, input)
  if (synced) expect(await stanch(['vault', 'sync'])).toMatchObject({ code: 0 })
  return { vault, repo, home, env, stanch }
}

/** Makes the next run look at the vault again. */
function age(home: string): void {
  const cache = join(home, '.cache', 'stanch', 'vault')
  const old = new Date(Date.now() - 7 * 3_600_000)
  for (const file of readdirSync(cache)) utimesSync(join(cache, file), old, old)
}

function cacheFile(home: string, extension: string): string {
  const cache = join(home, '.cache', 'stanch', 'vault')
  return join(cache, readdirSync(cache).find((f) => f.endsWith(extension))!)
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((f) => join(folder, f))
    .filter((f) => statSync(f).isFile())
}

describe('a password that no pattern knows', () => {
  it('stops the commit; the output names its path and holds no trace of it, nor does any file', async () => {
    const { repo, home, env, vault } = await scene()
    repo.installHook('protect --report-path=out.json')
    repo.stage('config/app.yaml', YAML)
    const commit = await run('git', ['commit', '-q', '-m', 'Add the database'], repo.dir, env)
    expect(commit.code).not.toBe(0)
    expect(repo.tryGit(['rev-parse', '-q', '--verify', 'HEAD']).code).not.toBe(0)
    expect(commit.output).toContain('config/app.yaml:3:10')
    expect(commit.output).toContain('it is live in the hashicorp vault: secret/pay/db#password (version 1)')
    expect(commit.output).toContain('write vault:secret/data/pay/db#password or ${DB_PASSWORD} instead')
    const traces = [
      PASSWORD,
      Buffer.from(PASSWORD).toString('base64').slice(0, 18),
      Buffer.from(PASSWORD).toString('hex'),
      'root-token',
    ]
    const written = [...filesBelow(home).filter((f) => !f.endsWith('.vault-token')), join(repo.dir, 'out.json')]
    expect(written.length).toBeGreaterThan(2)
    for (const trace of traces) {
      expect(commit.output).not.toContain(trace)
      for (const file of written) expect(readFileSync(file, 'latin1')).not.toContain(trace)
      if (trace !== 'root-token') expect(vault.wire).not.toContain(trace)
    }
  })

  it('no report format shows it', async () => {
    const { repo, stanch } = await scene()
    repo.stage('app.yaml', YAML)
    for (const format of ['text', 'json', 'sarif', 'junit', 'csv', 'gitlab', 'github', 'markdown', 'html']) {
      const r = await stanch(['protect', `--report-format=${format}`])
      expect([format, r.code]).toEqual([format, 1])
      expect(r.output).toContain('known-value')
      expect(r.output).not.toContain(PASSWORD)
    }
  })

  it('is found in a folder and on standard input, by one thread and by several', async () => {
    const { repo, stanch } = await scene()
    for (let i = 0; i < 40; i++) repo.write(`src/file${i}.txt`, `${`a line of text number ${i}\n`.repeat(4000)}`)
    repo.write('src/app.yaml', YAML)
    for (const threads of ['1', '2']) {
      const r = await stanch(['dir', '.', '--report-format=json', `--threads=${threads}`])
      expect(JSON.parse(r.stdout)).toMatchObject([
        { RuleID: 'known-value', File: 'src/app.yaml', Vault: { state: 'live' } },
      ])
    }
    expect((await stanch(['stdin'], {}, YAML)).code).toBe(1)
  })

  it('is found in the history, in the commit that brought it, and not in one that only moved it', async () => {
    const { repo, stanch } = await scene()
    const first = repo.commit('Add', { 'app.yaml': `${'# a comment\n'.repeat(30)}${YAML}` })
    repo.commit('Longer', { 'app.yaml': `${'# a comment\n'.repeat(31)}${YAML}` })
    repo.commit('Gone', { 'app.yaml': 'db: {}\n' })
    for (const args of [
      ['git', '.'],
      ['git', '.', '--log-opts=--all'],
    ]) {
      const r = await stanch([...args, '--report-format=json'])
      const list = JSON.parse(r.stdout) as { RuleID: string; Commit: string; StartLine: number }[]
      expect(list.map((f) => [f.RuleID, f.Commit, f.StartLine])).toEqual([['known-value', first, 33]])
    }
  })

  it('is not asked for where nobody set up a vault: no code of it is loaded', async () => {
    const repo = new TestRepo()
    repo.stage('app.yaml', YAML)
    const list = join(temporaryFolder(), 'list.cjs')
    const loaded = join(temporaryFolder(), 'loaded.json')
    const script = `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(loaded)}, JSON.stringify(Object.keys(require.cache))))`
    writeFileSync(list, script)
    const r = await run(process.execPath, ['--require', list, BIN, 'protect'], repo.dir, { HOME: temporaryFolder() })
    expect(r.code).toBe(0)
    const modules = JSON.parse(readFileSync(loaded, 'utf8')) as string[]
    expect(modules.some((m) => m.endsWith('main.js'))).toBe(true)
    for (const file of modules) expect(readFileSync(file, 'utf8')).not.toMatch(/STANCHV1|aes-256-gcm/)
  })
})

describe('what an answer means', () => {
  it('an old version is retired: blocked, or as the settings say', async () => {
    const { repo, vault, stanch } = await scene()
    vault.put('secret', 'pay/db', { password: 'rainy-harbor-43' })
    await stanch(['vault', 'sync'])
    repo.stage('app.yaml', YAML)
    const blocked = await stanch(['protect'])
    expect(blocked.code).toBe(1)
    expect(blocked.output).toContain('it was live in the hashicorp vault: secret/pay/db#password (version 1)')
    repo.write('stanch.toml', `${SETTINGS}retired = "warn"\n`)
    const warned = await stanch(['protect'])
    expect(warned.code).toBe(0)
    expect(warned.output).toContain('warning')
  })

  it('a finding of a rule that is live names its place; one that the vault does not know stays blocked', async () => {
    const { repo, vault, stanch } = await scene()
    const known = githubToken()
    repo.stage('app.js', `const token = "${known}"\n`)
    const unknown = await stanch(['protect'])
    expect(unknown.code).toBe(1)
    expect(unknown.output).not.toContain('vault:')
    vault.put('secret', 'ci/github', { token: known })
    await stanch(['vault', 'sync'])
    const live = await stanch(['protect', '--report-format=json'])
    const list = JSON.parse(live.stdout) as { RuleID: string; Vault: { state: string; place: string } }[]
    expect(list).toHaveLength(1)
    expect(list[0]!.RuleID).not.toBe('known-value')
    expect(list[0]!.Vault).toMatchObject({ state: 'live', place: 'secret/ci/github#token (version 1)' })
  })

  it('a rule that the vault decides: unknown is as the settings say', async () => {
    const { repo, stanch } = await scene(`${SETTINGS}decides = ["*"]\nunknown = "warn"\n`)
    repo.stage('a.js', `const token = "${githubToken()}"\n`)
    const r = await stanch(['protect'])
    expect(r.code).toBe(0)
    expect(r.output).toContain('the hashicorp vault does not know it')
  })

  it('a rule of the repository, or a zone, can leave it to the vault; unasked it blocks', async () => {
    const rule = '[[rules]]\nid = "ticket"\nregex = "TICKET-[0-9]{6}"\naction = "vault"\n'
    const s = await scene(`${SETTINGS}${rule}`)
    s.repo.stage('a.txt', 'TICKET-123456\n')
    const warned = await s.stanch(['protect'])
    expect([warned.code, warned.output]).toEqual([0, expect.stringContaining('does not know it')])
    const unasked = await s.stanch(['protect'], { STANCH_VAULT_BACKEND: 'off' })
    expect([unasked.code, unasked.output]).toEqual([1, expect.stringContaining('was not asked')])
    const zone =
      '[[isolation.zones]]\nname = "docs"\npaths = ["docs/**"]\nseverity = { critical = "vault", high = "vault", medium = "vault", low = "vault" }\n'
    s.repo.write('stanch.toml', `${SETTINGS}${zone}`)
    s.repo.git('rm', '-q', '-f', 'a.txt')
    s.repo.stage('docs/a.md', `token = "${githubToken()}"\n`)
    expect((await s.stanch(['protect'])).code).toBe(0)
    s.repo.stage('b.md', `token = "${githubToken()}"\n`)
    expect((await s.stanch(['protect'])).code).toBe(1)
  })

  it('a zone that demands the vault lets nothing pass unasked, here or in CI', async () => {
    const zone = '[[isolation.zones]]\nname = "pay"\npaths = ["services/pay/**"]\nvault = true\n'
    const s = await scene(`${SETTINGS}${zone}`)
    s.repo.stage('services/pay/a.txt', 'nothing\n')
    expect((await s.stanch(['protect'])).code).toBe(0)
    const off = await s.stanch(['protect'], { STANCH_VAULT_BACKEND: 'off' })
    expect([off.code, off.output]).toEqual([2, expect.stringContaining('zone pay: the vault must be asked')])
    s.repo.git('rm', '-q', '-f', 'services/pay/a.txt')
    s.repo.stage('other.txt', 'nothing\n')
    expect((await s.stanch(['protect'], { STANCH_VAULT_BACKEND: 'off' })).code).toBe(0)
  })

  it('a zone of a package demands it, too, in that package alone', async () => {
    const s = await scene(SETTINGS)
    s.repo.write('services/pay/stanch.toml', '[[isolation.zones]]\nname = "keys"\npaths = ["keys/**"]\nvault = true\n')
    const off = () => s.stanch(['protect'], { STANCH_VAULT_BACKEND: 'off' })
    s.repo.stage('keys/a.txt', 'nothing\n')
    s.repo.stage('services/pay/other/a.txt', 'nothing\n')
    expect((await off()).code).toBe(0)
    s.repo.stage('services/pay/keys/a.txt', 'nothing\n')
    const unasked = await off()
    expect([unasked.code, unasked.output]).toEqual([2, expect.stringContaining('zone keys: the vault must be asked')])
    expect((await s.stanch(['protect'])).code).toBe(0)
  })

  it('holds for a package in a history, and for what is scanned from within the package', async () => {
    const s = await scene(SETTINGS)
    const off = { STANCH_VAULT_BACKEND: 'off' }
    const unasked = [2, expect.stringContaining('zone keys: the vault must be asked')]
    s.repo.commit('one', { 'services/pay/keys/a.txt': 'nothing\n' })
    expect((await s.stanch(['git'], off)).code).toBe(0)
    s.repo.commit('two', {
      'services/pay/stanch.toml': '[[isolation.zones]]\nname = "keys"\npaths = ["keys/**"]\nvault = true\n',
    })
    const history = await s.stanch(['git'], off)
    expect([history.code, history.output]).toEqual(unasked)
    expect((await s.stanch(['git'])).code).toBe(0)
    const within = join(s.repo.dir, 'services', 'pay')
    for (const args of [['keys'], ['keys/a.txt'], [join(within, 'keys')], []]) {
      const r = await run(process.execPath, [BIN, 'dir', ...args], within, { ...s.env, ...off })
      expect([args, r.code, r.output]).toEqual([args, ...unasked])
    }
  })

  it('paths stay unnamed when the policy says so', async () => {
    const { repo, stanch } = await scene(`${SETTINGS}show_path = false\n`)
    repo.stage('app.yaml', YAML)
    const r = await stanch(['protect'])
    expect(r.code).toBe(1)
    expect(r.output).not.toContain('pay/db')
  })
})

describe('a vault that cannot answer', () => {
  const TROUBLES: Readonly<Record<string, readonly [arrange: (s: Scene) => void, sentence: RegExp]>> = {
    unreachable: [(s) => void (s.env.VAULT_ADDR = 'http://127.0.0.1:1'), /127\.0\.0\.1:1 cannot be reached/],
    sealed: [(s) => void (s.vault.sealed = true), /the vault at \S+ is sealed/],
    'permission denied': [
      (s) => s.vault.tokens.set('root-token', { policies: [{ path: 'x/y', capabilities: [] }], expires: 9e15 }),
      /does not permit/,
    ],
    'expired token': [
      (s) => s.vault.tokens.set('root-token', { policies: [], expires: 1 }),
      /the token for \S+ is not valid any more/,
    ],
    'clock skew': [
      (s) => {
        s.vault.clockOffset = -3_600_000
        s.vault.loginError = {
          status: 400,
          body: { errors: ['error validating token: token used before issued (iat)'] },
        }
        const file = join(s.home, 'jwt')
        writeFileSync(file, 'made.up.token\n', { mode: 0o600 })
        Object.assign(s.env, { STANCH_VAULT_AUTH: 'jwt', STANCH_VAULT_ROLE: 'ci', STANCH_VAULT_JWT_FILE: file })
      },
      /this machine's clock is (?:59|60) minutes ahead of/,
    ],
    slow: [(s) => void (s.vault.trouble = () => new Promise(() => undefined)), /did not answer in the time/],
    oversized: [(s) => s.vault.answerWith(200, 'x'.repeat(9 << 20)), /answer of more than 8 MiB/],
    'too many requests': [(s) => s.vault.answerWith(429, '', { 'retry-after': '0' }), /too many requests/],
    redirect: [
      (s) => s.vault.answerWith(307, '', { location: 'https://vault.example.org/' }),
      /redirect to another host/,
    ],
  }

  it.each(Object.keys(TROUBLES))('%s, nothing fetched before: a warning here, exit code 2 in CI', async (name) => {
    const [arrange, sentence] = TROUBLES[name]!
    const s = await scene(SETTINGS, false)
    arrange(s)
    s.repo.stage('app.yaml', 'a: 1\n')
    const here = await s.stanch(['protect'], s.env)
    expect([here.code, here.output]).toEqual([0, expect.stringMatching(sentence)])
    expect(here.output).toContain('known values were not looked up')
    const ci = await s.stanch(['protect'], { ...s.env, CI: 'true' })
    expect(ci.code).toBe(2)
    expect(ci.output).toMatch(
      name === 'unreachable' || ci.output.includes('asked again in') ? /asked again in|cannot be reached/ : sentence,
    )
  })

  it.each(Object.keys(TROUBLES))('%s, an index is there: it is used, and its age told', async (name) => {
    const [arrange, sentence] = TROUBLES[name]!
    const s = await scene()
    const { VAULT_ADDR } = s.env
    age(s.home)
    arrange(s)
    // another address would be another vault, with files of its own
    if (s.env.VAULT_ADDR !== VAULT_ADDR) {
      s.env.VAULT_ADDR = VAULT_ADDR
      await s.vault.stop()
    }
    s.repo.stage('app.yaml', YAML)
    const r = await s.stanch(['protect'], { ...s.env, CI: 'true' })
    expect(r.code).toBe(1)
    expect(r.output).toMatch(/known values are those of \d+ (minutes|hours) ago/)
    if (name !== 'unreachable') expect(r.output).toMatch(sentence)
  })

  it('both can be set: block here, warn in CI', async () => {
    const s = await scene(`${SETTINGS}on_error = "block"\n`, false)
    s.vault.sealed = true
    s.repo.stage('app.yaml', 'a: 1\n')
    expect((await s.stanch(['protect'])).code).toBe(2)
    s.repo.write('stanch.toml', `${SETTINGS}on_error = "warn"\n`)
    expect((await s.stanch(['protect'], { CI: 'true' })).code).toBe(0)
  })

  it('a finding of a rule stays blocked', async () => {
    const s = await scene(SETTINGS, false)
    s.vault.sealed = true
    s.repo.stage('app.js', `const token = "${githubToken()}"\n`)
    expect((await s.stanch(['protect'])).code).toBe(1)
  })

  it.each([
    ['corrupt index', '.idx', /is damaged/],
    ['index of another key', '.key', /another key/],
  ])('%s: fetched again; without a vault a warning here, exit code 2 in CI', async (_, extension, sentence) => {
    const s = await scene()
    s.repo.stage('app.yaml', YAML)
    const spoil = () => {
      const file = cacheFile(s.home, extension)
      const bytes = readFileSync(file)
      bytes[bytes.length > 40 ? 45 : 3]! ^= 1
      writeFileSync(file, bytes)
    }
    spoil()
    const again = await s.stanch(['protect'])
    expect([again.code, again.output]).toEqual([1, expect.stringMatching(sentence)])
    expect(again.output).toContain('it was fetched again')
    spoil()
    await s.vault.stop()
    const here = await s.stanch(['protect'])
    expect([here.code, here.output]).toEqual([0, expect.stringMatching(sentence)])
    const ci = await s.stanch(['protect'], { CI: 'true' })
    expect([ci.code, ci.output]).toEqual([2, expect.stringMatching(sentence)])
  })

  it('files that others can read are refused', async () => {
    const s = await scene()
    const { chmodSync } = await import('node:fs')
    chmodSync(cacheFile(s.home, '.key'), 0o644)
    await s.vault.stop()
    s.repo.stage('app.yaml', YAML)
    const r = await s.stanch(['protect'], { CI: 'true' })
    expect([r.code, r.output]).toEqual([2, expect.stringContaining('can be read or changed by others')])
  })
})

describe('trust', () => {
  it.each(['address', 'ca_file', 'token_file', 'auth', 'cacheDir', 'alerts'])(
    'a repository cannot set vault.%s',
    async (key) => {
      const { repo, vault, env, stanch } = await scene(SETTINGS, false)
      repo.write('stanch.toml', `${SETTINGS}${key} = "${vault.address}"\n`)
      repo.stage('app.yaml', 'a: 1\n')
      const r = await stanch(['protect'], { ...env, VAULT_ADDR: undefined })
      expect(r.code).toBe(2)
      expect(r.output).toMatch(/stanch\.toml: vault\.\w+ may not be set here/)
      expect(vault.seen).toEqual([])
    },
  )

  it('the user’s own settings can name the vault', async () => {
    const { repo, vault, home, stanch } = await scene(SETTINGS)
    mkdirSync(join(home, '.config', 'stanch'), { recursive: true })
    writeFileSync(join(home, '.config', 'stanch', 'config.toml'), `[vault]\naddress = "${vault.address}"\n`)
    repo.stage('app.yaml', YAML)
    expect((await stanch(['protect'], { VAULT_ADDR: undefined })).code).toBe(1)
  })

  it('a mistyped setting is named', async () => {
    const { repo, stanch } = await scene(SETTINGS, false)
    repo.write('stanch.toml', `${SETTINGS}on_eror = "warn"\n`)
    const r = await stanch(['protect'])
    expect([r.code, r.output]).toEqual([2, expect.stringContaining('did you mean onError?')])
  })
})

describe('stanch vault', () => {
  it('status tells what is there; check asks about values and findings, and prints none', async () => {
    const { repo, stanch } = await scene()
    const status = await stanch(['vault', 'status'])
    expect([status.code, status.output]).toEqual([
      0,
      expect.stringMatching(/unsealed[\s\S]*policies stanch[\s\S]*3 hashed forms/),
    ])
    const check = await stanch(['vault', 'check'], {}, `windy-harbor-44\n${PASSWORD}\n`)
    expect(check.code).toBe(1)
    expect(check.output).toMatch(/^unknown {2}line 1\nlive {5}line 2 {2}secret\/pay\/db#password/)
    expect(check.output).not.toContain(PASSWORD)
    expect((await stanch(['vault', 'check'], {}, 'windy-harbor-44\n')).code).toBe(0)
    repo.write('app.js', `const token = "${githubToken()}"\n`)
    const [finding] = JSON.parse((await stanch(['dir', 'app.js', '--report-format=json'])).stdout) as {
      Fingerprint: string
    }[]
    const one = await stanch(['vault', 'check', finding!.Fingerprint])
    expect([one.code, one.output]).toEqual([0, expect.stringContaining(`unknown  ${finding!.Fingerprint}`)])
  })

  it('sync says what it left out and what it could not read, which is exit code 2', async () => {
    const { vault, stanch } = await scene(SETTINGS, false)
    vault.put('secret', 'closed', { password: 'other-harbor-43' })
    vault.tokens.set('root-token', {
      policies: [
        { path: '*', capabilities: ['read', 'list', 'update'] },
        { path: 'secret/data/closed', capabilities: [] },
      ],
      expires: 9e15,
    })
    const r = await stanch(['vault', 'sync'])
    expect([r.code, r.output]).toEqual([
      2,
      expect.stringMatching(/left out 1: a public name[\s\S]*not read secret\/closed: permission denied/),
    ])
  })

  it('the local backend needs no server', async () => {
    const repo = new TestRepo()
    const env = { HOME: temporaryFolder() }
    repo.write('stanch.toml', '[vault]\nbackend = "local"\n')
    const run1 = await run(
      process.execPath,
      [BIN, 'vault', 'sync', '--from=-'],
      repo.dir,
      env,
      `export DB_PASSWORD='${PASSWORD}'\n`,
    )
    expect([run1.code, run1.output]).toEqual([0, expect.stringContaining('3 hashed forms')])
    repo.stage('app.yaml', YAML)
    expect((await run(process.execPath, [BIN, 'protect'], repo.dir, env)).code).toBe(1)
  })
})

describe('alerts', () => {
  it('are sent on a block, without the value, and cannot change the verdict', async () => {
    const { repo, home, stanch } = await scene()
    const file = join(home, 'audit.jsonl')
    repo.stage('app.yaml', YAML)
    const r = await stanch(['protect'], { STANCH_ALERT_FILE: file, STANCH_ALERT_WEBHOOK: 'http://127.0.0.1:1/hook' })
    expect(r.code).toBe(1)
    expect(r.stderr).toContain('alert: webhook was not told: ECONNREFUSED')
    const line = readFileSync(file, 'utf8')
    expect(line).not.toContain(PASSWORD)
    expect(JSON.parse(line)).toMatchObject({
      event: 'blocked',
      blocked: 1,
      findings: [{ rule: 'known-value', path: 'app.yaml', vault: 'live' }],
    })
    repo.git('rm', '-q', '-f', 'app.yaml')
    expect((await stanch(['protect'], { STANCH_ALERT_FILE: file })).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(line)
  })
})
