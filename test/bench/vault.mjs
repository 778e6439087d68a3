// What known values cost: the one-line commit and a history scan, with indexes of 10,000 and 100,000 values.
//   node test/bench/vault.mjs [REPOSITORY [VALUES]]      REPOSITORY: whose history is scanned (default: this one)
// Prints medians (of the commit the least, too); both sides of a comparison are run in turn, so that a busy machine slows both.
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
  const run = timed(['--require', meter, BIN, ...args], cwd, env, input)
  return { ...run, cpu: Number(readFileSync(metered, 'utf8')) }
}

/** The hook as it is called: with --require no compiled code is kept (bin/stanch.js), so only the clock is read. */
function hook(cwd, env) {
  return timed([BIN, 'protect'], cwd, env)
}

function timed(args, cwd, env, input) {
  const own = { ...process.env, ...env }
  delete own.NODE_EXTRA_CA_CERTS // on Node 20 it costs every node process about 40 ms
  const started = performance.now()
  const run = spawnSync(process.execPath, args, { cwd, env: own, input, encoding: 'utf8' })
  const wall = performance.now() - started
  if (run.status === 2) throw new Error(`${args.join(' ')}: ${run.stdout}${run.stderr}`)
  return { wall, output: run.stdout }
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
}

const SUMMARIES = { median, least: (numbers) => Math.min(...numbers) }

/** Both, run in turn. */
function compare(runs, without, withVault) {
  const [a, b] = [[], []]
  for (let i = 0; i < runs; i++) {
    a.push(without())
    b.push(withVault())
  }
  const kinds = a[0].cpu === undefined ? ['wall median', 'wall least'] : ['wall median', 'cpu median']
  return kinds.map((name) => {
    const [kind, summary] = name.split(' ')
    const [before, after] = [a, b].map((list) => SUMMARIES[summary](list.map((run) => run[kind])))
    const share = ((after / before - 1) * 100).toFixed(0)
    return `${name} ${before.toFixed(1)} -> ${after.toFixed(1)} ms (+${(after - before).toFixed(1)} ms, ${share} %)`
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
    const withVault = () => hook(vault, env)
    print(
      'one-line commit, a settings file without and with [vault]',
      compare(RUNS, () => hook(settings, env), withVault),
    )
    print(
      'one-line commit, no settings file and [vault]',
      compare(RUNS, () => hook(plain, env), withVault),
    )
    const scan = (more) => () => stanch(history, ['git', '.'], { ...env, ...more })
    print(`history of ${history}`, compare(HISTORY_RUNS, scan({}), scan({ STANCH_VAULT_BACKEND: 'local' })))
  }
} finally {
  rmSync(folder, { recursive: true })
}
