// What decoding costs, and that it stays linear.
//   npm run bench:decoders [FOLDER]
// 1. Source text of FOLDER (default: this project's node_modules) through the built-in rules with and without decoders, in turns; CPU time.
// 2. Adversarial inputs at two sizes, 1 : 4: the ratio of times must stay near 4.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

async function loadProgram() {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-bench-'))
  const file = join(folder, 'program.cjs')
  const contents = ['config/builtin', 'engine/engine', 'engine/scan', 'engine/table-of-set', 'engine/views']
    .map((name) => `export * from './src/${name}.ts'`)
    .join('\n')
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['re2'],
    define: { 'import.meta.filename': JSON.stringify(join(root, 'package.json')) },
    outfile: file,
  })
  const program = createRequire(import.meta.url)(file)
  rmSync(folder, { recursive: true })
  return program
}

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (entry.isFile() && /\.([cm]?[jt]s|c|h|cc|py|go|java|rb|php|rs|sh|md|ya?ml)$/.test(entry.name)) yield path
  }
}

function read(folder, most) {
  const files = []
  let size = 0
  for (const path of sources(folder)) {
    if (size > most) break
    if (statSync(path).size > 1e6) continue
    files.push(readFileSync(path))
    size += files.at(-1).length
  }
  return { files, size }
}

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e3
}
const median = (times) => times.sort((a, b) => a - b)[times.length >> 1]

const { builtinRules, Engine, scanFragment, tableOf, viewsOf } = await loadProgram()
const set = builtinRules(join(root, 'rules'))
const engines = [0, 5].map(
  (maxDecodeDepth) => new Engine({ rules: { kind: 'set', set }, engine: 'auto', maxDecodeDepth }, tableOf(set)),
)
for (const engine of engines) await engine.ready()

async function scanAll(engine, files) {
  const start = cpu()
  for (const bytes of files) {
    await scanFragment(engine, { seq: 0, origin: { kind: 'file', path: 'f' }, bytes, firstLine: 1, focus: 'all' })
  }
  return cpu() - start
}

const { files, size } = read(process.argv[2] ?? join(root, 'node_modules/'), 8e6)
const times = [[], []]
for (let turn = 0; turn < 6; turn++) {
  for (const i of [0, 1]) {
    const took = await scanAll(engines[i], files)
    if (turn > 0) times[i].push(took)
  }
}
const [without, withAll] = times.map(median)
const perMegabyte = (ms) => `${(ms / (size / 1e6)).toFixed(2)} ms/MB`
console.log(`source text, ${files.length} files, ${(size / 1e6).toFixed(1)} MB, ${set.rules.length} rules`)
console.log(
  `  without decoders ${perMegabyte(without)}, with ${perMegabyte(withAll)}: ${(100 * (withAll / without - 1)).toFixed(0)} % more`,
)

const repeat = (text, bytes) => text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes)
const base64 = (data) => Buffer.from(data).toString('base64')
function nested(bytes, encode, layers) {
  let text = repeat(
    'some text, and more of it 1. ',
    Math.max(64, Math.floor((bytes / encode('x'.repeat(999)).length ** layers) * 999 ** layers)),
  )
  for (let i = 0; i < layers; i++) text = encode(text)
  return text
}
const ADVERSARIAL = {
  'one long line of base64': (n) => base64(repeat('some text 1 ', (n * 3) / 4)),
  'base64 five deep': (n) => nested(n, base64, 5),
  'hexadecimal five deep': (n) => nested(n, (t) => Buffer.from(t).toString('hex'), 5),
  'a zip bomb in base64': (n) => base64(gzipSync(Buffer.alloc(Math.min(n * 700, 7e8), 'a'))),
  'many zip bombs': (n) => repeat(`${base64(gzipSync(Buffer.alloc(1e6, 'a')))}\n`, n),
  'percent signs': (n) => repeat('%25', n),
  backslashes: (n) => repeat('\\', n),
  'escaped quotes': (n) => repeat('\\"', n),
  'Unicode escapes': (n) => repeat('\\u0041', n),
  ampersands: (n) => repeat('&', n),
  'references without an end': (n) => repeat('&#x4', n),
  quotes: (n) => repeat('"', n),
  'literals side by side': (n) => repeat('"abcd1234" + ', n),
  'quotes and white space': (n) => repeat(`"${' '.repeat(190)}`, n),
  'equals signs': (n) => repeat('=\n', n),
  'NUL bytes': (n) => repeat('\0', n),
  'UTF-16': (n) => Buffer.from(repeat('text of two bytes ', n / 2), 'utf16le').toString('latin1'),
  'base64 digits': (n) => repeat('A', n),
}

console.log('\nadversarial input, views alone; ms at 1 MB and 4 MB, and their ratio (4 = linear)')
for (const [name, make] of Object.entries(ADVERSARIAL)) {
  const [small, large] = [1e6, 4e6].map((n) => {
    const bytes = Buffer.from(make(n), 'latin1')
    const runs = Array.from({ length: 3 }, () => {
      const start = cpu()
      let made = 0
      for (const view of viewsOf({ bytes, focus: 'all' }, 5)) made += view.bytes.length
      return { ms: cpu() - start, made: made / bytes.length }
    })
    return { ms: Math.max(0.1, median(runs.map((r) => r.ms))), made: runs[0].made, size: bytes.length }
  })
  const scale = large.size / small.size / 4
  console.log(
    `  ${name.padEnd(28)} ${small.ms.toFixed(1).padStart(8)} ${large.ms.toFixed(1).padStart(8)}  ${(large.ms / small.ms / scale).toFixed(1).padStart(5)}   text looked at: ${large.made.toFixed(1)} times the input`,
  )
}
