// Builds dist/: the program as CommonJS chunks (Node starts them sooner than modules), and the compiled rules.
//   node scripts/bundle.mjs            writes dist/
//   node scripts/bundle.mjs --check    fails when dist/ is not what a fresh build gives
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const EXTERNAL = ['re2', 'typescript']
/**
 * Files of dist/ that hold many chunks, and the modules whose chunks they are, with what these import. A chunk goes to the
 * first that wants it: main.js is what a clean hook run loads, the others are what a hook may need beside it.
 */
const PACKS = {
  'main.js': [
    ...['src/main.ts', 'src/engine/engine.ts', 'src/engine/executor.ts', 'src/engine/scan-job.ts'],
    // Many work trees have an .env: a file of its own for so little costs more than it saves.
    ...['src/config/gather-values.ts', 'src/policy/inspect-values.ts', '/dotenv/dist/index.cjs'],
    // What several of the others share.
    ...['src/core/allow-comment.ts', 'src/core/directive.ts', 'src/core/live-value.ts', 'src/core/value-filter.ts'],
    ...[
      'src/core/secret.ts',
      'src/core/fragment.ts',
      'src/core/crc32.ts',
      'src/core/vault.ts',
      'src/core/isolated-value.ts',
    ],
    ...['src/core/known-values.ts', 'src/core/json-line.ts'],
  ],
  'match.js': [
    ...['src/engine/scan.ts', 'src/commands/path-rules.ts', 'src/config/facts.ts', 'src/policy/decide.ts'],
    ...['src/report/index.ts', 'src/report/text.ts', 'src/commands/alert.ts', 'src/commands/identified.ts'],
    ...['src/core/finding.ts', 'src/engine/regex.ts', 'src/git/run.ts', 'src/policy/stale.ts'],
  ],
  'scan.js': [
    ...['src/commands/git.ts', 'src/commands/dir.ts', 'src/commands/pack-job.ts', 'src/commands/packages.ts'],
    ...[
      'src/sources/tip.ts',
      'src/engine/tuning.ts',
      'src/commands/allow-comments.ts',
      'src/policy/inspect-content.ts',
    ],
    ...['src/report/json.ts', 'src/report/write.ts'],
  ],
  'toml.js': ['src/config/toml.ts'],
  'settings.js': ['src/config/settings-layers.ts'],
  'rules.js': ['src/config/resolve.ts', 'src/config/problem.ts', 'src/config/extend.ts', 'src/engine/table-of-set.ts'],
  'vault.js': ['src/config/vault.ts', 'src/commands/vault-scan.ts', 'src/vault/local.ts'],
}

/** In CommonJS `require` is there already; node:module brings Node's loader for modules with it, which costs a hook a millisecond. */
const plainRequire = {
  name: 'plain-require',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:module$/ }, () => ({ path: 'require', namespace: 'plain-require' }))
    onLoad({ filter: /.*/, namespace: 'plain-require' }, () => ({
      contents: 'export const createRequire = () => require',
    }))
  },
}

/** Splits into ES modules first, so that late imports stay late, then turns each chunk into CommonJS. */
async function bundleProgram(out) {
  const entryPoints = { main: 'src/main.ts', worker: 'src/commands/worker.ts' }
  const result = await build({
    absWorkingDir: root,
    entryPoints,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    keepNames: false,
    external: EXTERNAL,
    plugins: [plainRequire],
    outdir: out,
    write: false,
    metafile: true,
    chunkNames: 'chunk-[hash]',
    define: { __VERSION__: JSON.stringify(version), 'import.meta.filename': '__filename' },
    legalComments: 'none',
  })
  const modules = new Map(result.outputFiles.map((file) => [basename(file.path), file.text]))
  const packOf = packsOf(result.metafile)
  for (const pack of Object.keys(PACKS)) writeFileSync(join(out, pack), await packed(pack, packOf, modules))
  for (const [name, text] of modules) {
    if (!packOf.has(name)) writeFileSync(join(out, name), fromPacks(await toCommonJs(text), packOf))
  }
  writeFileSync(join(out, 'package.json'), '{ "type": "commonjs" }\n')
  writeFileSync(join(out, 'THIRD-PARTY.txt'), licences(result.metafile))
}

async function toCommonJs(text) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    minify: true,
  })
  return code
}

/** Chunk -> its pack. */
function packsOf({ outputs }) {
  const chunks = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]))
  const packOf = new Map()
  const visit = (name, pack) => {
    if (packOf.has(name) || !chunks.has(name)) return
    packOf.set(name, pack)
    for (const { path, kind } of chunks.get(name).imports) if (kind === 'import-statement') visit(basename(path), pack)
  }
  for (const [pack, wanted] of Object.entries(PACKS)) {
    for (const module of wanted) {
      // A module that is imported late has a chunk that names it, and one that holds it when others import it, too.
      const found = [...chunks].filter(([, { inputs, entryPoint }]) =>
        [entryPoint, ...Object.keys(inputs)].some((path) => path?.endsWith(module)),
      )
      if (found.length === 0) throw new Error(`${module} is in no chunk`)
      for (const [name] of found) visit(name, pack)
    }
  }
  return packOf
}

