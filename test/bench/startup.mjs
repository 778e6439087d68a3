// The hook's start-up: `stanch protect` on a one-line staged change beside `node -e 0` and gitleaks, in one run.
//   npm run bench [RUNS]
// Prints medians and ratios. Runs take turns, so that a busy machine bends all alike. NODE_EXTRA_CA_CERTS is unset: on
// Node 20 it costs every node process about 40 ms.
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const runs = Number(process.argv[2] ?? 40)
const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
delete env.NODE_EXTRA_CA_CERTS
if (process.env.STANCH_PEERS) env.PATH = `${process.env.STANCH_PEERS}:${env.PATH}`

const repo = mkdtempSync(join(tmpdir(), 'stanch-bench-'))
const git = (...args) => spawnSync('git', args, { cwd: repo, env })
git('init', '-q')
writeFileSync(join(repo, 'app.js'), 'export const answer = 42\n'.repeat(200))
git('add', '.')
git('-c', 'user.name=b', '-c', 'user.email=b@example.com', 'commit', '-qm', 'first')
appendFileSync(join(repo, 'app.js'), 'export const next = answer + 1\n')
git('add', '.')

const candidates = [
  ['node -e 0', process.execPath, ['-e', '0']],
  ['git diff --staged', 'git', ['diff', '--staged']],
  ['gitleaks git --staged', 'gitleaks', ['git', '--pre-commit', '--staged', '--no-banner', '--log-level=error']],
  ['stanch protect', process.execPath, [join(root, 'bin', 'stanch.js'), 'protect']],
].filter(([, command]) => !spawnSync(command, ['--version'], { env }).error)

const times = new Map(candidates.map(([name]) => [name, []]))
for (let i = 0; i < runs + 3; i++) {
  for (const [name, command, args] of candidates) {
    const start = process.hrtime.bigint()
    const { status } = spawnSync(command, args, { cwd: repo, env })
    if (status !== 0) throw new Error(`${name} gave ${status}`)
    if (i >= 3) times.get(name).push(Number(process.hrtime.bigint() - start) / 1e6)
  }
}
rmSync(repo, { recursive: true, force: true })

const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]
const base = median(times.get('node -e 0'))
console.log(`one-line staged change, median of ${runs} runs`)
for (const [name, list] of times) {
  console.log(
    `  ${name.padEnd(24)} ${median(list).toFixed(1).padStart(7)} ms   ${(median(list) / base).toFixed(2)} x node -e 0`,
  )
}
if (!times.has('gitleaks git --staged')) console.log('  gitleaks is not on PATH (or in STANCH_PEERS): not measured')
