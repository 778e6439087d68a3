// What known values cost: the one-line commit and a history scan, with indexes of 10,000 and 100,000 values.
//   node test/bench/vault.mjs [REPOSITORY [VALUES]]      REPOSITORY: whose history is scanned (default: this one)
// Prints medians; both sides of a comparison are run in turn, so that a busy machine slows both.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'stanch.js')
const history = process.argv[2] ?? join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'stanch-bench-vault-'))
const RUNS = 31
const HISTORY_RUNS = 3

/** Values as vaults hold them: hex, base64, words with numbers, passwords with signs. */
function values(count) {
  const fields = {}
  for (let i = 0; i < count; i++) {
    const hash = createHash('sha512').update(`value ${i}`).digest()
    const length = 16 + (i % 48)
    const forms = [
      hash.toString('hex').slice(0, length),
      hash.toString('base64').slice(0, length),
      `harbor-${hash.toString('hex').slice(0, 6)}-${i}`,
      hash.toString('base64url').slice(0, length),
      hash
        .toString('base64')
        .slice(0, 12 + (i % 12))
        .replaceAll('a', '@')
        .replaceAll('d', '(')
        .replaceAll('g', '!'),
    ]
    fields[`k${i}`] = forms[i % forms.length]
  }
  return JSON.stringify({ 'team/all': fields })
}

const meter = join(folder, 'meter.cjs')
const metered = join(folder, 'cpu')
writeFileSync(
  meter,
  `process.on('exit', () => { const { user, system } = process.cpuUsage(); require('node:fs').writeFileSync(${JSON.stringify(metered)}, String((user + system) / 1000)) })`,
)

/** Milliseconds of wall and of processor time (all threads; git's not counted). */
function stanch(cwd, args, env, input) {
  const started = performance.now()
  const options = { cwd, env: { ...process.env, ...env }, input, encoding: 'utf8' }
  const run = spawnSync(process.execPath, ['--require', meter, BIN, ...args], options)
  const wall = performance.now() - started
  if (run.status === 2) throw new Error(`${args.join(' ')}: ${run.stdout}${run.stderr}`)
  return { wall, cpu: Number(readFileSync(metered, 'utf8')), output: run.stdout }
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
}

/** Medians of both, run in turn. */
function compare(runs, without, withVault) {
  const [a, b] = [[], []]
  for (let i = 0; i < runs; i++) {
    a.push(without())
    b.push(withVault())
  }
  return ['wall', 'cpu'].map((kind) => {
    const [before, after] = [a, b].map((list) => median(list.map((run) => run[kind])))
    const share = ((after / before - 1) * 100).toFixed(0)
    return `${kind} ${before.toFixed(1)} -> ${after.toFixed(1)} ms (+${(after - before).toFixed(1)} ms, ${share} %)`
  })
}

function print(what, lines) {
  console.log(`  ${what}`)
  for (const line of lines) console.log(`    ${line}`)
}

function repository(name, settings) {
  const dir = join(folder, name)
  mkdirSync(dir)
  const git = (...args) => spawnSync('git', args, { cwd: dir })
  git('init', '-q')
  if (settings) writeFileSync(join(dir, 'stanch.toml'), settings)
  const lines = Array.from({ length: 200 }, (_, i) => `const line${i} = compute(${i}, options.timeout)\n`)
  writeFileSync(join(dir, 'app.js'), lines.join(''))
  git('add', '-A')
  git('-c', 'user.name=b', '-c', 'user.email=b@example.org', 'commit', '-qm', 'first')
  lines.splice(100, 0, 'const url = `https://example.org/${path}?page=${page}`\n')
  writeFileSync(join(dir, 'app.js'), lines.join(''))
  git('add', '-A')
  return dir
}

try {
  const plain = repository('plain', '')
  const settings = repository('settings', '[report]\nfailOnStale = false\n')
  const vault = repository('vault', '[vault]\nbackend = "local"\n')
  for (const count of process.argv[3] ? [Number(process.argv[3])] : [10_000, 100_000]) {
    const env = { HOME: join(folder, `home-${count}`), XDG_CACHE_HOME: '', XDG_CONFIG_HOME: '' }
    const sync = stanch(vault, ['vault', 'sync', '--from=-'], env, values(count))
    console.log(`${count} values: sync ${(sync.wall / 1000).toFixed(1)} s; ${sync.output.split(' of the')[0].trim()}`)
    const withVault = () => stanch(vault, ['protect'], env)
    print(
      'one-line commit, a settings file without and with [vault]',
      compare(RUNS, () => stanch(settings, ['protect'], env), withVault),
    )
    print(
      'one-line commit, no settings file and [vault]',
      compare(RUNS, () => stanch(plain, ['protect'], env), withVault),
    )
    const scan = (more) => () => stanch(history, ['git', '.'], { ...env, ...more })
    print(`history of ${history}`, compare(HISTORY_RUNS, scan({}), scan({ STANCH_VAULT_BACKEND: 'local' })))
  }
} finally {
  rmSync(folder, { recursive: true })
}
