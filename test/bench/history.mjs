// Whole histories, side by side: stanch, git log -p, and gitleaks when it is on PATH (or in $GITLEAKS).
//   npm run bench:history -- [COMMITS ...]      default: 4000 40000, generated in a temporary folder by git fast-import
//   npm run bench:history -- REPO ...           repositories that are there already
//   CONFIG=FILE: the same rule file for stanch and gitleaks; RUNS=N: runs of each (3)
// The generator is deterministic: edits, renames, merges, a large file that grows, binary files. Prints medians of wall clock
// and of processor time of all processes, and ratios; for generated repositories also a run with a warm cache after one new
// commit. Timings depend on the machine, so nothing fails here.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'stanch.js')
const RUNS = Number(process.env.RUNS ?? 3)
const CONFIG = process.env.CONFIG ? ['-c', process.env.CONFIG] : []

/** A generator of numbers below 2^32, the same every time. */
function numbers(seed) {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state
  }
}

/** The commands for git fast-import. */
function* stream(commits) {
  const next = numbers(commits)
  const pick = (n) => next() % n
  const words = Array.from({ length: 400 }, () => next().toString(36))
  const line = () =>
    `const ${words[pick(400)]} = ${words[pick(400)]}(${words[pick(400)]}, '${words[pick(400)]}') // ${words[pick(400)]}\n`
  const files = Array.from({ length: 60 }, (_, i) => ({
    path: `src/f${i}.js`,
    lines: Array.from({ length: 120 }, line),
  }))
  files.push({ path: 'data/large.json', lines: Array.from({ length: 6000 }, line) })
  const large = Math.max(20, commits / 200) // the large file has as many versions in a longer history
  const bytes = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`
  for (let c = 1; c <= commits; c++) {
    const merge = c > 50 && c % 40 === 0
    yield `commit refs/heads/main\nmark :${c}\ncommitter Bench <bench@example.com> ${1_600_000_000 + c * 60} +0000\n${bytes(`commit ${c}`)}`
    if (c > 1) yield `from :${c - 1}\n`
    if (merge) yield `merge :${c - 1 - pick(30)}\n`
    for (let n = 1 + pick(3); n > 0; n--) {
      const file = files[c === 1 ? n : pick(large) === 0 ? 60 : pick(60)]
      if (pick(60) === 0 && file.seen) {
        const to = `src/moved${c}_${n}.js`
        yield `R ${file.path} ${to}\n`
        file.path = to
      }
      file.lines.splice(pick(file.lines.length), pick(4), ...Array.from({ length: 1 + pick(6) }, line))
      yield `M 100644 inline ${file.path}\n${bytes(file.lines.join(''))}`
      file.seen = true
    }
    if (c % 500 === 0) {
      const noise = Array.from({ length: 4000 }, () => String.fromCharCode(pick(256))).join('')
      yield `M 100644 inline art/i${c}.bin\n${bytes(noise)}`
    }
  }
}

async function generate(commits) {
  const dir = mkdtempSync(join(tmpdir(), `stanch-bench-${commits}-`))
  spawnSync('git', ['init', '-q', '--bare', dir])
  const child = spawn('git', ['fast-import', '--quiet'], { cwd: dir, stdio: ['pipe', 'inherit', 'inherit'] })
  for (const text of stream(commits))
    if (!child.stdin.write(text)) await new Promise((go) => child.stdin.once('drain', go))
  child.stdin.end()
  await new Promise((done) => child.on('close', done))
  spawnSync('git', ['repack', '-adfq', '--window=10', '--depth=50'], { cwd: dir })
  return dir
}

/** Peak resident bytes of a process and its children, seen every 20 ms (Linux only). */
function residentOf(pid) {
  const children = new Map()
  for (const p of readdirSync('/proc').filter((d) => /^\d+$/.test(d))) {
    try {
      const status = readFileSync(`/proc/${p}/status`, 'utf8')
      const parent = /PPid:\s+(\d+)/.exec(status)?.[1]
      children.set(p, { parent, kb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) })
    } catch {
      // it has ended meanwhile
    }
  }
  const isOurs = (p) => p === String(pid) || (children.has(p) && isOurs(children.get(p).parent))
  return [...children].filter(([p]) => isOurs(p)).reduce((sum, [, { kb }]) => sum + kb, 0) / 1024
}

/** Wall clock and processor seconds, and the most memory of all processes at a time. */
async function timed(command, args, cwd) {
  const started = process.hrtime.bigint()
  const script = '"$@" >/dev/null 2>&1; times'
  const child = spawn('sh', ['-c', script, 'sh', command, ...args], { cwd, stdio: ['ignore', 'pipe', 'ignore'] })
  let out = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  let peak = 0
  const watch = existsSync('/proc/self/status')
    ? setInterval(() => (peak = Math.max(peak, residentOf(child.pid))), 50)
    : undefined
  await new Promise((done) => child.on('close', done))
  clearInterval(watch)
  return { seconds: Number(process.hrtime.bigint() - started) / 1e9, cpu: processorTime(out), peak }
}

/** The second line of `times` is of the children: 0m1.25s 0m0.50s. */
function processorTime(text) {
  const [, line = ''] = text.trim().split('\n')
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0)
}

const gitleaks = process.env.GITLEAKS ?? (spawnSync('gitleaks', ['version']).status === 0 ? 'gitleaks' : undefined)
const contenders = {
  stanch: [process.execPath, [BIN, 'git', '.', '-f', 'json', '-r', '/dev/null', ...CONFIG]],
  'git log -p': ['git', ['log', '-p', '-U0', '--full-history', '--all']],
  ...(gitleaks ? { gitleaks: [gitleaks, ['git', '.', '--no-banner', '--exit-code', '0', ...CONFIG]] } : {}),
}

async function race(name, dir) {
  const all = Object.fromEntries(Object.keys(contenders).map((c) => [c, []]))
  for (let run = 0; run < RUNS; run++)
    for (const [c, [command, args]] of Object.entries(contenders)) all[c].push(await timed(command, args, dir))
  const median = (c, what) => all[c].map((r) => r[what]).sort((a, b) => a - b)[RUNS >> 1]
  for (const c of Object.keys(contenders)) {
    const peak = Math.max(...all[c].map((r) => r.peak)).toFixed(0)
    const [wall, cpu] = ['seconds', 'cpu'].map(
      (what) => `${median(c, what).toFixed(2)} s (${(median(c, what) / median('stanch', what)).toFixed(2)} x stanch)`,
    )
    console.log(`${name}  ${c.padEnd(11)} wall ${wall}  processor ${cpu}  peak ${peak} MB`)
  }
}

/** What a run with a cache costs, the first time and after one new commit. */
async function warm(name, dir) {
  const [command, args] = contenders.stanch
  const cache = join(dir, 'bench-cache')
  const cold = await timed(command, [...args, `--cache=${cache}`], dir)
  const author = 'Bench <bench@example.com> 1700000000 +0000'
  const commit = `commit refs/heads/main\ncommitter ${author}\ndata 3\nnew\nfrom refs/heads/main^0\nM 100644 inline new.txt\ndata 4\nnew\n\n`
  spawnSync('git', ['fast-import', '--quiet'], { cwd: dir, input: commit })
  const next = await timed(command, [...args, `--cache=${cache}`], dir)
  const share = (what) => `${((100 * next[what]) / cold[what]).toFixed(1)} %`
  const [wall, cpu] = ['seconds', 'cpu'].map((w) => `${cold[w].toFixed(2)} -> ${next[w].toFixed(2)} s (${share(w)})`)
  console.log(`${name}  with a cache, then one new commit: wall ${wall}  processor ${cpu}`)
}

const wanted = process.argv.slice(2)
for (const what of wanted.length > 0 ? wanted : ['4000', '40000']) {
  const made = /^\d+$/.test(what)
  const dir = made ? await generate(Number(what)) : what
  await race(made ? `${what} commits` : what, dir)
  if (!made) continue
  await warm(`${what} commits`, dir)
  rmSync(dir, { recursive: true })
}
