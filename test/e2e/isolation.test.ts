// Isolation, on real git: files that must not be committed, encrypted ones, zones, and values of git-ignored files.
import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { characters, githubToken } from '../tokens.ts'
import { stanch, TestRepo, temporaryFolder } from './harness.ts'

/** A made-up live value. */
const live = (seed: number) => `${characters(20, seed)}7x`

function blockedRules(repo: TestRepo): string[] {
  return repo.findings().list.map((f) => `${f.File} ${f.RuleID}`)
}

describe('files that must not be committed', () => {
  it('a dotenv file is blocked, with the lines to type', () => {
    const repo = new TestRepo()
    repo.stage('apps/web/.env', 'PORT=3000\n')
    const run = repo.protect()
    expect(run.code).toBe(1)
    expect(run.output).toContain('[isolation/dotenv]')
    expect(run.output).toContain('git rm --cached -- apps/web/.env')
    expect(run.output).toContain('echo /apps/web/.env >> .gitignore')
  })

  it('the line for .gitignore really ignores just that file, however it is called', () => {
    const repo = new TestRepo()
    for (const path of ['a b/[x]*.pem', "it's.p12"]) repo.stage(path, '-----BEGIN PRIVATE KEY-----\n')
    const lines = [...repo.protect().stdout.matchAll(/ignore\s+(echo .* >> \.gitignore)/g)].map((m) => m[1]!)
    expect(lines).toHaveLength(2)
    repo.git('rm', '-q', '--cached', '-r', '.')
    repo.shell(lines.join('\n'))
    repo.write('a b/yy.pem', '')
    expect(repo.git('status', '--porcelain', '-z', '-uall').split('\0').filter(Boolean).sort()).toEqual([
      '?? .gitignore',
      '?? a b/yy.pem',
    ])
  })

  it('a rename into a forbidden name counts, without one changed byte', () => {
    const repo = new TestRepo()
    repo.commit('base', { 'config.txt': 'PORT=3000\nHOST=localhost\nNAME=app\n' })
    repo.git('mv', 'config.txt', '.env')
    expect(blockedRules(repo)).toEqual(['.env isolation/dotenv'])
  })

  it('a template passes while it holds no live value', () => {
    const repo = new TestRepo()
    repo.stage('.env.example', 'PORT=3000\nAPI_KEY=your-key-here\nDB=postgres://user:password@localhost/app\n')
    expect(repo.protect().code).toBe(0)
    repo.stage('.env.example', `PORT=3000\nSESSION_SECRET=${live(1)}\n`)
    expect(repo.protect().output).toContain('line 2 holds one')
  })

  it('a key file is known by its content, text or binary, in UTF-8 or not', () => {
    const repo = new TestRepo()
    repo.stage('deploy', '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n')
    repo.stage('store.bin', Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]))
    repo.stage('pw', Buffer.from([0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb]))
    const own = blockedRules(repo).filter((r) => r.includes('isolation'))
    expect(own).toEqual([
      'deploy isolation/private-key',
      'pw isolation/password-database',
      'store.bin isolation/keystore',
    ])
  })

  it('an entry can be switched off, a path allowed, an own entry added', () => {
    const repo = new TestRepo()
    repo.stage('.env', 'A=1\n')
    repo.stage('notes/salaries.csv', 'x\n')
    repo.write('stanch.toml', '[isolation]\ndisable = ["dotenv"]\n')
    expect(repo.protect().code).toBe(0)
    repo.write('stanch.toml', '[isolation]\nallow = ["/.env"]\n')
    expect(repo.protect().code).toBe(0)
    repo.write(
      'stanch.toml',
      '[[isolation.files]]\nid = "salaries"\npaths = ["salaries*"]\nreason = "people’s pay"\ninstead = "use the HR share"\n',
    )
    expect(blockedRules(repo)).toEqual(['.env isolation/dotenv', 'notes/salaries.csv isolation/salaries'])
    expect(repo.protect(['--no-isolation']).code).toBe(0)
  })

  it('dir leaves alone what git ignores, and stops what it does not', () => {
    const repo = new TestRepo()
    repo.write('.gitignore', '.env\n')
    repo.write('.env', 'A=1\n')
    repo.write('sub/.env.local', 'A=1\n')
    const run = stanch(repo.dir, ['dir', '.', '-f', 'json'])
    expect((JSON.parse(run.stdout) as { File: string }[]).map((f) => f.File)).toEqual(['sub/.env.local'])
  })
})