/** Other chunks ask the pack. */
function fromPacks(code, packOf) {
  return code.replace(/require\("\.\/([\w-]+\.js)"\)/g, (whole, name) =>
    packOf.has(name) ? `require("./${packOf.get(name)}").load("./${name}")` : whole,
  )
}

/**
 * One file for all of its chunks: to find, read and compile forty small files takes the hook longer than to run them. Bundled
 * once more, so that they share one scope: a function inside a function is parsed twice.
 */
async function packed(pack, packOf, modules) {
  const own = [...packOf.keys()].filter((name) => packOf.get(name) === pack)
  const parts = own.map((name) => `"./${name}":()=>require("./${name}")`)
  const main = own.includes('main.js') ? 'export * from "./main.js";' : ''
  const result = await build({
    stdin: { contents: `${main}const parts={${parts}};export const load=(name)=>parts[name]()` },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    minify: true,
    plugins: [chunksOf(pack, packOf, modules)],
    write: false,
    legalComments: 'none',
  })
  const { text } = result.outputFiles[0]
  return `// ${createHash('sha256').update(text).digest('hex').slice(0, 16)}\n${text}` // bin/stanch.js goes by it
}

/** Its own chunks are taken in, those of other packs are asked of them, the rest stay files of their own. */
const chunksOf = (pack, packOf, modules) => ({
  name: 'chunks',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, namespace }) => {
      const name = basename(path)
      if (namespace === 'other' || !path.startsWith('./') || !packOf.has(name)) return { path, external: true }
      return { path: name, namespace: packOf.get(name) === pack ? 'own' : 'other' }
    })
    onLoad({ filter: /./, namespace: 'own' }, ({ path }) => ({ contents: modules.get(path) }))
    onLoad({ filter: /./, namespace: 'other' }, ({ path }) => ({
      contents: `module.exports=require("./${packOf.get(path)}").load("./${path}")`,
    }))
  },
})

/** The licences of everything that was bundled in. */
function licences(metafile) {
  const packages = new Set()
  for (const input of Object.keys(metafile.inputs)) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]
    if (name) packages.add(name)
  }
  const require = createRequire(import.meta.url)
  const texts = [...packages].sort().map((name) => {
    const folder = require.resolve
      .paths(name)
      .map((p) => join(p, name))
      .find((p) => exists(join(p, 'package.json')))
    const { version: v, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f))
    return `${name} ${v} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : 'no licence file'}\n`
  })
  return `Bundled in dist/, with their licences.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`
}

function exists(path) {
  try {
    readFileSync(path)
    return true
  } catch {
    return false
  }
}

/** Compiles rules/*.toml with the program's own loader and encoder. */
async function compileRules(out) {
  const temporary = mkdtempSync(join(tmpdir(), 'stanch-build-'))
  try {
    const file = join(temporary, 'compile.cjs')
    await build({
      absWorkingDir: root,
      stdin: {
        contents:
          "export { builtinRules } from './src/config/builtin.ts'; export { encodeRules } from './src/engine/compiled-encode.ts'; export { isolationEntries } from './src/config/isolation-data.ts'; export { nameTable } from './src/policy/name-table.ts'",
        resolveDir: root,
        loader: 'ts',
      },
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      external: EXTERNAL,
      define: { 'import.meta.filename': '__filename' },
      outfile: file,
    })
    const { builtinRules, encodeRules, isolationEntries, nameTable } = createRequire(import.meta.url)(file)
    writeFileSync(join(out, 'rules.bin'), encodeRules(builtinRules(join(root, 'rules'))))
    const entries = isolationEntries(join(root, 'rules', 'isolation.toml'))
    const shipped = entries.map(({ stops, keeps, magic, ...entry }) => entry)
    writeFileSync(join(out, 'isolation.json'), JSON.stringify({ entries: shipped, names: nameTable(entries) }))
  } finally {
    rmSync(temporary, { recursive: true })
  }
}

async function buildInto(out) {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  await bundleProgram(out)
  await compileRules(out)
}

function contents(folder) {
  return new Map(
    readdirSync(folder)
      .sort()
      .map((f) => [f, readFileSync(join(folder, f))]),
  )
}

const dist = join(root, 'dist')
if (process.argv.includes('--check')) {
  const fresh = mkdtempSync(join(tmpdir(), 'stanch-dist-'))
  await buildInto(fresh)
  const [a, b] = [contents(dist), contents(fresh)]
  const stale = [...new Set([...a.keys(), ...b.keys()])].filter((f) => !a.get(f)?.equals(b.get(f) ?? Buffer.alloc(0)))
  rmSync(fresh, { recursive: true })
  if (stale.length > 0) {
    console.error(`dist/ is stale (${stale.join(', ')}): run npm run bundle and commit dist/`)
    process.exitCode = 1
  }
} else {
  await buildInto(dist)
}
