// The engine on inputs that are plain and on inputs made to be slow, each at two sizes: time must grow with the size and not
// with its square, and memory must stay bounded.
//   npm run bench:engine [MEGABYTES]     the larger size; default 64
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const large = Number(process.argv[2] ?? 64)
const folder = mkdtempSync(join(tmpdir(), 'stanch-bench-'))
const source = readFileSync(join(root, 'dist', 'main.js'))
const lines = Buffer.from(
  'const answer = lookUp(items, (item) => item.size > limit) // plain source text\n'.repeat(1000),
)

/** What is written again and again until a file is large enough. */
const inputs = {
  'plain lines': lines,
  'minified program': source,
  'one line, no newline': Buffer.from('abcdefghij0123456789,;'.repeat(4000)),
  'one line of keywords': Buffer.from('token key secret api_key password '.repeat(3000)),
  'keywords on short lines': Buffer.from('token key\nsecret = x\napi_key: y\n'.repeat(3000)),
  'assignments, one line': Buffer.from('password=\'a1b2c3\',api_key:"x9y8z7w6",'.repeat(2500)),
  'base64 without end': Buffer.from('QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo='.repeat(2500)),
}

function fill(file, piece, bytes) {
  const fd = openSync(file, 'w')
  for (let written = 0; written < bytes; written += piece.length) writeSync(fd, piece)
  closeSync(fd)
}

/** Seconds of processor time, and megabytes of memory at most. */
function measure(file) {
  const args = [join(root, 'bin', 'stanch.js'), 'dir', file, '--binary', '--threads=1', '-q']
  const run = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1', 'time', process.execPath, ...args],
    {
      encoding: 'utf8',
    },
  )
  const [user, system] = run.stderr.trim().split(/\s+/).map(Number)
  return { cpu: user + system, peak: peakOf(args) }
}

/** Peak of the resident set, as the program itself sees it at its end. */
function peakOf(args) {
  const code = `process.on('exit', () => require('node:fs').writeSync(9, String(process.resourceUsage().maxRSS)))`
  const preload = join(folder, 'peak.cjs')
  const fd = openSync(preload, 'w')
  writeSync(fd, code)
  closeSync(fd)
  const run = spawnSync(process.execPath, ['-r', preload, ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'ignore', 'ignore', 'ignore', 'ignore', 'ignore', 'ignore', 'pipe'],
  })
  return Number(run.output[9]?.toString() ?? 0) / 1024
}

try {
  const start = measure(join(root, 'package.json')).cpu
  console.log(
    `start-up alone: ${start.toFixed(2)} s; processor seconds, then growth from ${large / 4} to ${large} MB (4 = linear)`,
  )
  for (const [name, piece] of Object.entries(inputs)) {
    const [small, big] = [large / 4, large].map((megabytes) => {
      const file = join(folder, 'input.txt')
      fill(file, piece, megabytes * 1e6)
      return measure(file)
    })
    const growth = (big.cpu - start) / Math.max(0.01, small.cpu - start)
    console.log(
      `${name.padEnd(26)} ${small.cpu.toFixed(2)} s  ${big.cpu.toFixed(2)} s  growth ${growth.toFixed(1)}  ${(large / Math.max(0.01, big.cpu - start)).toFixed(0)} MB/s  peak ${big.peak.toFixed(0)} MB`,
    )
  }
} finally {
  rmSync(folder, { recursive: true })
}
