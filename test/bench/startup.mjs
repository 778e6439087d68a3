// The hook's start-up: `stanch protect` on a one-line staged change beside `node -e 0` and gitleaks, in one run.
//   npm run bench [RUNS]
// Prints medians and ratios; then what else a hook meets: an `.env`, settings, rules, keywords, a finding. Runs take turns, so that a busy machine bends all alike. NODE_EXTRA_CA_CERTS is unset: on
// Node 20 it costs every node process about 40 ms.
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const runs = Number(process.argv[2] ?? 40)
const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
delete env.NODE_EXTRA_CA_CERTS
if (process.env.STANCH_PEERS) env.PATH = `${process.env.STANCH_PEERS}:${env.PATH}`

const folder = mkdtempSync(join(tmpdir(), 'stanch-bench-'))

/** A repository with one staged line, and what else stands in its top folder. */
function repository(name, line, files = {}) {
  const dir = join(folder, name)
  mkdirSync(dir)
  const git = (...args) => spawnSync('git', args, { cwd: dir, env })
  git('init', '-q')
  writeFileSync(join(dir, 'app.js'), 'export const answer = 42\n'.repeat(200))
  for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text)
  git('add', '.')
  git('-c', 'user.name=b', '-c', 'user.email=b@example.com', 'commit', '-qm', 'first')
  appendFileSync(join(dir, 'app.js'), `${line}\n`)
  git('add', '.')
  return dir
}

const clean = repository('clean', 'export const next = answer + 1')
const keyword = repository('keyword', 'const token = readToken(options.password)')
const drawn = Array.from({ length: 36 }, (_, i) => 'k3Vx9QmT2bLw7RzP'[(i * i + 5 * i) % 16]).join('')
const finding = repository('finding', `const password = "${drawn}"`)
const settings = repository('settings', 'export const next = answer + 1', {
  'stanch.toml': '[report]\nfailOnStale = false\n',
})
const rules = repository('rules', 'export const next = answer + 1', {
  '.gitleaks.toml':
    '[extend]\nuseDefault = true\n[[rules]]\nid = "own"\nregex = "own_[a-z]{20}"\nkeywords = ["own_"]\n',
})
const values = repository('values', 'export const next = answer + 1', { '.gitignore': '.env\n' })
writeFileSync(join(values, '.env'), `PORT=3000\nAPP_SECRET=${drawn}\n`)

const node = process.execPath
const protect = [join(root, 'bin', 'stanch.js'), 'protect']
const without = { ...env, NODE_DISABLE_COMPILE_CACHE: '1' }
const candidates = [
  ['node -e 0', node, ['-e', '0'], clean],
  ['git diff --staged', 'git', ['diff', '--staged'], clean],
  ['gitleaks git --staged', 'gitleaks', ['git', '--pre-commit', '--staged', '--no-banner', '--log-level=error'], clean],
  ['stanch protect', node, protect, clean],
  ['  no code kept', node, protect, clean, without],
  ['  values in .env', node, protect, values],
  ['  a settings file', node, protect, settings],
  ['  .gitleaks.toml', node, protect, rules],
  ['  a keyword', node, protect, keyword],
  ['  a finding', node, protect, finding],
].filter(([, command]) => !spawnSync(command, ['--version'], { env }).error)

const times = new Map(candidates.map(([name]) => [name, []]))
for (let i = 0; i < runs + 3; i++) {
  for (const [name, command, args, cwd, own = env] of candidates) {
    const start = process.hrtime.bigint()
    const { status } = spawnSync(command, args, { cwd, env: own })
    if (status !== (cwd === finding ? 1 : 0)) throw new Error(`${name} gave ${status}`)
    if (i >= 3) times.get(name).push(Number(process.hrtime.bigint() - start) / 1e6)
  }
}
rmSync(folder, { recursive: true, force: true })

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]
const least = (list) => Math.min(...list)
const [[, base]] = times
const beside = (of, list) => `${of(list).toFixed(1).padStart(7)} ms ${(of(list) / of(base)).toFixed(2).padStart(6)} x`
console.log(`one-line staged change, ${runs} runs: median and least, each beside node -e 0`)
for (const [name, list] of times) console.log(`  ${name.padEnd(24)} ${beside(median, list)}   ${beside(least, list)}`)
if (!times.has('gitleaks git --staged')) console.log('  gitleaks is not on PATH (or in STANCH_PEERS): not measured')