describe('what the first bytes of a file say', () => {
  it('dir knows keystores and sealed files that are no text', () => {
    const repo = new TestRepo()
    repo.write('store.bin', Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]))
    repo.write('.env', Buffer.concat([Buffer.from([0x85, 1, 12, 3]), Buffer.alloc(200, 0xe7)]))
    const run = stanch(repo.dir, ['dir', '.', '-f', 'json'])
    expect((JSON.parse(run.stdout) as { File: string }[]).map((f) => f.File)).toEqual(['store.bin'])
  })
})

describe('encrypted on purpose', () => {
  const b64 = (n: number, seed = 3) => characters(n, seed)
  const enc = (type = 'str') => `ENC[AES256_GCM,data:${b64(12)},iv:${b64(43)}=,tag:${b64(22)}==,type:${type}]`
  const hex = (seed: number) => `${characters(80, seed, '0123456789abcdef')}\n`
  const sealed: Record<string, string | Buffer> = {
    'git-crypt': Buffer.concat([Buffer.from('\0GITCRYPT\0'), Buffer.from([0xde, 0xad, 0xbe, 0xef])]),
    age: `-----BEGIN AGE ENCRYPTED FILE-----\n${b64(64)}\n${b64(64, 4)}\n-----END AGE ENCRYPTED FILE-----\n`,
    'age, binary': `age-encryption.org/v1\n-> X25519 ${b64(43)}\n`,
    'ansible-vault': `$ANSIBLE_VAULT;1.1;AES256\n${hex(1)}${hex(2)}`,
    pgp: `-----BEGIN PGP MESSAGE-----\n\n${b64(64)}\n${b64(64, 4)}\n=abcd\n-----END PGP MESSAGE-----\n`,
    'sops dotenv': `API_KEY=${enc()}\nPORT=3000\nsops_mac=${enc()}\nsops_version=3.8.1\n`,
    dotenvx: `DOTENV_PUBLIC_KEY="${characters(66, 5, '0123456789abcdef')}"\nAPI_KEY="encrypted:${b64(80)}"\n`,
    'pgp, binary': Buffer.concat([Buffer.from([0x85, 1, 12, 3]), Buffer.alloc(200, 0xe7)]),
    'pgp, binary, new format': Buffer.concat([Buffer.from([0xc3, 13, 4, 9, 3, 8]), Buffer.alloc(200, 0xe7)]),
    'sops ini': `[app]\nkey = ${enc()}\nport = 3000\n[sops]\nmac = ${enc()}\nversion = 3.8.1\n`,
    rails: `${b64(40)}--${b64(16)}--${b64(22)}==`,
  }
  it.each(Object.entries(sealed))('.env with %s content passes', (_, content) => {
    const repo = new TestRepo()
    repo.stage('.env', content)
    expect(blockedRules(repo).filter((r) => r.includes('isolation'))).toEqual([])
  })

  const plain: Record<string, string> = {
    'the mark of git-crypt further down': `A=1\n\0GITCRYPT\0`,
    'age armor around a part': `A=${live(1)}\n-----BEGIN AGE ENCRYPTED FILE-----\n${b64(64)}\n-----END AGE ENCRYPTED FILE-----\n`,
    'the header of ansible-vault alone': `$ANSIBLE_VAULT;1.1;AES256\nAPI_KEY=${live(1)}\n`,
    'sops with a value in clear': `API_KEY=${live(1)}\nB=${enc()}\nsops_mac=${enc()}\n`,
    'sops ini with a value in clear': `[app]\nkey = ${enc()}\npassword = ${live(3)}\n[sops]\nmac = ${enc()}\n`,
    'sops ini without its own section': `key = ${enc()}\npassword = ${live(3)}\n`,
    'the first byte of pgp, and then text': `\u0085 API_KEY=${live(1)}\n`,
    'dotenvx with a value in clear': `DOTENV_PUBLIC_KEY="x"\nA="encrypted:${b64(80)}"\nDB_PASSWORD=${live(2)}\n`,
  }
  it.each(Object.entries(plain))('.env with %s is blocked', (_, content) => {
    const repo = new TestRepo()
    repo.stage('.env', content)
    expect(blockedRules(repo)).toContain('.env isolation/dotenv')
  })

  const state = (extra: object) =>
    JSON.stringify({
      ...{ serial: 3, lineage: 'x', encryption_version: 'v0', encrypted_data: b64(200) },
      meta: { 'key_provider.pbkdf2.main': b64(40) },
      ...extra,
    })

  it('Terraform state passes when OpenTofu has encrypted it, and not with resources beside', () => {
    const repo = new TestRepo()
    repo.stage('sealed.tfstate', state({}))
    repo.stage('half.tfstate', state({ resources: [{ type: 'x' }] }))
    repo.stage('plain.tfstate', JSON.stringify({ version: 4, resources: [] }))
    expect(blockedRules(repo).map((rule) => rule.split(' ')[0])).toEqual(['half.tfstate', 'plain.tfstate'])
  })

  it('a zone demands encryption of everything in it: plain text is blocked without any pattern', () => {
    const repo = new TestRepo()
    repo.write('stanch.toml', '[[isolation.zones]]\nname = "vault"\npaths = ["secrets/**"]\nencrypted = true\n')
    repo.stage('secrets/a.yaml', `a: hello\n`)
    repo.stage('secrets/sealed.yaml', sealedSecret(true))
    repo.stage('secrets/half.yaml', `${sealedSecret(true)}---\n${sealedSecret(false)}`)
    repo.stage('secrets/b.yaml', `a: ${enc()}\nsops:\n  mac: ${enc()}\n  version: 3.8.1\n`)
    repo.stage(
      'secrets/c.ejson',
      JSON.stringify({ _public_key: hex(1).trim(), a: `EJ[1:${b64(40)}=:${b64(30)}:${b64(30)}]` }),
    )
    expect(blockedRules(repo)).toEqual([
      'secrets/a.yaml isolation/zone-vault',
      'secrets/half.yaml isolation/zone-vault',
    ])
  })

  function sealedSecret(whole: boolean): string {
    const kind = whole ? 'SealedSecret' : 'Secret'
    const data = whole ? `encryptedData:\n    key: ${b64(200)}` : `data:\n    key: aGVsbG8=`
    return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: x\nspec:\n  ${data}\n`
  }
})

describe('entries that are switched off', () => {
  const disabled = (id: string) => `[inline]\nallow = true\n[isolation]\ndisable = [\n  "database",\n  "${id}",\n]\n`

  it('a name that no entry has is an error with its line and the nearest name, wherever it is said', () => {
    const repo = new TestRepo()
    repo.stage('a.js', 'x\n')
    repo.write('stanch.toml', disabled('dotevn'))
    expect(repo.protect()).toMatchObject({ code: 2 })
    expect(repo.protect().stderr).toContain(
      'stanch.toml:6: isolation.disable names "dotevn", and there is no such entry',
    )
    expect(repo.protect().stderr).toContain('did you mean "dotenv"?')
    for (const args of [
      ['config', 'check'],
      ['config', 'show'],
      ['dir', '.'],
    ])
      expect(stanch(repo.dir, args), args.join(' ')).toMatchObject({ code: 2 })
    repo.write('stanch.toml', disabled('dotenv'))
    expect(repo.protect()).toMatchObject({ code: 0 })
    const byEnvironment = repo.protect([], { STANCH_ISOLATION_DISABLE: 'dotenv,zzz' })
    expect([byEnvironment.code, byEnvironment.stderr]).toEqual([
      2,
      expect.stringContaining('environment STANCH_ISOLATION_DISABLE: isolation.disable names "zzz"'),
    ])
    repo.write('packages/a/stanch.toml', disabled('nmprc'))
    repo.stage('packages/a/x.js', 'x\n')
    expect(repo.protect().stderr).toContain('packages/a/stanch.toml:6: isolation.disable names "nmprc"')
  })

  it('an entry of a preset can be switched off by whoever extends it', () => {
    const repo = new TestRepo()
    repo.write('base.toml', '[[isolation.files]]\nid = "payroll"\npaths = ["hr/*.csv"]\nreason = "pay"\n')
    repo.stage('hr/a.csv', 'x\n')
    repo.write('stanch.toml', 'extends = ["./base.toml"]\n')
    expect(repo.protect()).toMatchObject({ code: 1 })
    repo.write('stanch.toml', 'extends = ["./base.toml"]\n[isolation]\ndisable = ["payroll"]\n')
    expect(repo.protect()).toMatchObject({ code: 0 })
  })
})

describe('values of git-ignored files', () => {
  function withValues(dotenv: string): TestRepo {
    const repo = new TestRepo()
    repo.write('.gitignore', '.env*\n!.env.example\nsecrets.*\n')
    repo.write('.env', dotenv)
    return repo
  }

  it('only files that git ignores count, though another holds the same value; git is asked when a value is there', () => {
    const repo = new TestRepo()
    repo.commit('first', { '.gitignore': '.env\n', 'a.js': 'let a\n' })
    repo.write('.dev.vars', `ONE_SECRET=${live(31)}\nTWO_SECRET=${live(32)}\n`)
    repo.write('.env', `TWO_SECRET=${live(32)}\n`)
    const log = join(temporaryFolder(), 'trace')
    const asked = () => {
      rmSync(log, { force: true })
      const code = repo.protect([], { GIT_TRACE2_EVENT: log }).code
      return { code, git: readFileSync(log, 'utf8').includes('check-ignore') }
    }
    repo.stage('a.js', 'let a\nlet b\n')
    expect(asked()).toEqual({ code: 0, git: false })
    repo.stage('a.js', `let a\nx('${live(31)}')\n`)
    expect(asked()).toEqual({ code: 0, git: true })
    repo.stage('a.js', `let a\nx('${live(32)}')\n`)
    expect(asked()).toEqual({ code: 1, git: true })
    expect(repo.protect().output).toContain('the value of TWO_SECRET from .env')
  })

  it('are blocked where no rule could know them, by name and never in clear', () => {
    const value = live(1)
    const repo = withValues(`PORT=3000\nSTRIPE_KEY=${value}\n`)
    repo.stage('src/pay.ts', `charge('${value}')\n`)
    const run = repo.protect()
    expect(run.code).toBe(1)
    expect(run.output).toContain('src/pay.ts:1')
    expect(run.output).toContain('the value of STRIPE_KEY from .env')
    expect(run.output).not.toContain(value)
    for (const format of ['json', 'sarif', 'csv', 'junit']) {
      expect(repo.protect(['-f', format]).output).not.toContain(value)
    }
  })

  it('in base64, in a URL and in a JSON string, too', () => {
    const value = `p@ss"${live(2)}/+`
    const repo = withValues(`DB_PASSWORD='${value}'\n`)
    repo.stage('a.yaml', `data: ${Buffer.from(value).toString('base64')}\n`)
    repo.stage('b.txt', `https://x.example/?p=${encodeURIComponent(value)}\n`)
    repo.stage('c.json', `${JSON.stringify({ value })}\n`)
    const own = repo.findings().list.filter((f) => f.RuleID === 'isolation/value')
    expect(own.map((f) => f.File)).toEqual(['a.yaml', 'b.txt', 'c.json'])
  })

  it('of a package beside the staged file, of JSON, YAML, TOML and properties copies, and of the password in a URL', () => {
    const repo = withValues('')
    const values = [1, 2, 3, 4, 5, 6].map(live)
    repo.write('packages/a/.env.local', `API_TOKEN=${values[0]}\n`)
    repo.write('secrets.json', JSON.stringify({ db: { password: values[1] } }))
    repo.write('secrets.yaml', `db:\n  password: ${values[2]}\n`)
    repo.write('secrets.toml', `[db]\npassword = "${values[3]}"\n`)
    repo.write('secrets.properties', `db.password: ${values[4]}\n`)
    repo.write('.env.local', `DATABASE_URL=postgres://app:${values[5]}@db/app\n`)
    repo.stage('packages/a/src/x.js', values.map((v) => `x('${v}')\n`).join(''))
    const own = repo.findings().list.filter((f) => f.RuleID === 'isolation/value')
    expect(own.map((f) => f.StartLine)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('of named environment variables', () => {
    const repo = new TestRepo()
    repo.write('stanch.toml', '[isolation.values]\nenv = ["DEPLOY_TOKEN"]\n')
    repo.stage('a.sh', `curl -H ${live(3)}\n`)
    expect(repo.protect().code).toBe(0)
    expect(repo.protect([], { DEPLOY_TOKEN: live(3) }).output).toContain(
      'the value of DEPLOY_TOKEN from the environment',
    )
  })

  it('do not count when they are short, common, in a template, in HEAD, ignored by name, or in a tracked file', () => {
    const inHead = live(4)
    const inTemplate = live(5)
    const repo = withValues(
      `A_KEY=short1\nDB_PASSWORD=postgres\nENV_SECRET=development\nREGION_KEY=us-east-1\nH_KEY=${inHead}\nT_KEY=${inTemplate}\nI_KEY=${live(6)}\n`,
    )
    repo.commit('base', { 'old.txt': `${inHead}\n`, '.env.example': `T_KEY=${inTemplate}\n`.replace('T_KEY', 'NAME') })
    repo.write('stanch.toml', '[isolation.values]\nignore = ["I_*"]\n')
    repo.write('packages/b/.env', `B_KEY=${live(7)}\n`)
    repo.git('add', '-f', 'packages/b/.env')
    repo.git('commit', '-q', '--no-verify', '-m', 'tracked')
    repo.stage(
      'packages/b/new.txt',
      `short1 postgres development us-east-1 ${inHead} ${inTemplate} ${live(6)}\n${live(7)}\n`,
    )
    expect(repo.findings().list.filter((f) => f.RuleID === 'isolation/value')).toEqual([])
  })

  it('a value of several lines is known by its lines; a certificate is public', () => {
    const key = (n: number) => [live(n), live(n + 1), live(n + 2)].join('\\n')
    const pem = (kind: string, n: number) => `-----BEGIN ${kind}-----\\n${key(n)}\\n-----END ${kind}-----`
    const repo = withValues(`A_KEY="${pem('OWN KEY', 20)}"\nA_CERT="${pem('CERTIFICATE', 30)}"\n`)
    repo.stage('a.txt', `one ${live(20)}\ntwo ${live(30)}\n`)
    const own = repo.findings().list.filter((f) => f.RuleID === 'isolation/value')
    expect(own.map((f) => f.StartLine)).toEqual([1])
  })

  it('half a surrogate pair in a JSON copy breaks nothing', () => {
    const repo = withValues('')
    repo.write('secrets.json', `{"a_token": "\\ud800${live(33)}", "b_token": "${live(34)}"}`)
    repo.stage('a.txt', `${live(34)}\n`)
    expect(repo.protect()).toMatchObject({ code: 1 })
  })

  it('a value that is a common word costs git nothing, wherever it stands', () => {
    const repo = withValues('NODE_ENV=production\nDB_PASSWORD=postgres\n')
    repo.stage('a.js', 'if (env === "production") postgres()\n')
    const log = join(temporaryFolder(), 'trace')
    expect(repo.protect([], { GIT_TRACE2_EVENT: log }).code).toBe(0)
    expect(readFileSync(log, 'utf8')).not.toContain('check-ignore')
  })

  it('no value is in the arguments or the environment of any program that is started', () => {
    const values = [live(40), live(41), live(42), `p@ss"${live(43)}`]
    const repo = withValues(`A_KEY=${values[0]}\nB_KEY=${values[1]}\nC_KEY='${values[3]}'\n`)
    repo.write('secrets.json', JSON.stringify({ token: values[2] }))
    repo.commit('base', { 'old.txt': `${values[1]}\n` })
    repo.stage('dir/a b.txt', `${values.join('\n')}\n`)
    const bin = temporaryFolder()
    const real = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim()
    const log = join(bin, 'log')
    writeFileSync(join(bin, 'git'), `#!/bin/sh\n{ printf '%s\\n' "$@"; env; } >> "${log}"\nexec "${real}" "$@"\n`)
    chmodSync(join(bin, 'git'), 0o755)
    const path = `${bin}:${process.env.PATH}`
    expect(repo.protect([], { PATH: path })).toMatchObject({ code: 1 })
    repo.git('commit', '-q', '--no-verify', '-m', 'leak')
    expect(stanch(repo.dir, ['git', '--redact=100'], { PATH: path }).code).not.toBeNull()
    const seen = readFileSync(log, 'utf8')
    expect(seen).toContain('check-ignore')
    expect(seen).toContain('grep')
    for (const value of values) expect(seen).not.toContain(value.slice(-10))
  })

  it('every report names the place and says what to do; a path with a space is quoted', () => {
    const repo = withValues(`STRIPE_KEY=${live(44)}\n`)
    repo.stage('a b/pay.ts', `\n\ncharge('${live(44)}')\n`)
    repo.stage('conf/id_rsa.pem', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n')
    expect(repo.protect().output).toContain("git add -- 'a b/pay.ts'")
    for (const format of ['sarif', 'junit', 'gitlab', 'github', 'markdown', 'html', 'csv', 'json']) {
      const { stdout } = repo.protect(['-f', format])
      expect(stdout, format).toMatch(/a b\/pay\.ts|a%20b\/pay\.ts/)
      expect(stdout, format).toContain('isolation/value')
      if (format !== 'csv') expect(stdout.replaceAll('\\_', '_'), format).toContain('STRIPE_KEY')
      expect(stdout.replaceAll('\\_', '_'), format).toContain('conf/id_rsa.pem')
      if (['sarif', 'junit', 'gitlab', 'github'].includes(format))
        for (const advice of ['read it from the environment', 'conf/id_rsa.pem >> .gitignore', 'git rm --cached']) {
          expect(stdout.replaceAll('&#62;', '>'), format).toContain(advice)
        }
    }
  })

  it('only new lines count', () => {
    const repo = withValues(`A_KEY=${live(8)}\n`)
    repo.commit('base', { 'a.txt': 'x\n' })
    repo.stage('a.txt', `x\n${live(8)}\n`)
    expect(repo.protect().code).toBe(1)
  })

  it('can be allowed by a comment that names the rule, and switched off', () => {
    const repo = withValues(`A_KEY=${live(8)}\n`)
    repo.stage('a.js', `x('${live(8)}') // stanch:allow isolation/value reason="public key of the sandbox"\n`)
    expect(repo.protect().code).toBe(0)
    repo.stage('a.js', `x('${live(8)}')\n`)
    expect(repo.protect().code).toBe(1)
    repo.write('stanch.toml', '[isolation.values]\nenabled = false\n')
    expect(repo.protect().code).toBe(0)
  })

  it('a file that cannot be parsed is a fault with its name; a stray line of dotenv is a note with its line', () => {
    const repo = withValues(`A_KEY=${live(8)}\nthis is no assignment\n`)
    repo.stage('a.js', 'x\n')
    expect(repo.protect()).toMatchObject({ code: 0 })
    expect(repo.protect().output).toContain('.env:2 is no assignment')
    repo.write('secrets.json', `{"a": "${live(9)}",,}`)
    const run = repo.protect()
    expect(run.code).toBe(2)
    expect(run.output).toContain('secrets.json:1')
    expect(run.output).not.toContain(live(9))
  })

  it.each([
    ['secrets.json', (v: string) => `{\n "a": 1,\n "b": ${v}\n}`, 3],
    ['secrets.json', (v: string) => v, 1],
    ['secrets.json', (v: string) => `{\n "a": "${v}"\n`, 2],
    ['secrets.yaml', (v: string) => `a: 1\nb: "${v}\n`, 3],
    ['secrets.yaml', (v: string) => `a: 1\nb: ]${v}\n`, 2],
    ['secrets.toml', (v: string) => `a = 1\nb = ${v}\n`, 2],
  ])('%s that is broken is named with its line, and none of it is shown', (name, text, line) => {
    const repo = withValues('')
    repo.write(name, text(live(9)))
    repo.stage('a.js', 'x\n')
    const run = repo.protect()
    expect(run.code).toBe(2)
    expect(run.output).toContain(`${name}:${line}: its values cannot be looked for`)
    expect(run.output).not.toContain(live(9).slice(0, 8))
  })

  it('a token that a rule knows as well is one finding of each, and both are masked', () => {
    const repo = withValues(`GH=${githubToken(4)}\n`)
    repo.stage('a.js', `const t = "${githubToken(4)}"\n`)
    expect(repo.protect().output).not.toContain(githubToken(4))
    expect(blockedRules(repo)).toContain('a.js github-pat')
  })
})
