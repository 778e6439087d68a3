// stanch beside gitleaks and trufflehog on the same tree, with the same rules where they can take them.
//   npm run bench:peers [TREE] [RULES.toml] [RUNS]      default: a copy of typescript, the built-in rules, 3
// Peers are looked for on PATH and in STANCH_PEERS; one that is absent is said. Runs take turns. Prints medians of wall and
// processor time, and gitleaks' time as a multiple of ours.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'stanch-peers-'))
const tree = process.argv[2] ? resolve(process.argv[2]) : copied(join(root, 'node_modules', 'typescript'))
const rules = process.argv[3] ? resolve(process.argv[3]) : await builtin()
const runs = Number(process.argv[4] ?? 3)
const env = { ...process.env }
delete env.NODE_EXTRA_CA_CERTS
if (env.STANCH_PEERS) env.PATH = `${env.STANCH_PEERS}:${env.PATH}`

/** Below node_modules/ the rules skip everything: a copy stands elsewhere. */
function copied(from) {
  const to = join(folder, 'tree')
  cpSync(from, to, { recursive: true })
  return to
}

/** The built-in rules, written as gitleaks takes them. */
async function builtin() {
  const file = join(folder, 'rules.cjs')
  const contents =
    "export { builtinRules } from './src/config/builtin.ts'; export { gitleaksToml } from './src/config/gitleaks-toml.ts'"
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['re2', 'typescript'],
    define: { 'import.meta.filename': '__filename' },
    outfile: file,
  })
  const { builtinRules, gitleaksToml } = createRequire(import.meta.url)(file)
  writeFileSync(join(folder, 'rules.toml'), gitleaksToml(builtinRules(join(root, 'rules'))))
  return join(folder, 'rules.toml')
}

const stanch = join(root, 'bin', 'stanch.js')
const common = ['-c', rules, '--max-decode-depth=0', '-f', 'json', '-r', join(folder, 'report.json')]
const candidates = [
  ['gitleaks', 'gitleaks', ['dir', tree, ...common, '--no-banner', '--exit-code=0', '--log-level=error']],
  ['trufflehog', 'trufflehog', ['filesystem', tree, '--no-update', '--no-verification', '--json']],
  ['stanch', process.execPath, [stanch, 'dir', tree, ...common, '--exit-code=0']],
  ['stanch --threads 1', process.execPath, [stanch, 'dir', tree, ...common, '--exit-code=0', '--threads=1']],
  ['stanch, own rules', process.execPath, [stanch, 'dir', tree, ...common.slice(3), '--exit-code=0']],
].filter(([name, command]) => {
  const there = !spawnSync(command, ['--version'], { env }).error
  if (!there) console.log(`peer absent: ${name}`)
  return there
})

function bytesOf(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.size
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0)
}

/** Wall and processor seconds of one run, by the shell's own clock. */
function timed(name, command, args) {
  const line = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>/dev/null'
  const run = spawnSync('bash', ['-c', line, 'time', command, ...args], { env, encoding: 'utf8' })
  if (run.status !== 0) console.log(`${name} gave ${run.status}: its time is that of a run that failed`)
  const [wall, user, system] = run.stderr.trim().split(/\s+/).map(Number)
  return { wall, cpu: user + system }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1]
}

try {
  const count = (readFileSync(rules, 'utf8').match(/^\[\[rules\]\]/gm) ?? []).length
  const megabytes = bytesOf(tree) / 1e6
  console.log(`${tree}: ${megabytes.toFixed(1)} MB; ${count} rules; ${runs} runs each, in turns`)
  const times = new Map(candidates.map(([name]) => [name, []]))
  for (let i = 0; i < runs; i++)
    for (const [name, command, args] of candidates) times.get(name).push(timed(name, command, args))
  const of = (name, kind) => median(times.get(name).map((t) => t[kind]))
  const base = times.has('gitleaks') ? 'gitleaks' : 'stanch'
  for (const [name] of candidates) {
    const [wall, cpu] = [of(name, 'wall'), of(name, 'cpu')]
    const ratio = `${(of(base, 'wall') / wall).toFixed(1)}x wall, ${(of(base, 'cpu') / cpu).toFixed(1)}x processor`
    console.log(
      `${name.padEnd(20)} ${wall.toFixed(2)} s wall  ${cpu.toFixed(2)} s processor  ${(megabytes / wall).toFixed(0)} MB/s  ${ratio} against ${base}`,
    )
  }
} finally {
  rmSync(folder, { recursive: true })
}
